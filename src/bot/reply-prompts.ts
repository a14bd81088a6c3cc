import { Composer } from 'grammy';
import type { Actor } from '../domain/signal.ts';
import type { TaskView } from '../domain/task-view.ts';
import { encodeAction, type PressedAction, parseCallbackData } from '../telegram/callback-data.ts';
import { covered, type Formatted, joined, oneLine, plain } from '../telegram/formatted.ts';
import type { Prompt } from '../telegram/notice-text.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { answerApproval, type Steered, whyClosed } from '../workflow/steer-task.ts';
import { admit } from './access.ts';
import { answer } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { answerQuestion, isShown } from './press-action.ts';

type PressedTask = PressedAction & { taskId: number };

/** A reply to a question of ours, or to the card that asks, is the answer, whenever it comes: the question is in the database. */
export function createReplyPrompts(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', async (ctx, next) => {
    const { chat, message } = ctx;
    const replied = message.reply_to_message;
    const about = replied && findQuestion(context, chat.id, replied.message_id);
    if (about === undefined) return next();
    const asked = parseQuestion(about);
    if (!(await admit(ctx, asked === undefined ? 'approve' : 'steer'))) return;
    const words = message.text ?? message.caption;
    if (words === undefined) return answer(ctx, 'I read text only: reply in words to the same message.');
    const by = actorOf(ctx);
    const { text } =
      asked === undefined
        ? answerApproval(context, about, { decision: 'rejected', comment: words }, by)
        : answerTask(context, asked, words, by);
    answer(ctx, text);
  });
  return composer;
}

/** What a message of ours asks for: in so many words, or as the card of a task whose agent asks. */
function findQuestion(context: Context, chatId: number, messageId: number): string | undefined {
  const { chats, cards } = context.store;
  const prompted = chats.findReplyPrompt(chatId, messageId);
  const card = prompted === undefined ? cards.findByMessage(chatId, messageId) : undefined;
  const asked = card && describeTask(context, card.task_id)?.actions.find(({ kind }) => kind === 'answer');
  return prompted ?? (asked && encodeAction(asked, card.task_id));
}

/** The button that stands for an agent's question; undefined for an approval, which is known by its nonce. */
function parseQuestion(about: string): PressedTask | undefined {
  const pressed = parseCallbackData(about);
  return pressed === undefined || pressed.kind === 'resume' ? undefined : pressed;
}

/** How to answer what was asked here last, for who just typed the words; undefined when nothing waits for any. */
export function explainReply(context: Context, chatId: number): string | undefined {
  const about = context.store.chats.findLatestPrompt(chatId);
  const asked = about === undefined ? undefined : parseQuestion(about);
  const approval = about === undefined ? undefined : context.store.approvals.findByNonce(about);
  const taskId = asked?.taskId ?? approval?.task_id;
  const view = taskId === undefined ? undefined : describeTask(context, taskId);
  if (about === undefined || view === undefined) return undefined;
  const isOpen = asked === undefined ? whyClosed(context, about) === null : isShown(view, asked);
  if (!isOpen) return undefined;
  const command = asked === undefined ? 'reject' : 'answer';
  return `If that is for ${view.workItemId}: reply to my question (hold it, then Reply), or type /${command} ${view.workItemId} and your words.`;
}

function answerTask(context: Context, { taskId, key }: PressedTask, words: string, by: Actor): Steered {
  const view = describeTask(context, taskId);
  if (view === undefined) return { ok: false, text: 'That task is not known any more.' };
  return answerQuestion({ context, view, key, by }, words);
}

/** The request is known by its nonce. */
export function askForChanges(ctx: BotContext, { workItemId, approval }: TaskView, nonce: string): void {
  const revision = approval?.revision.slice(0, 8) ?? '';
  const question = `What should change in the BRD of ${workItemId} (revision ${revision})?`;
  askForWords(ctx, question, { placeholder: 'What should change', about: nonce });
}

/** What the agent asks stands on the card above; the answer is known by the data of the button. */
export function askForAnswer(ctx: BotContext, { id, workItemId }: TaskView, key: string): void {
  const question = `What is your answer to the question of ${workItemId}?`;
  const about = encodeAction({ kind: 'answer', key }, id);
  askForWords(ctx, question, { placeholder: 'Your answer', about });
}

/** Asks below the card; among several people the one who pressed is named, and only his app opens the reply. */
function askForWords(ctx: BotContext, question: string, prompt: Prompt): void {
  const lines = [
    plain(`${question} Reply to this message.`),
    ...(ctx.chat?.type === 'private' ? [] : askerOf(ctx)),
  ];
  answer(ctx, joined(lines, '\n'), prompt);
}

function askerOf({ from }: BotContext): Formatted[] {
  if (from === undefined) return [];
  const name = plain(oneLine(from.first_name, 64));
  const asker = covered({ type: 'text_mention', offset: 0, length: name.text.length, user: from }, name);
  return [joined([plain('Asked by '), asker])];
}
