import { Composer } from 'grammy';
import { type Phrase, phrase } from '../domain/phrase.ts';
import type { Actor } from '../domain/signal.ts';
import { canEncodeResume, encodeResume } from '../telegram/callback-data.ts';
import { joined, oneLine, plain } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { type Paused, pause, resume } from '../workflow/pause.ts';
import type { Steered } from '../workflow/steer-task.ts';
import { answer, decline, placeOf } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { ago, capped } from './lines.ts';

const mostRunning = 12;
const longestReason = 300;

const everything: ReadonlySet<string> = new Set(['', '*', 'all', 'все', 'всё']);

/** /pause and /resume: whether anything begins, of a project or at all. */
export function createPause(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'pause', (ctx, typed) => pauseScope(context, ctx, typed));
  onCommand(composer, 'resume', (ctx, typed) => {
    ctx.deed.target = typed || '*';
    const { ok, text } = resumeScope(context, typed, actorOf(ctx));
    (ok ? answer : decline)(ctx, text);
  });
  return composer;
}

function pauseScope(context: Context, ctx: BotContext, typed: string): void {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(typed) ?? [];
  const scope = findScope(context, word);
  const place = placeOf(ctx);
  if (scope === undefined || place === undefined) return decline(ctx, whichScope(context, word));
  ctx.deed.target = scope;
  const paused = pause(context, scope, { by: actorOf(ctx), reason: oneLine(rest, longestReason) });
  if (!paused.isNew) ctx.deed.outcome = 'unchanged';
  const { t } = ctx.translator;
  const data = canEncodeResume(scope) ? encodeResume(scope) : undefined;
  const keyboard = data && { inline_keyboard: [[{ text: t('gate-resume'), callback_data: data }]] };
  ctx.post(place, { ...joined(pauseLines(ctx, paused), '\n'), ...(keyboard && { keyboard }) });
}

function pauseLines(ctx: BotContext, { pause: { scope, who, why, since }, isNew, running }: Paused) {
  const { t, say } = ctx.translator;
  const what = say(scopeOf(scope));
  const head = isNew
    ? plain(t('gate-paused', { what }))
    : joined([plain(t('gate-paused-already', { what, who })), ago(since)]);
  const reason = why === '' ? [] : [plain(t('gate-reason', { reason: why }))];
  if (running.length === 0) return [head, ...reason, plain(t('gate-none-running'))];
  const lines = running.map(({ task, role }) => plain(`• ${oneLine(task, 64)} ${role}`));
  return [
    head,
    ...reason,
    plain(t('gate-running', { count: running.length })),
    ...capped(ctx.translator, lines, mostRunning),
  ];
}

/** `*` is everything; undefined for what is no project. */
function findScope({ projects }: Context, word: string): string | undefined {
  return everything.has(word.toLowerCase()) ? '*' : projects.findByName(word)?.name;
}

function whichScope({ projects }: Context, word: string): Phrase {
  const names = projects.all.map(({ name }) => name);
  if (/^(?:now|сейчас)$/i.test(word)) return phrase('gate-pause-now');
  const example = `/pause ${names[0] ?? 'all'}`;
  return phrase('gate-pause-which', { word: oneLine(word, 40), list: names, example });
}

function scopeOf(scope: string): Phrase {
  return scope === '*' ? phrase('gate-everything') : phrase('gate-project', { project: scope });
}

/** `typed` is a project, or nothing or `*` for everything. Says what else is paused when this was not. */
export function resumeScope(context: Context, typed: string, by: Actor): Steered {
  const scope = findScope(context, typed) ?? typed;
  const what = scopeOf(scope);
  if (resume(context, scope, by)) return { ok: true, text: phrase('gate-resumed', { what }) };
  const paused = context.store.pauses.list().map((one) => one.scope);
  if (paused.length === 0) return { ok: false, text: phrase('gate-nothing-paused') };
  const list = paused.map((name) =>
    name === '*' ? phrase('gate-resume-all') : phrase('gate-resume-project', { project: name }),
  );
  return { ok: false, text: phrase('gate-not-paused', { what, list }) };
}
