import { Composer } from 'grammy';
import type { PauseMode } from '../domain/pause.ts';
import { type Phrase, phrase } from '../domain/phrase.ts';
import type { Actor } from '../domain/signal.ts';
import { canEncodeResume, encodeResume } from '../telegram/callback-data.ts';
import { joined, oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { pause, resume } from '../workflow/pause.ts';
import type { Steered } from '../workflow/steer-task.ts';
import { awaitsResume } from '../workflow/takeover.ts';
import { admit } from './access.ts';
import { answer, decline, placeOf, presentable } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { pauseLines, sayScope } from './pause-lines.ts';

const longestReason = 300;

const everything: ReadonlySet<string> = new Set(['', '*', 'all', 'все', 'всё']);
const atOnce: ReadonlySet<string> = new Set(['now', 'сейчас']);

/** /pause and /resume: whether anything begins, of a project or at all. */
export function createPause(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'pause', (ctx, typed) => pauseScope(context, ctx, typed));
  onCommand(composer, 'resume', async (ctx, typed) => {
    ctx.deed.target = typed || '*';
    if (!(await admitResume(context, ctx, typed))) return;
    const { ok, text } = resumeScope(context, typed, actorOf(ctx));
    (ok ? answer : decline)(ctx, text);
  });
  return composer;
}

/** Whether the words behind /stop mean everything and no task. */
export function meansEverything(typed: string): boolean {
  const word = typed.trim().toLowerCase();
  return word !== '' && everything.has(word);
}

/** The emergency: at once, and without a question. */
export function stopEverything(context: Context, ctx: BotContext): void {
  postPaused(context, ctx, { scope: '*', reason: '', mode: 'stop' });
}

function pauseScope(context: Context, ctx: BotContext, typed: string): void {
  const { word, rest, mode } = readPause(typed);
  const scope = findScope(context, word);
  if (scope === undefined) return decline(ctx, whichScope(context, word));
  postPaused(context, ctx, { scope, reason: oneLine(rest, longestReason), mode });
}

/** `[now] [project] [now] [reason]`. */
function readPause(typed: string): { word: string; rest: string; mode: PauseMode } {
  const split = (text: string) => /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  const [, first = '', behind = ''] = split(typed);
  if (atOnce.has(first.toLowerCase())) {
    const [, word = '', rest = ''] = split(behind);
    return { word, rest, mode: 'now' };
  }
  const [, second = '', rest = ''] = split(behind);
  if (atOnce.has(second.toLowerCase())) return { word: first, rest, mode: 'now' };
  return { word: first, rest: behind, mode: 'finish' };
}

function postPaused(
  context: Context,
  ctx: BotContext,
  { scope, reason, mode }: { scope: string; reason: string; mode: PauseMode },
): void {
  const place = placeOf(ctx);
  if (place === undefined) return;
  ctx.deed.target = scope;
  const paused = pause(context, scope, { by: actorOf(ctx), reason, mode });
  if (paused.change === 'none') ctx.deed.outcome = 'unchanged';
  const data = canEncodeResume(scope) ? encodeResume(scope) : undefined;
  const text = ctx.translator.t('gate-resume');
  const keyboard = data && { inline_keyboard: [[{ text, callback_data: data }]] };
  const lines = joined(pauseLines(ctx.translator, paused), '\n');
  ctx.deed.detail ??= lines.text;
  ctx.post(place, { ...presentable(lines), ...(keyboard && { keyboard }) });
}

/** `*` is everything; undefined for what is no project. */
function findScope({ projects }: Context, word: string): string | undefined {
  return everything.has(word.toLowerCase()) ? '*' : projects.findByName(word)?.name;
}

function whichScope({ projects }: Context, word: string): Phrase {
  const names = projects.all.map(({ name }) => name);
  const example = `/pause ${names[0] ?? 'all'}`;
  return phrase('gate-pause-which', { word: oneLine(word, 40), list: names, example });
}

/** An installation that was taken over is let loose by its owner alone. */
export async function admitResume(context: Context, ctx: BotContext, typed: string): Promise<boolean> {
  const isTakeover = findScope(context, typed) === '*' && awaitsResume(context);
  return !isTakeover || admit(ctx, 'takeOver');
}

/** `typed` is a project, or nothing or `*` for everything. Says what else is paused when this was not. */
export function resumeScope(context: Context, typed: string, by: Actor): Steered {
  const scope = findScope(context, typed) ?? typed;
  const what = sayScope(scope);
  if (resume(context, scope, by)) return { ok: true, text: phrase('gate-resumed', { what }) };
  const paused = context.store.pauses.list().map((one) => one.scope);
  if (paused.length === 0) return { ok: false, text: phrase('gate-nothing-paused') };
  const list = paused.map((name) =>
    name === '*' ? phrase('gate-resume-all') : phrase('gate-resume-project', { project: name }),
  );
  return { ok: false, text: phrase('gate-not-paused', { what, list }) };
}
