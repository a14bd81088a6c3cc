import { Composer } from 'grammy';
import type { Message } from 'grammy/types';
import { may } from '../domain/people.ts';
import { phrase, type Said } from '../domain/phrase.ts';
import { isFinished, isStage } from '../domain/stage.ts';
import { parseCallbackData } from '../telegram/callback-data.ts';
import { plain } from '../telegram/formatted.ts';
import { attachFiles, type SentFile } from '../workflow/attach-files.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { admit } from './access.ts';
import { decline, placeOf } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { fileOf } from './new-task-files.ts';

/** Files that answer a task's card or a question about it, and those of an album that a task began with. */
export function createAttach(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', async (ctx, next) => {
    const brought = ctx.command === undefined ? fileOf(ctx.message) : null;
    const about = brought === null ? undefined : findTask(context, ctx.message);
    if (brought === null || about === undefined) return next();
    // The words go where all answers go.
    const mayAttach = 'file' in brought && may(ctx.person.role, 'steer');
    if (about.isAsked && (ctx.message.caption !== undefined || !mayAttach)) {
      if (mayAttach) attach(context, ctx, about.taskId, { ...brought.file, note: null });
      return next();
    }
    ctx.deed = { ...ctx.deed, via: 'reply', action: 'attach' };
    if (!(await admit(ctx, 'steer'))) return;
    if ('problem' in brought) return decline(ctx, brought.problem);
    tell(context, ctx, about.taskId, attach(context, ctx, about.taskId, brought.file));
  });
  return composer;
}

type About = { taskId: number; isAsked: boolean };

function findTask(context: Context, message: Message): About | undefined {
  const { chats, cards, approvals, attachments } = context.store;
  const chatId = message.chat.id;
  const replied = message.reply_to_message;
  const card = replied && cards.findByMessage(chatId, replied.message_id);
  if (card !== undefined) {
    const actions = describeTask(context, card.task_id)?.actions ?? [];
    return { taskId: card.task_id, isAsked: actions.some(({ kind }) => kind === 'answer') };
  }
  const prompt = replied && chats.findReplyPrompt(chatId, replied.message_id);
  if (prompt !== undefined) {
    const pressed = parseCallbackData(prompt);
    const taskId =
      pressed !== undefined && 'taskId' in pressed ? pressed.taskId : approvals.findByNonce(prompt)?.task_id;
    return taskId === undefined ? undefined : { taskId, isAsked: true };
  }
  const { media_group_id: album } = message;
  const taskId = album === undefined ? undefined : attachments.findTaskOfAlbum(chatId, album);
  return taskId === undefined ? undefined : { taskId, isAsked: false };
}

function attach(context: Context, ctx: BotContext, taskId: number, file: SentFile): Said | null {
  const { store, nudge } = context;
  const place = placeOf(ctx);
  const stage = store.tasks.find(taskId)?.stage ?? null;
  if (place === undefined || !isStage(stage)) return phrase('new-task-gone');
  if (isFinished(stage)) return phrase('new-task-ended');
  const { problem } = store.transaction(() =>
    attachFiles(context, taskId, { files: [file], place, by: actorOf(ctx) }),
  );
  nudge();
  return problem;
}

/** An album comes as many messages and gets one answer, which grows. */
function tell({ store }: Context, ctx: BotContext, taskId: number, problem: Said | null): void {
  const task = store.tasks.find(taskId)?.work_item_id ?? String(taskId);
  ctx.deed.target = task;
  if (problem !== null) return decline(ctx, problem);
  const place = placeOf(ctx);
  const message = ctx.message;
  if (place === undefined || message === undefined) return;
  const { media_group_id: album, message_id: messageId } = message;
  const isOf = (row: { message_id: number; album: string | null }) =>
    album === undefined ? row.message_id === messageId : row.album === album;
  const files = store.attachments.listOfTask(taskId).filter(isOf);
  const text = ctx.translator.t('new-attached', { names: files.map(({ name }) => name), task });
  const first = files[0]?.message_id ?? messageId;
  ctx.put(`answer:attach:${place.chatId}:${first}`, place, { ...plain(text), replyTo: first });
}
