import type { EffectKind } from '../domain/decision.ts';
import { holdsEffect } from '../domain/pause.ts';
import type { Context } from './context.ts';
import { findTaskOfLook } from './health/task-of-look.ts';

type Working = { task: string; role: string };

/** What is under way in a scope: what was asked to stop, what goes on to its end, and what a pause holds outside. */
export type AtWork = {
  stopping: Working[];
  finishing: Working[];
  held: { task: string; kind: EffectKind }[];
};

type Reading = Pick<Context, 'store' | 'projects'>;

/** Of a project, or of all with the scope `*`. */
export function listAtWork(context: Reading, scope: string): AtWork {
  const { store } = context;
  const emergency = store.pauses.list().some(({ mode }) => mode === 'stop');
  const working = listWorking(context).filter(({ project }) => scope === '*' || project === scope);
  const isStopping = ({ role, stops }: (typeof working)[number]) =>
    stops || (emergency && role === 'rollback');
  const tell = ({ task, role }: Working) => ({ task, role });
  return {
    stopping: working.filter(isStopping).map(tell),
    finishing: working.filter((one) => !isStopping(one)).map(tell),
    held: emergency && scope === '*' ? listHeld(context) : [],
  };
}

/** Runs, and jobs that were claimed just now. */
function listWorking({ store, projects }: Reading) {
  const runs = store.runs.listLive();
  const withRun = new Set(runs.map(({ job_id: job }) => job));
  const claimed = store.jobs.listRunning().filter(({ id }) => !withRun.has(id));
  const tasks = [...runs, ...claimed].map(({ task_id: id, agent: role }) => ({
    role,
    task: id === null ? undefined : store.tasks.find(id),
  }));
  const looks = runs.map((run) => ({ role: run.agent, task: findTaskOfLook({ store }, run) }));
  return [...tasks, ...looks].flatMap(({ role, task }) => {
    if (task === undefined) return [];
    const stops = task.stop_requested !== null && role !== 'rollback' && role !== 'health';
    const project = projects.findForTask(task)?.name ?? task.project;
    return [{ task: task.work_item_id ?? `task ${task.id}`, role, project, stops }];
  });
}

function listHeld({ store }: Reading): AtWork['held'] {
  const live = new Set(store.runs.listLive().map(({ effect_id: effect }) => effect));
  return store.outbox.listDue('9999').flatMap(({ id, kind, task_id: taskId }) => {
    const task = store.tasks.find(taskId);
    if (task === undefined || live.has(id) || !holdsEffect({ mode: 'stop' }, kind)) return [];
    return [{ task: task.work_item_id ?? `task ${task.id}`, kind }];
  });
}
