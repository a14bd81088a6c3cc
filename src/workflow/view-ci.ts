import type { Project } from '../domain/project.ts';
import type { CiView } from '../domain/task-view.ts';
import type { EffectRow } from '../store/outbox.ts';
import type { RunRow } from '../store/runs.ts';
import type { LogRow } from '../store/task-log.ts';
import type { TaskRow } from '../store/tasks.ts';
import { fromStoredTime } from '../stored-time.ts';

type Asked = {
  task: TaskRow;
  project: Project | undefined;
  /** The latest question to CI. */
  effect: EffectRow | undefined;
  live: RunRow | undefined;
  log: readonly LogRow[];
  /** What was found when it was red. */
  findings: string;
};

/** What CI says of the task's commit: by the question that is under way, else by where its answer sent the task. */
export function viewCi({ task, project, effect, live, log, findings }: Asked): CiView | null {
  if (effect === undefined) return null;
  const { commit, print = '' } = readPayload(effect);
  const url = addressOf(task, project);
  if (effect.state === 'pending') {
    if (live?.agent === 'ci') return { state: 'running', since: toDate(live.started_at), url };
    return { state: print === '' ? 'waiting' : 'running', since: toDate(effect.created_at), url };
  }
  if (effect.state !== 'done' || commit !== task.commit_sha) return null;
  const answer = log.findLast(
    ({ from_step: from, to_step: to }) => from === 'ci' && to !== 'ci' && to !== null,
  );
  if (answer === undefined) return null;
  return answer.to_stage === 'development'
    ? { state: 'red', since: null, url: /https?:\/\/[^\s()<>]+/.exec(findings)?.[0] ?? url }
    : { state: 'green', since: null, url };
}

function readPayload({ payload }: EffectRow): { commit?: string; print?: string } {
  return JSON.parse(payload) as { commit?: string; print?: string };
}

/** Where the forge shows the checks: with the change. */
function addressOf({ change_url: change }: TaskRow, project: Project | undefined): string | null {
  return change !== null && project?.forge.kind === 'github' ? `${change}/checks` : change;
}

function toDate(stored: string | null): Date | null {
  return stored === null ? null : fromStoredTime(stored);
}
