import { formatCost, formatCostOf, formatCount } from '../domain/amounts.ts';
import type { Explanation } from '../domain/explanation.ts';
import { pipeline } from '../domain/stage.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { English } from '../locale/to-english.ts';
import type { StoredEvent } from '../store/event-log.ts';
import type { CostSum, CostsView } from '../workflow/describe-costs.ts';

const MS_PER_SECOND = 1000;
const NOTE_LENGTH = 100;

/** `unlisted` counts the events beyond those listed. */
type EventsView = { events: StoredEvent[]; unlisted: number };

export function printTask(view: English<TaskView>): string {
  const { explanation } = view;
  return toLines([
    `${view.workItemId}  ${view.title}`,
    `${view.project ?? 'no project'}  ${view.repo}  ${view.branch ?? 'no branch'}`,
    `${view.stage ?? 'no stage'} / ${view.step}: ${explanation.text} ${explanation.lifts}`,
    ...(view.details === null
      ? []
      : [`  ${view.details.title}`, ...view.details.text.split('\n').map((line) => `  | ${line}`)]),
    ...view.stages.map(
      (stage) =>
        `  ${marks[stage.state]} ${pipeline[stage.stage].title.padEnd(13)} ${stage.durationMs === null ? '' : `${Math.round(stage.durationMs / MS_PER_SECOND)} s`}  ${stage.rounds > 1 ? `${stage.rounds} rounds` : ''}  ${stage.model ?? ''}`,
    ),
    `rework ${view.rework}, tokens in ${view.usage.inputTokens}, out ${view.usage.outputTokens}, cost ${view.usage.costUsd === 0 ? '$0.00' : formatCostOf(view.usage)}${view.budgetUsd === null ? '' : ` of ${formatCost(view.budgetUsd)}`}${view.usage.unknownRuns > 0 ? ` (${view.usage.unknownRuns} runs unknown)` : ''}`,
    ...(view.note === null ? [] : [`note: ${view.note}`]),
    ...(view.recovered === null ? [] : [`recovered: ${view.recovered}`]),
    ...(view.mergeCommit === null ? [] : [`merged as ${view.mergeCommit}`]),
  ]);
}

const marks = { done: '✓', current: '▸', ahead: '·' } as const;

export function printWhy(
  view: English<Explanation> & { task: string; stage: string | null; step: string },
): string {
  const since = view.since === null ? '' : ` Since ${view.since} UTC.`;
  const answer = `${view.task} (${view.stage ?? 'no stage'} / ${view.step}): ${view.text}${since} ${view.lifts}`;
  return toLines([answer]);
}

export function printCosts({ sums, groups }: CostsView): string {
  return toLines([
    ...sums.map(({ name, sum }) => costLine(name, sum)),
    ...groups.flatMap(({ by, rows }) =>
      rows.length === 0
        ? []
        : [`by ${by}`, ...rows.map((row) => `  ${costLine(row.name ?? 'not told', row)}`)],
    ),
  ]);
}

function costLine(name: string, sum: CostSum): string {
  const cost = sum.costUsd === 0 ? '-' : formatCostOf({ ...sum, estimated: sum.estimated === 1 });
  const input = sum.inputTokens + sum.cacheReadTokens + sum.cacheCreationTokens;
  const unknown = sum.unknown === 0 ? '' : ` (${sum.unknown} unknown)`;
  return `${name.padEnd(20)}  ${cost.padStart(11)}  ${formatCount(input)} in, ${formatCount(sum.outputTokens)} out  ${sum.runs === 1 ? '1 run' : `${sum.runs} runs`}${unknown}`;
}

export function printEvents({ events, unlisted }: EventsView): string {
  if (events.length === 0) return 'no events';
  return toLines([
    ...events.map(
      ({ id, at, source, type, state, deliveries, note }) =>
        `${state.padEnd(7)}  ${id}  ${at ?? '?'}  ${source}  ${type}  ${deliveries === 1 ? '1 delivery' : `${deliveries} deliveries`}  ${shorten(note ?? '')}`,
    ),
    ...(unlisted === 0 ? [] : [`${unlisted} more: npm start -- events --all`]),
  ]);
}

/** `seconds` is the longest time between two looks of a running Signalbox. */
export function printReplay({ id, source, type }: StoredEvent, seconds: number): string {
  return toLines([
    `Event ${id} (${source} ${type}) is pending again. A running Signalbox dispatches it within ${seconds} s, else the next start does.`,
    'What comes of it: npm start -- events',
  ]);
}

function shorten(text: string): string {
  // Half a character is none.
  return text.length > NOTE_LENGTH ? `${text.slice(0, NOTE_LENGTH).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}

/** A row is a line: errors and titles come from outside, and what they hold must neither break it nor steer the terminal. */
export function toLines(rows: readonly string[]): string {
  return rows.map((row) => row.replaceAll(/\p{Cc}+/gu, ' ').trimEnd()).join('\n');
}
