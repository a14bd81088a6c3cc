import { FormattedString, fmt } from '@grammyjs/parse-mode';
import type { Translator } from '../locale/translator.ts';
import { type Formatted, joined, oneLine, plain } from '../telegram/formatted.ts';
import { fromUtcText, timeOf } from '../telegram/utc-time.ts';
import { worded } from '../telegram/worded.ts';
import type { QueueView } from '../workflow/describe-queue.ts';
import { whoFroze } from '../workflow/tell-freeze.ts';
import { ago } from './lines.ts';

type Deployment = QueueView['deployments'][number];
/** One that nobody took back. */
type Rollback = QueueView['rollbacks'][number] & { state: keyof typeof rollbackWords };

export function nameOf(name: string): Formatted {
  return fmt`${FormattedString.code(oneLine(name, 64))}`;
}

export function listWatched({ deployments }: QueueView): Deployment[] {
  return deployments.filter(({ state }) => state === 'watching');
}

/** "• SHOP-001 3 checks, 1 failed in a row, until 14:05" */
export function watchedLine(translator: Translator, row: Deployment): Formatted {
  const { task, checks, failures } = row;
  const so = translator.t(failures > 0 ? 'queue-watch-failing' : 'queue-watch', { checks, failures });
  const until = row.until === null ? undefined : fromUtcText(row.until);
  const end =
    until === undefined ? plain('') : worded(translator, 'queue-watch-until', { until: timeOf(until, 't') });
  return joined([plain('• '), nameOf(task), plain(` ${so}`), end]);
}

/** What is rolled back now, and what was where a person has not opened the repository yet: the latest of each. */
export function listRolledBack({ rollbacks, frozen }: QueueView): Rollback[] {
  const meant = rollbacks.filter((row): row is Rollback => row.state !== 'withdrawn');
  const latest = [...Map.groupBy(meant, ({ repo }) => repo).values()].flatMap(([row]) => row ?? []);
  return latest.filter(({ endedAt, repo }) => endedAt === null || frozen.some((one) => one.repo === repo));
}

const rollbackWords = {
  asked: 'queue-rollback-asked',
  running: 'queue-rollback-open',
  done: 'queue-rollback-done',
  failed: 'queue-rollback-failed',
} as const satisfies Partial<Record<QueueView['rollbacks'][number]['state'], string>>;

export function rollbackLine(translator: Translator, row: Rollback): Formatted {
  const words = worded(translator, rollbackWords[row.state], { task: nameOf(row.task) });
  return joined([plain('• '), nameOf(row.repo), plain(' '), words, ago(row.endedAt ?? row.since)]);
}

/** Locks whose holder waits for a person, who may not know that others wait for it. */
export function listForgottenLocks({ locks, blocked }: QueueView): QueueView['locks'] {
  return locks.filter(({ task }) => blocked.some((row) => row.task === task && row.code === 'attention'));
}

export function lockLine({ repo, task, since }: QueueView['locks'][number]): Formatted {
  return joined([plain('• '), nameOf(repo), plain(': '), nameOf(task), ago(since)]);
}

/** One line for a repository: its first freeze, and how many more hold it. */
export function frozenLines(translator: Translator, { freezes }: QueueView): Formatted[] {
  const held = freezes.filter(({ clearedAt }) => clearedAt === null);
  return [...Map.groupBy(held, ({ repo }) => repo)].flatMap(([repo, [first, ...others]]) => {
    if (first === undefined) return [];
    const reason = oneLine(translator.say(first.reason), 120);
    const words = translator.t('queue-freeze', { reason, who: whoFroze(first), more: others.length });
    return [joined([plain('• '), nameOf(repo), plain(` ${words}`), ago(first.since)])];
  });
}
