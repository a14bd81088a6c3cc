import { Composer } from 'grammy';
import { type MessageId, type Phrase, phrase } from '../domain/phrase.ts';
import { type Formatted, joined, oneLine, plain, styled } from '../telegram/formatted.ts';
import { fromUtcText, timeOf } from '../telegram/utc-time.ts';
import { worded } from '../telegram/worded.ts';
import type { Context } from '../workflow/context.ts';
import { describeHealth, type HealthView, type Vitals } from '../workflow/describe-health.ts';
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import type { Heard } from './heard.ts';
import { ago, capped } from './lines.ts';

const mostListed = 6;
/** Below it a run's output and SQLite's log may soon find no room. */
const littleBytes = 2 * 1024 ** 3;

/** /health: what an operator needs to know at night, the troubles first. */
export function createHealth(context: Context, vitals: Vitals, heard: Heard): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'health', (ctx) => {
    const health = describeHealth(context, vitals);
    const troubles = listTroubles(ctx, health);
    const head =
      troubles.length === 0
        ? [styled('bold', plain(ctx.translator.t('project-well')))]
        : [styled('bold', plain(ctx.translator.t('project-troubles'))), ...troubles];
    answer(ctx, joined([...head, plain(''), ...listFacts(ctx, health, vitals, heard)], '\n'));
  });
  return composer;
}

function listTroubles(ctx: BotContext, health: HealthView): Formatted[] {
  const { translator } = ctx;
  const bullet = (id: MessageId, args: Parameters<typeof worded>[2] = {}) =>
    joined([plain('• '), worded(translator, id, args)]);
  const { file, fileTrouble } = health;
  const unreachable = health.unreachable.map(({ project, what, why, since }) => {
    const args = {
      project: oneLine(project, 64),
      what: translator.say(what),
      why: oneLine(translator.say(why), 160),
    };
    return joined([bullet('project-unreachable', args), ago(since)]);
  });
  const held = health.accounts.flatMap(({ name, held: hold }) =>
    hold === null ? [] : [heldLine(ctx, name, hold)],
  );
  const missing = health.accounts
    .filter(({ isThere }) => !isThere)
    .map(({ name, runner }) => bullet('project-cli-missing', { account: name, runner }));
  return [
    ...(fileTrouble === null ? [] : [bullet('project-disk-unknown', { why: oneLine(fileTrouble, 160) })]),
    ...(file !== null && file.freeBytes < littleBytes
      ? [bullet('project-disk-little', { free: sizePhrase(file.freeBytes) })]
      : []),
    ...capped(translator, unreachable, mostListed),
    ...capped(translator, [...held, ...missing], mostListed),
    ...(health.parked > 0 ? [bullet('project-parked', { count: health.parked })] : []),
    ...(health.paused.includes('*') ? [bullet('project-all-paused')] : []),
    ...listed(
      health.paused.filter((scope) => scope !== '*'),
      (list) => bullet('project-some-paused', { list }),
    ),
    ...listed(health.frozen, (list) => bullet('project-some-frozen', { list })),
  ];
}

function listed(names: readonly string[], line: (list: string[]) => Formatted): Formatted[] {
  return names.length === 0 ? [] : [line(names.map((name) => oneLine(name, 64)))];
}

function heldLine(
  { translator }: BotContext,
  account: string,
  { why, until }: NonNullable<HealthView['accounts'][number]['held']>,
): Formatted {
  const resets = until === null ? undefined : fromUtcText(until);
  const args = { account, why: oneLine(translator.say(why), 120) };
  const line =
    resets === undefined
      ? worded(translator, 'project-held', args)
      : worded(translator, 'project-held-until', { ...args, until: timeOf(resets, 'dt') });
  return joined([plain('• '), line]);
}

function listFacts(
  { translator }: BotContext,
  health: HealthView,
  { version, startedAt, telegram }: Vitals,
  heard: Heard,
): Formatted[] {
  const line = (id: MessageId, args: Parameters<typeof worded>[2] = {}) => worded(translator, id, args);
  const when = (date: Date | null) =>
    date === null ? plain(translator.t('project-never')) : timeOf(date, 'r');
  const { slots, queued, asking, file, accounts, reconciledAt } = health;
  const well = accounts
    .filter(({ isThere, held }) => isThere && held === null)
    .map(({ name, runner }) => `${name} (${runner})`);
  return [
    line(telegram === 'polling' ? 'project-telegram-polling' : 'project-telegram-webhook', {
      before: when(heard.before()),
    }),
    line('project-slots', { used: String(slots.used), all: String(slots.all), queued: String(queued) }),
    line('project-asking', { count: String(asking) }),
    ...(well.length === 0 ? [] : [line('project-accounts', { list: well })]),
    ...(file === null
      ? []
      : [
          line('project-database', { size: sizePhrase(file.sizeBytes), copied: when(file.copiedAt) }),
          line('project-disk', { free: sizePhrase(file.freeBytes) }),
        ]),
    line('project-reconciled', { when: when(reconciledAt) }),
    line('project-up', { version, since: when(startedAt) }),
  ];
}

const kilo = 1024;

function sizePhrase(bytes: number): Phrase {
  const mega = bytes / kilo ** 2;
  if (mega < kilo)
    return phrase('project-megabytes', { size: mega < 10 ? mega.toFixed(1) : mega.toFixed(0) });
  const giga = mega / kilo;
  return phrase('project-gigabytes', { size: giga < 10 ? giga.toFixed(1) : giga.toFixed(0) });
}
