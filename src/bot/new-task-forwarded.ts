import { Composer } from 'grammy';
import { z } from 'zod';
import { phrase, type Said } from '../domain/phrase.ts';
import { toStoredTime } from '../stored-time.ts';
import { attachFiles } from '../workflow/attach-files.ts';
import type { Context } from '../workflow/context.ts';
import { admit } from './access.ts';
import { decline, placeOf } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { forwardedWithinSeconds } from './dialogue.ts';
import { fileOf } from './new-task-files.ts';
import { wishOf } from './new-task-open.ts';
import { wordsOf } from './new-task-words.ts';
import { joinParts } from './parse-new-task.ts';

/** What stands in place of a dialogue where one line was enough: `id` is its message, `date` in Unix seconds. */
const openedSchema = z.object({ opened: z.literal(true), id: z.int(), date: z.int(), heard: z.int() });
type Opened = z.infer<typeof openedSchema>;

/** Telegram sends the words that go with a forwarded message before it: by then one line has opened the task. */
export function createForwarded(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message:forward_origin', async (ctx, next) => {
    const { chat, from, message } = ctx;
    const stored = context.store.dialogues.find(chat.id, from.id, '');
    const opened = stored === undefined ? undefined : openedSchema.safeParse(JSON.parse(stored)).data;
    if (opened === undefined || message.date - opened.date > forwardedWithinSeconds) return next();
    ctx.deed = { ...ctx.deed, via: 'reply', action: 'new' };
    if (!(await admit(ctx, 'open')) || message.message_id <= opened.heard) return;
    rememberOpened(context, ctx, { ...opened, heard: message.message_id });
    const problem = context.store.transaction(() => add(context, ctx, opened));
    context.nudge();
    if (problem !== null) decline(ctx, problem);
  });
  return composer;
}

/** From here on what is forwarded belongs to the task that this message has opened. */
export function rememberOpened(
  { store, clock }: Context,
  { chat, from }: BotContext,
  { id, date, heard }: Omit<Opened, 'opened'>,
): void {
  const state = JSON.stringify({ opened: true, id, date, heard });
  store.dialogues.put(chat?.id ?? 0, from?.id ?? 0, state, toStoredTime(clock.now()));
}

/** Why not all of it could be taken; null where it was. */
function add(context: Context, ctx: BotContext, { id }: Opened): Said | null {
  const { store } = context;
  const { message } = ctx;
  const place = placeOf(ctx);
  const wish = wishOf(place?.chatId ?? 0, id);
  const task = store.tasks.find(store.origins.find(wish.source, wish.id) ?? 0);
  if (task === undefined || place === undefined) return phrase('new-task-gone');
  const name = task.work_item_id ?? String(task.id);
  ctx.deed.target = name;
  // What the first agent was told cannot be told otherwise any more.
  if (store.runs.listOfTask(task.id).length > 0) return phrase('new-begun-already', { task: name });
  const words = wordsOf(message, ctx.from?.id ?? 0, ctx.translator);
  store.tasks.describe(task.id, task.title ?? name, joinParts([task.description ?? '', words]));
  store.cards.touch(task.id);
  const brought = fileOf(message);
  if (brought === null) return null;
  if ('problem' in brought) return brought.problem;
  return attachFiles(context, task.id, { files: [{ ...brought.file, note: null }], place, by: actorOf(ctx) })
    .problem;
}
