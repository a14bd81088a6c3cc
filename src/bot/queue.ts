import { Composer } from 'grammy';
import { costPhrase, formatBudget } from '../domain/amounts.ts';
import type { PauseMode } from '../domain/pause.ts';
import { phrase } from '../domain/phrase.ts';
import { sayRole } from '../domain/say-stage.ts';
import type { Translator } from '../locale/translator.ts';
import { markOf, unstopped } from '../telegram/card-head.ts';
import {
  countCodePoints,
  type Formatted,
  joined,
  longestMessage,
  oneLine,
  plain,
  styled,
} from '../telegram/formatted.ts';
import { fromUtcText, timeOf } from '../telegram/utc-time.ts';
import { worded } from '../telegram/worded.ts';
import type { Context } from '../workflow/context.ts';
import { describeQueue, type QueueView } from '../workflow/describe-queue.ts';
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { ago, capped, fitted, section } from './lines.ts';
import { chatLines } from './queue-chats.ts';
import {
  frozenLines,
  listForgottenLocks,
  listRolledBack,
  listWatched,
  lockLine,
  nameOf,
  rollbackLine,
  watchedLine,
} from './queue-production.ts';

const mostRunning = 10;
const mostOthers = 5;

const pauseWords = {
  finish: null,
  now: 'queue-pause-now',
  stop: 'queue-pause-stop',
} as const satisfies Record<PauseMode, string | null>;

export function createQueue(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'queue', (ctx) => answer(ctx, renderQueue(describeQueue(context), ctx.translator)));
  return composer;
}

/** What waits gets the room that the other parts leave: it can be long, and they cannot. */
function renderQueue(queue: QueueView, translator: Translator): Formatted {
  const { queued, running, done, failed } = queue.counts;
  const jobs = styled('bold', plain(translator.t('queue-jobs')));
  const counts = { queued, running, done, failed };
  const sums = worded(translator, 'queue-counts', { jobs, ...counts });
  const cap = (lines: Formatted[], most = mostOthers) => capped(translator, lines, most);
  const runs = queue.running.map((row) => runningLine(translator, row));
  const watched = listWatched(queue);
  // What holds everything stands above what it holds.
  const before = [
    ...section(translator, 'queue-paused', cap(queue.paused.map((row) => pausedLine(translator, row)))),
    ...section(translator, 'queue-running', cap(runs, mostRunning)),
    ...section(translator, 'queue-watched', cap(watched.map((row) => watchedLine(translator, row)))),
  ];
  const after = listOthers(queue, translator, cap);
  const others = countCodePoints(joined([sums, ...before, ...after], '\n\n').text);
  const isWatched = ({ task, code }: QueueView['blocked'][number]) =>
    code === 'health' && watched.some((row) => row.task === task);
  const waits = queue.blocked.filter((row) => !isWatched(row));
  const lines = waits.map((row) => blockedLine(translator, row));
  const blocked = fitted(translator, lines, longestMessage - others - 40, queue.unlisted);
  const waiting = section(translator, 'queue-waiting', blocked, waits.length + queue.unlisted);
  return joined([...before, ...waiting, ...after, sums], '\n\n');
}

function listOthers(
  queue: QueueView,
  translator: Translator,
  cap: (lines: Formatted[]) => Formatted[],
): Formatted[] {
  return [
    ...section(translator, 'queue-frozen', cap(frozenLines(translator, queue))),
    ...section(
      translator,
      'queue-rollbacks',
      cap(listRolledBack(queue).map((row) => rollbackLine(translator, row))),
    ),
    ...section(translator, 'queue-locks', cap(listForgottenLocks(queue).map(lockLine))),
    ...section(translator, 'queue-accounts', cap(queue.accounts.map((row) => accountLine(translator, row)))),
    ...section(translator, 'queue-budgets', cap(queue.budgets.map((row) => budgetLine(translator, row)))),
    ...section(translator, 'queue-blind', cap(queue.unreachable.map(unreachableLine))),
    ...section(
      translator,
      'queue-ended',
      queue.recent.slice(0, mostOthers).map((row) => recentLine(translator, row)),
    ),
    ...section(translator, 'queue-chats', cap(queue.chats.flatMap((row) => chatLines(translator, row)))),
  ];
}

function taskOf({ t }: Translator, name: string | null): Formatted {
  return nameOf(name ?? t('queue-no-task'));
}

function runningLine(translator: Translator, { task, agent, since }: QueueView['running'][number]) {
  const role = oneLine(translator.say(sayRole(agent)), 40);
  return joined([plain('• '), taskOf(translator, task), plain(` ${role}`), ago(since)]);
}

function blockedLine(
  translator: Translator,
  { task, code, repo, reason, since }: QueueView['blocked'][number],
): Formatted {
  // Why it is frozen stands once, below.
  const said = code === 'freeze' ? phrase('queue-waits-frozen', { repo }) : reason;
  const why = oneLine(unstopped(translator.say(said)), 160);
  return joined([plain(`${markOf(code)} `), taskOf(translator, task), plain(` ${why}`), ago(since)]);
}

function accountLine(
  translator: Translator,
  { account, why, since, until, mend }: QueueView['accounts'][number],
): Formatted {
  const { say } = translator;
  const resets = until === null ? undefined : fromUtcText(until);
  const over =
    resets === undefined
      ? plain(` → ${oneLine(say(mend), 160)}`)
      : worded(translator, 'queue-resets', { time: timeOf(resets, 'dt') });
  return joined([plain(`• ${oneLine(account, 64)}: ${oneLine(say(why), 120)}`), ago(since), over]);
}

function budgetLine({ t }: Translator, { scope, spentUsd, budgetUsd }: QueueView['budgets'][number]) {
  const amounts = { spent: costPhrase(spentUsd), budget: formatBudget(budgetUsd) };
  return plain(
    scope === '*'
      ? t('queue-budget-all', amounts)
      : t('queue-budget', { ...amounts, project: oneLine(scope, 64) }),
  );
}

function unreachableLine({ project, what, why, since }: QueueView['unreachable'][number]): Formatted {
  return joined([plain(`• ${oneLine(project, 64)}, ${what}: ${oneLine(why, 160)}`), ago(since)]);
}

function pausedLine({ t }: Translator, { scope, why, mode, since }: QueueView['paused'][number]) {
  const what = scope === '*' ? t('queue-everything') : oneLine(scope, 64);
  const reason = oneLine(why, 80);
  const words = reason === '' ? `• ${what}` : `• ${what}: ${reason}`;
  const mood = pauseWords[mode];
  return joined([plain(mood === null ? words : `${words} (${t(mood)})`), ago(since)]);
}

function endOf({ status, outcome }: QueueView['recent'][number]) {
  if (outcome === 'cancelled') return 'queue-job-cancelled';
  return status === 'failed' ? 'queue-job-failed' : 'queue-job-done';
}

function recentLine(translator: Translator, row: QueueView['recent'][number]) {
  const { task, agent, error, at } = row;
  const end = endOf(row);
  const ended = translator.t(end);
  // Who cancelled it stands on the card.
  const trouble = end === 'queue-job-failed' && error !== null ? `: ${oneLine(error, 80)}` : '';
  const words = plain(` ${oneLine(translator.say(sayRole(agent)), 40)} ${ended}${trouble}`);
  return joined([plain('• '), taskOf(translator, task), words, ago(at)]);
}
