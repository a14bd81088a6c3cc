import { Composer } from 'grammy';
import type { Message } from 'grammy/types';
import { phrase, type Said } from '../domain/phrase.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { SentFile } from '../workflow/attach-files.ts';
import type { Context } from '../workflow/context.ts';
import { restartTask } from '../workflow/restart-task.ts';
import { answer, answerOutcome, decline, placeOf } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { beginDialogue, controlDialogue, createDialogue, leaveDialogue, toControl } from './dialogue.ts';
import type { Dialogue } from './dialogue-state.ts';
import { createAttach } from './new-task-attach.ts';
import { fileOf } from './new-task-files.ts';
import { createForwarded, rememberOpened } from './new-task-forwarded.ts';
import { homeOf } from './new-task-home.ts';
import { openDialogue, wishOf } from './new-task-open.ts';
import { repliedWords } from './new-task-words.ts';
import { joinParts, parseNewTask } from './parse-new-task.ts';
import { pickTask, type Wanted } from './pick-task.ts';

const toRestart: Wanted = {
  command: 'restart',
  what: 'ended',
  fits: ({ ended }: TaskView) => ended,
  ended: true,
  takesOnly: false,
  freeText: false,
};

export function createNewTask(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'new', async (ctx, rest) => {
    const control = toControl(rest, ctx);
    if (control !== undefined) return controlDialogue(context, ctx, control);
    const { message } = ctx;
    if (message !== undefined) await begin(context, ctx, message, rest);
  });
  onCommand(composer, 'restart', (ctx, rest) => {
    const picked = pickTask(context, toRestart, rest);
    if ('problem' in picked) return decline(ctx, picked.problem);
    const restarted = restartTask(context, picked.view.id, actorOf(ctx));
    answerOutcome(ctx, restarted, picked.view.workItemId);
  });
  composer.use(createAttach(context), createForwarded(context), createDialogue(context));
  return composer;
}

/** One line that says enough opens the task; whatever is missing is asked for. */
async function begin(context: Context, ctx: BotContext, message: Message, typed: string): Promise<void> {
  if (context.projects.all.length === 0) return decline(ctx, phrase('new-no-projects'));
  const { dialogue, problem } = toDialogue(context, ctx, message, typed);
  const chatId = message.chat.id;
  const { project, title } = dialogue;
  const wish = wishOf(chatId, dialogue.id);
  const isKnown = context.store.origins.find(wish.source, wish.id) !== undefined;
  if (project === null || title === '') {
    // Delivered again when its task had been opened.
    if (!isKnown) beginDialogue(context, ctx, dialogue, problem);
    return;
  }
  const opened = await openDialogue(context, ctx, chatId, { ...dialogue, project });
  if ('problem' in opened) return answer(ctx, opened.problem);
  leaveDialogue(context, ctx, dialogue.id);
  if (!isKnown) rememberOpened(context, ctx, dialogue);
  answer(ctx, problem === null ? opened.text : `${opened.text} ${ctx.translator.say(problem)}`);
}

function toDialogue(
  context: Context,
  ctx: BotContext,
  message: Message,
  typed: string,
): { dialogue: Dialogue; problem: Said | null } {
  const { chat, message_id: id, date, from } = message;
  const topicId = placeOf(ctx)?.topicId ?? null;
  const { all } = context.projects;
  const parsed = parseNewTask(typed, all, homeOf(context, { chatId: chat.id, topicId }));
  const replied = repliedWords(message, from?.id ?? 0, ctx.translator);
  const { files, problem } = listFiles(message);
  const dialogue = {
    id,
    date,
    topicId,
    project: parsed.project?.name ?? null,
    title: parsed.title,
    description: joinParts([parsed.description, replied]),
    described: false,
    files,
    lost: 0,
    heard: id,
  };
  const unknown = parsed.unknown === null ? null : phrase('new-unknown-project', { name: parsed.unknown });
  return { dialogue, problem: problem ?? unknown };
}

/** Of the message itself and of the one it replies to; the words below them are the description already. */
function listFiles(message: Message): { files: SentFile[]; problem: Said | null } {
  const brought = [fileOf(message), fileOf(message.reply_to_message)].filter((one) => one !== null);
  return {
    files: brought.flatMap((one) => ('file' in one ? [{ ...one.file, note: null }] : [])),
    problem: brought.find((one) => 'problem' in one)?.problem ?? null,
  };
}
