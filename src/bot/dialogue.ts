import { Composer } from 'grammy';
import type { Message } from 'grammy/types';
import { phrase, type Said } from '../domain/phrase.ts';
import { translatorOf } from '../locale/translator.ts';
import type { NoticeMessage } from '../telegram/notice-text.ts';
import type { Context } from '../workflow/context.ts';
import { admit } from './access.ts';
import { answer, answerPress } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { renderDialogue, renderEnd } from './dialogue-message.ts';
import { type Dialogue, dialogueKey, loadDialogue, saveDialogue, stepOf } from './dialogue-state.ts';
import { takeIn } from './dialogue-step.ts';
import { parseNewTaskData, projectChoice } from './new-task-data.ts';
import { fileOf } from './new-task-files.ts';
import { openDialogue } from './new-task-open.ts';
import { wordsOf } from './new-task-words.ts';

/** What answers a dialogue besides words: a button, or its typed twin. */
export type Control = 'skip' | 'done' | 'cancel';

type Talk = { context: Context; ctx: BotContext; chatId: number; userId: number };

/** How long after /new what is forwarded is taken to belong to it, where that is not plain. */
export const forwardedWithinSeconds = 60;

/** The way from /new to a task, in one message that is edited; what was said is in the file. */
export function createDialogue(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', async (ctx, next) => {
    const talk = toTalk(context, ctx);
    const dialogue = ctx.command === undefined ? loadDialogue(context, talk.chatId, talk.userId) : undefined;
    if (dialogue === undefined || !isForIt(talk, ctx.message, dialogue)) return next();
    if (await mayGoOn(ctx, 'reply')) await hear(talk, ctx.message, dialogue);
  });
  composer.on('callback_query:data', async (ctx, next) => {
    const pressed = parseNewTaskData(ctx.callbackQuery.data);
    if (pressed === undefined) return next();
    if (!(await mayGoOn(ctx, 'button'))) return;
    const talk = toTalk(context, ctx);
    const dialogue = loadDialogue(context, talk.chatId, talk.userId);
    if (dialogue?.id !== pressed.dialogue)
      return answerPress(ctx, { ok: false, text: phrase('new-out-of-date') });
    await answerPress(ctx, { ok: true, text: '' });
    await choose(talk, dialogue, pressed.choice);
  });
  return composer;
}

/** Asks for what is missing; whatever was begun there before by the same person is over. */
export function beginDialogue(
  context: Context,
  ctx: BotContext,
  dialogue: Dialogue,
  problem: Said | null,
): void {
  const talk = toTalk(context, ctx);
  ctx.deed.action = null;
  const before = loadDialogue(context, talk.chatId, talk.userId);
  // Delivered again.
  if (before !== undefined && before.id >= dialogue.id) return show(talk, before, null);
  leaveDialogue(context, ctx, dialogue.id);
  show(talk, dialogue, problem);
}

/** Ends what the person began there before that message. */
export function leaveDialogue(context: Context, ctx: BotContext, messageId: number): void {
  const talk = toTalk(context, ctx);
  const before = loadDialogue(context, talk.chatId, talk.userId);
  if (before !== undefined && before.id < messageId) end(talk, before, ctx.translator.t('new-over'));
}

/** Done, Skip or Cancel, typed behind /new. */
export async function controlDialogue(context: Context, ctx: BotContext, control: Control): Promise<void> {
  const talk = toTalk(context, ctx);
  const dialogue = loadDialogue(context, talk.chatId, talk.userId);
  ctx.deed.action = null;
  if (dialogue === undefined) return answer(ctx, phrase('new-nothing-begun'));
  await obey(talk, dialogue, control);
}

/** The control that a word stands for, in English or the chat's language. */
export function toControl(word: string, { translator }: BotContext): Control | undefined {
  const said = word.trim().toLowerCase();
  const labels = { skip: 'new-skip', done: 'new-done', cancel: 'new-cancel' } as const;
  return (['skip', 'done', 'cancel'] as const).find((control) =>
    [translatorOf('en'), translator].some(({ t }) => t(labels[control]).toLowerCase() === said),
  );
}

function toTalk(context: Context, ctx: BotContext): Talk {
  return { context, ctx, chatId: ctx.chat?.id ?? 0, userId: ctx.from?.id ?? 0 };
}

/** Refusals are audited, and so is the end; the steps between are nobody's concern. */
async function mayGoOn(ctx: BotContext, via: 'reply' | 'button'): Promise<boolean> {
  ctx.deed = { ...ctx.deed, via, action: 'new' };
  const may = await admit(ctx, 'open');
  if (may) ctx.deed.action = null;
  return may;
}

