import { isRole, isStage, pipeline, type Stage, stageOfRole, stages } from '../domain/stage.ts';
import type { StageView } from '../domain/task-view.ts';
import type { RunRow } from '../store/runs.ts';
import { fromStoredTime } from '../store/stored-time.ts';
import type { LogRow } from '../store/task-log.ts';
import type { TaskRow } from '../store/tasks.ts';
import { sumRuns } from './run-usage.ts';

type Visit = { stage: string; from: Date; to: Date | null; why: string };

const shown = stages.filter((stage) => pipeline[stage].role !== null);

/** One line for every stage with work: what the log says of its visits and the runs of their cost. */
export function viewStages(task: TaskRow, runs: RunRow[], log: LogRow[], now: Date): StageView[] {
  const visits = toVisits(log);
  const currentIndex = isStage(task.stage) ? stages.indexOf(task.stage) : -1;
  return shown.map((stage) => {
    const own = visits.filter((visit) => visit.stage === stage);
    const ofStage = runs.filter((run) => run.effect_id === null && stageOfRun(run) === stage);
    const last = ofStage.at(-1);
    const isCurrent = task.stage === stage;
    const isPast = currentIndex > stages.indexOf(stage) && task.stage !== 'cancelled';
    const state = isCurrent ? 'current' : isPast ? 'done' : 'ahead';
    return {
      stage,
      title: pipeline[stage].title,
      state,
      rounds: own.length,
      durationMs: own.length === 0 ? null : own.reduce((sum, visit) => sum + lengthOf(visit, now), 0),
      since: isCurrent ? (own.at(-1)?.from ?? null) : null,
      model: last?.model ?? null,
      effort: last?.effort ?? null,
      usage: sumRuns(ofStage),
      note: state === 'done' && ofStage.length === 0 && own.length > 0 ? 'nothing configured' : null,
    };
  });
}

function toVisits(log: LogRow[]): Visit[] {
  const visits: Visit[] = [];
  for (const { at, to_stage: to, why } of log) {
    if (to === null || to === visits.at(-1)?.stage) continue;
    const from = fromStoredTime(at);
    const previous = visits.at(-1);
    if (previous !== undefined) previous.to = from;
    visits.push({ stage: to, from, to: null, why });
  }
  return visits;
}

function lengthOf({ from, to }: Visit, now: Date): number {
  return (to ?? now).getTime() - from.getTime();
}

/** Rows of an earlier installation name no stage; their agent tells it. */
function stageOfRun(run: RunRow): Stage | undefined {
  if (isStage(run.stage)) return run.stage;
  return isRole(run.agent) ? stageOfRole(run.agent) : undefined;
}
