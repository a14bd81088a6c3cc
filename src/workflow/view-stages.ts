import { phrase } from '../domain/phrase.ts';
import { sayStage } from '../domain/say-stage.ts';
import { isRole, isStage, pipeline, type Stage, type Step, stageOfRole, stages } from '../domain/stage.ts';
import type { StageView } from '../domain/task-view.ts';
import type { RunRow } from '../store/runs.ts';
import type { LogRow } from '../store/task-log.ts';
import type { TaskRow } from '../store/tasks.ts';
import { fromStoredTime } from '../stored-time.ts';
import { isLiveRun, sumRuns } from './runs/run-usage.ts';

/** Times in ms. */
type Stretch = { from: number; to: number };

const shown = stages.filter((stage) => pipeline[stage].role !== null);

const nothingConfigured = phrase('stage-nothing-configured');

/** Waits in which something is done for the task. In the others it stands in a queue, or a person thinks. */
const busySteps: ReadonlySet<string> = new Set<Step>(['publish', 'ci', 'update', 'merge', 'health']);

/** One line for every stage with work: how long it was worked on, by the runs and the log, and what the runs cost. */
export function viewStages(task: TaskRow, runs: RunRow[], log: LogRow[], now: Date): StageView[] {
  const currentIndex = isStage(task.stage) ? stages.indexOf(task.stage) : -1;
  return shown.map((stage) => {
    const ofStage = runs.filter((run) => stageOfRun(run) === stage);
    const ofRole = ofStage.filter((run) => run.effect_id === null);
    const last = ofRole.at(-1);
    const isCurrent = task.stage === stage;
    const isPast = currentIndex > stages.indexOf(stage) && task.stage !== 'cancelled';
    const state = isCurrent ? 'current' : isPast ? 'done' : 'ahead';
    const visits = log.filter((row) => row.to_stage === stage && row.from_stage !== stage);
    const worked = merged([
      ...ofStage.filter(hasTime).flatMap((run) => toStretch(run.started_at, run.finished_at, now)),
      ...stretchesAt(log, now, (row) => row.to_stage === stage && busySteps.has(row.to_step ?? '')),
    ]);
    const completed = ofRole.filter(({ outcome }) => outcome === 'completed').length;
    return {
      stage,
      title: sayStage(stage),
      state,
      rounds: completed + (isCurrent && task.step === 'work' && !isBetweenRounds(task) ? 1 : 0),
      durationMs: worked.length === 0 ? null : lengthOf(worked),
      since: isCurrent ? firstAfter(worked, visits.at(-1)) : null,
      model: last?.model ?? null,
      effort: last?.effort ?? null,
      usage: sumRuns(ofRole),
      note: state === 'done' && ofRole.length === 0 && visits.length > 0 ? nothingConfigured : null,
    };
  });
}

/** How often the task came back to its developer. A retry lets the count of the limit begin anew, and not this one. */
export function countRework(task: TaskRow, log: readonly LogRow[]): number {
  const returns = log.filter(
    (row) =>
      row.to_stage === 'development' &&
      row.to_step === 'work' &&
      row.from_stage !== 'architecture' &&
      !(row.from_stage === 'development' && row.from_step === 'work'),
  );
  return returns.length - (isHeldBack(task) ? 1 : 0);
}

/** The limit is reached: the next round begins only when a person lets it. */
function isHeldBack({ attention }: TaskRow): boolean {
  return attention === 'rework-limit';
}

/** A deploy that failed is tried again only when a person wants it to be. */
function isBetweenRounds(task: TaskRow): boolean {
  return isHeldBack(task) || task.attention === 'deploy-failed';
}

/** How long people took for the requirements, the analyst's further rounds left out; null before the first answer. */
export function timeForApproval(log: readonly LogRow[]): number | null {
  const answered = log.findLast((row) => row.from_step === 'approval' && isMove(row));
  if (answered === undefined) return null;
  const end = fromStoredTime(answered.at);
  const asked = log.filter((row) => row.id <= answered.id);
  return lengthOf(stretchesAt(asked, end, (row) => row.to_step === 'approval'));
}

/** From each move to such a place to whatever comes next: a person who is asked in the middle of it takes time of his own. */
function stretchesAt(log: readonly LogRow[], now: Date, isThere: (row: LogRow) => boolean): Stretch[] {
  return log.flatMap((row, index) =>
    isMove(row) && isThere(row) ? toStretch(row.at, log[index + 1]?.at ?? null, now) : [],
  );
}

function isMove({ from_stage, from_step, to_stage, to_step }: LogRow): boolean {
  return to_stage !== null && (to_stage !== from_stage || to_step !== from_step);
}

/** Of what an earlier installation left unfinished nobody knows how long it took. */
function hasTime(run: RunRow): boolean {
  return run.finished_at !== null || isLiveRun(run);
}

function toStretch(from: string | null, to: string | null, now: Date): Stretch[] {
  if (from === null) return [];
  return [
    {
      from: fromStoredTime(from).getTime(),
      to: (to === null ? now : fromStoredTime(to)).getTime(),
    },
  ];
}

/** Without overlaps, in order: CI runs while its task waits for it. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const apart: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last === undefined || stretch.from > last.to) apart.push({ ...stretch });
    else last.to = Math.max(last.to, stretch.to);
  }
  return apart;
}

function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Null while nothing was begun in this visit, or where no log tells when it began. */
function firstAfter(worked: readonly Stretch[], visit: LogRow | undefined): Date | null {
  if (visit === undefined) return null;
  const entered = fromStoredTime(visit.at).getTime();
  const first = worked.find(({ from, to }) => to > entered || from >= entered);
  return first === undefined ? null : new Date(Math.max(first.from, entered));
}

/** Rows of an earlier installation name no stage; their agent tells it. */
function stageOfRun(run: RunRow): Stage | undefined {
  if (isStage(run.stage)) return run.stage;
  return isRole(run.agent) ? stageOfRole(run.agent) : undefined;
}