/** To a bot alone everything is said; among people only what answers its message, or visibly belongs to it. */
function isForIt({ context, ctx, chatId }: Talk, message: Message, dialogue: Dialogue): boolean {
  const replied = message.reply_to_message;
  const shownIn = context.store.dialogues.findMessage(dialogueKey(chatId, dialogue));
  if (replied !== undefined && replied.message_id === shownIn) return true;
  const isOfAlbum =
    message.media_group_id !== undefined &&
    dialogue.files.some(({ album }) => album === message.media_group_id);
  if (isOfAlbum) return true;
  if (ctx.chat?.type === 'private') return replied?.from?.id !== ctx.me.id;
  const isForwarded = message.forward_origin !== undefined;
  return isForwarded && message.date - dialogue.date <= forwardedWithinSeconds;
}

async function hear(talk: Talk, message: Message, dialogue: Dialogue): Promise<void> {
  const { context, ctx, userId } = talk;
  if (message.message_id <= dialogue.heard) return show(talk, dialogue, null);
  const brought = fileOf(message);
  if (brought !== null && 'problem' in brought)
    return show(talk, { ...dialogue, heard: message.message_id }, brought.problem);
  const words = wordsOf(message, userId, ctx.translator);
  const control = brought === null ? toControl(words, ctx) : undefined;
  const step = stepOf(dialogue);
  if (control === 'done' && step === 'files') return obey(talk, dialogue, control);
  if (control === 'skip' && step === 'description') return obey(talk, dialogue, control);
  const isForwarded = message.forward_origin !== undefined;
  const heard = { messageId: message.message_id, words, isForwarded, file: brought?.file ?? null };
  const taken = takeIn(dialogue, heard, context.projects.all);
  show(talk, taken.dialogue, taken.problem);
}

async function choose(talk: Talk, dialogue: Dialogue, choice: string): Promise<void> {
  if (choice === 'skip' || choice === 'done' || choice === 'cancel') return obey(talk, dialogue, choice);
  const project = talk.context.projects.all.find(({ name }) => projectChoice(name) === choice);
  // A second tap finds it chosen.
  if (dialogue.project !== null) return show(talk, dialogue, null);
  const problem = project === undefined ? phrase('new-project-gone') : null;
  show(talk, { ...dialogue, project: project?.name ?? null }, problem);
}

async function obey(talk: Talk, dialogue: Dialogue, control: Control): Promise<void> {
  if (control === 'cancel') return end(talk, dialogue, talk.ctx.translator.t('new-cancelled'));
  const step = stepOf(dialogue);
  const { project, title } = dialogue;
  if (project === null || title === '') return show(talk, dialogue, phrase('new-too-early'));
  if (control === 'skip' && step === 'description') return show(talk, { ...dialogue, described: true }, null);
  if (control === 'skip') return show(talk, dialogue, null);
  if (talk.context.projects.findByName(project) === undefined)
    return show(talk, { ...dialogue, project: null }, phrase('new-project-gone'));
  talk.ctx.deed.action = 'new';
  const opened = await openDialogue(talk.context, talk.ctx, talk.chatId, { ...dialogue, project });
  if ('problem' in opened) return show(talk, { ...dialogue, described: true }, opened.problem);
  end(talk, dialogue, opened.text);
}

function show(talk: Talk, said: Dialogue, problem: Said | null): void {
  const { context, ctx, chatId, userId } = talk;
  const dialogue = withMessage(talk, said);
  saveDialogue(context, chatId, userId, dialogue);
  const shown = { projects: context.projects.all, problem, isGroup: isGroup(ctx) };
  put(talk, dialogue, renderDialogue(ctx.translator, dialogue, shown));
}

function end(talk: Talk, dialogue: Dialogue, words: string): void {
  const { context, ctx, chatId, userId } = talk;
  put(talk, withMessage(talk, dialogue), renderEnd(words, dialogue, isGroup(ctx)));
  context.store.dialogues.remove(chatId, userId);
}

/** A message whose answer was lost cannot be edited: it goes on in another. */
function withMessage({ context, chatId }: Talk, dialogue: Dialogue): Dialogue {
  const isLost = context.store.dialogues.isLost(dialogueKey(chatId, dialogue));
  return isLost ? { ...dialogue, lost: dialogue.lost + 1 } : dialogue;
}

function put({ ctx, chatId }: Talk, dialogue: Dialogue, message: NoticeMessage): void {
  ctx.put(dialogueKey(chatId, dialogue), { chatId, topicId: dialogue.topicId }, message);
}

function isGroup({ chat }: BotContext): boolean {
  return chat?.type !== 'private';
}
