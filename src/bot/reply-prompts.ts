import { Composer } from 'grammy';
import type { Message } from 'grammy/types';
import { may } from '../domain/people.ts';
import { phrase, type Said } from '../domain/phrase.ts';
import type { TaskView } from '../domain/task-view.ts';
import { shorten } from '../telegram/brd-diff.ts';
import { encodeAction, type PressedAction, parseCallbackData } from '../telegram/callback-data.ts';
import { covered, type Formatted, joined, oneLine, plain } from '../telegram/formatted.ts';
import { worded } from '../telegram/worded.ts';
import { type Answered, answerApproval, refuseClosed } from '../workflow/answer-approval.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { admit } from './access.ts';
import { answer } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { fileOf } from './new-task-files.ts';
import { postChanges } from './post-changes.ts';
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
    ctx.deed.via = 'reply';
    ctx.deed.action = asked === undefined ? 'reject' : 'answer';
    if (!(await admit(ctx, asked === undefined ? 'approve' : 'steer'))) return;
    hear(context, ctx, about, message);
  });
  return composer;
}

/** The words go on as they are. What else came with them does not, and that is said. */
function hear(context: Context, ctx: BotContext, about: string, message: Message): void {
  const words = message.text ?? message.caption;
  const asked = parseQuestion(about);
  const taskId = asked?.taskId ?? context.store.approvals.findByNonce(about)?.task_id;
  const view = taskId === undefined ? undefined : describeTask(context, taskId);
  ctx.deed.target = view?.workItemId ?? null;
  if (words === undefined) {
    ctx.deed.outcome = 'unchanged';
    return answer(ctx, phrase('brd-words-only'));
  }
  const outcome: Answered =
    asked === undefined
      ? answerApproval(context, about, { decision: 'rejected', comment: words }, actorOf(ctx))
      : answerTask(context, ctx, { view, key: asked.key, words });
  if (!outcome.ok) ctx.deed.outcome = 'unchanged';
  const isAll = message.text !== undefined || !outcome.ok || isAttached(ctx, message);
  answer(ctx, isAll ? outcome.text : phrase('brd-words-taken', { outcome: outcome.text }));
  if (outcome.newer !== undefined) postChanges(ctx, outcome.newer, view?.workItemId ?? '');
}

/** Files in a reply go to the task where the person may steer it: `new-task-attach.ts` sees them first. */
function isAttached({ person }: BotContext, message: Message): boolean {
  const brought = fileOf(message);
  return brought !== null && 'file' in brought && may(person.role, 'steer');
}

/** What a message of ours asks for: in so many words, or as the card of a task whose agent asks. */
function findQuestion(context: Context, chatId: number, messageId: number): string | undefined {
  const { chats, cards } = context.store;
  const prompted = chats.findReplyPrompt(chatId, messageId);
  const card = prompted === undefined ? cards.findByMessage(chatId, messageId) : undefined;
  const asked = card && describeTask(context, card.task_id)?.actions.find(({ kind }) => kind === 'answer');
  return prompted ?? (asked && encodeAction({ kind: 'answer', key: asked.key }, card.task_id));
}

/** The button that stands for an agent's question; undefined for an approval, which is known by its nonce. */
function parseQuestion(about: string): PressedTask | undefined {
  const pressed = parseCallbackData(about);
  return pressed === undefined || pressed.kind === 'resume' ? undefined : pressed;
}

/** How to answer what was asked here last, for who just typed the words; undefined when nothing waits for any. */
export function explainReply(context: Context, chatId: number): Said | undefined {
  const about = context.store.chats.findLatestPrompt(chatId);
  const asked = about === undefined ? undefined : parseQuestion(about);
  const approval = about === undefined ? undefined : context.store.approvals.findByNonce(about);
  const taskId = asked?.taskId ?? approval?.task_id;
  const view = taskId === undefined ? undefined : describeTask(context, taskId);
  if (about === undefined || view === undefined) return undefined;
  const isOpen = asked === undefined ? refuseClosed(context, about) === null : isShown(view, asked);
  if (!isOpen) return undefined;
  const args = { task: view.workItemId };
  return asked === undefined ? phrase('brd-how-to-reject', args) : phrase('brd-how-to-answer', args);
}

function answerTask(
  context: Context,
  ctx: BotContext,
  { view, key, words }: { view: TaskView | undefined; key: string; words: string },
): Answered {
  if (view === undefined) return { ok: false, text: phrase('brd-task-gone') };
  return answerQuestion({ context, view, key, by: actorOf(ctx) }, words);
}

/** The request is known by its nonce. */
export function askForChanges(ctx: BotContext, { workItemId, approval }: TaskView, nonce: string): void {
  const revision = shorten(approval?.revision ?? '');
  const question = phrase('brd-ask-changes', { task: workItemId, revision });
  askForWords(ctx, question, { placeholder: phrase('brd-ask-changes-hint'), about: nonce });
}

/** What the agent asks stands on the card above; the answer is known by the data of the button. */
export function askForAnswer(ctx: BotContext, { id, workItemId }: TaskView, key: string): void {
  const about = encodeAction({ kind: 'answer', key }, id);
  const question = phrase('brd-ask-answer', { task: workItemId });
  askForWords(ctx, question, { placeholder: phrase('brd-ask-answer-hint'), about });
}

/** Asks below the card; among several people the one who pressed is named, and only his app opens the reply. */
function askForWords(ctx: BotContext, question: Said, { placeholder, about }: Wanted): void {
  const { say } = ctx.translator;
  const lines = [plain(say(question)), ...(ctx.chat?.type === 'private' ? [] : askerOf(ctx))];
  answer(ctx, joined(lines, '\n'), { placeholder: say(placeholder), about });
}

type Wanted = { placeholder: Said; about: string };

function askerOf({ from, translator }: BotContext): Formatted[] {
  if (from === undefined) return [];
  const name = plain(oneLine(from.first_name, 64));
  const who = covered({ type: 'text_mention', offset: 0, length: name.text.length, user: from }, name);
  return [worded(translator, 'brd-asked-by', { who })];
}
