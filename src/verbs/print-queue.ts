import { formatCost } from '../domain/amounts.ts';
import type { English } from '../locale/to-english.ts';
import type { ChatTrouble } from '../workflow/describe-chats.ts';
import type { QueueView } from '../workflow/describe-queue.ts';
import { toLines } from './print.ts';

type View = English<QueueView>;

export function printQueue(view: English<QueueView>): string {
  const { counts } = view;
  return toLines([
    `queued ${counts.queued}, running ${counts.running}, done ${counts.done}, failed ${counts.failed}`,
    ...view.running.map(
      (row) =>
        `running  ${row.task ?? `job ${row.job}`}  ${row.agent}  ${row.repo}  since ${row.since ?? '?'}`,
    ),
    ...view.deployments.filter(({ endedAt }) => endedAt === null).flatMap(openLines),
    ...view.rollbacks.map(rollbackLine),
    ...view.locks.map((row) => `lock     ${row.repo}  ${row.task}  since ${row.since}`),
    ...view.blocked.map(
      (row) => `waiting  ${row.task ?? `job ${row.job}`}  ${row.code}: ${row.reason} ${row.lifts}`,
    ),
    ...(view.unlisted === 0 ? [] : [`waiting  ${view.unlisted} more`]),
    ...view.freezes.map(freezeLine),
    ...view.paused.map(
      (row) =>
        `paused   ${row.scope}  since ${row.since}: ${row.why}  (${row.who}${row.mode === 'finish' ? '' : `, ${row.mode}`})`,
    ),
    ...view.accounts.map(
      (row) =>
        `account  ${row.account}  since ${row.since}: ${row.why}; ${row.until === null ? row.mend : `until ${row.until}`}`,
    ),
    ...view.budgets.map(
      (row) =>
        `budget   ${row.scope === '*' ? 'all projects' : row.scope}  today ${formatCost(row.spentUsd)} of ${formatCost(row.budgetUsd)}, until ${row.until}`,
    ),
    ...view.unreachable.map((row) => `blind    ${row.project}, ${row.what}  since ${row.since}: ${row.why}`),
    ...view.dependencies.map((row) => `depends  ${row.task} on ${row.dependsOn}`),
    ...view.chats.flatMap(chatLines),
    ...view.deployments.filter(({ endedAt }) => endedAt !== null).map(endedLine),
    ...view.recent.map(
      (row) =>
        `${endOf(row).padEnd(7)}  ${row.task ?? `job ${row.job}`}  ${row.agent}  ${row.at ?? ''}  ${row.error ?? ''}`,
    ),
  ]);
}

function endOf({ status, outcome }: View['recent'][number]): string {
  return outcome === 'cancelled' ? outcome : status;
}

function chatLines({ chatId, parked, pausedUntil, movedTo, topics }: English<ChatTrouble>): string[] {
  return [
    ...(parked === null ? [] : [`parked   chat ${chatId}: ${parked}`]),
    ...(pausedUntil === null ? [] : [`silent   chat ${chatId}: until ${pausedUntil}`]),
    ...(movedTo === null ? [] : [`moved    chat ${chatId}: goes on as ${movedTo}`]),
    ...topics.map(({ name, trouble }) => `topic    chat ${chatId}, ${name}: ${trouble}`),
  ];
}

type Deployment = View['deployments'][number];

/** Its latest looks follow while it is watched. */
function openLines({
  task,
  repo,
  state,
  since,
  until,
  checks,
  failures,
  latestChecks,
}: Deployment): string[] {
  const watch = until === null ? '' : `, until ${until}: ${checks} checks, ${failures} failed in a row`;
  return [
    `release  ${task}  ${repo}  ${state}  since ${since}${watch}`,
    ...latestChecks.map(({ at, via, error }) => `check    ${task}  ${via}  ${at}  ${error ?? 'well'}`),
  ];
}

function endedLine({ task, repo, state, endedAt, reason }: Deployment): string {
  return `released ${task}  ${repo}  ${state}  ${endedAt ?? ''}${reason === null ? '' : `: ${reason}`}`;
}

function rollbackLine({
  task,
  repo,
  state,
  by,
  since,
  endedAt,
  exitCode,
}: View['rollbacks'][number]): string {
  const end =
    endedAt === null ? '' : `, ended ${endedAt}${exitCode === null ? '' : ` with exit status ${exitCode}`}`;
  return `rollback ${task}  ${repo}  ${state}  by ${by} since ${since}${end}`;
}

function freezeLine(row: View['freezes'][number]): string {
  const { id, repo, since, reason, by, workItemId, clearedAt, clearedBy, clearedWhy } = row;
  const who = by ?? (workItemId === null ? 'somebody' : `the release of ${workItemId}`);
  const freeze = `${repo}  #${id} since ${since}: ${reason}  (${who})`;
  if (clearedAt === null) return `frozen   ${freeze}`;
  const why = clearedWhy === null ? '' : `: ${clearedWhy}`;
  return `lifted   ${freeze}  ${clearedAt} by ${clearedBy ?? 'somebody'}${why}`;
}
