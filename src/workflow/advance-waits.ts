import { isAbout } from '../domain/pause.ts';
import type { SignalType } from '../domain/signal.ts';
import type { Position } from '../domain/stage.ts';
import { commitSignal, signalbox } from './commit.ts';
import type { Context } from './context.ts';

/** Waits that end by themselves when a row is gone, by priority and then age. Level-triggered: nothing is lost with a missed wake-up. */
const waits: readonly { at: Position; signal: { type: Extract<SignalType, 'lockOffered' | 'thawed'> } }[] = [
  { at: { stage: 'staging', step: 'lock' }, signal: { type: 'lockOffered' } },
  { at: { stage: 'deploy', step: 'thaw' }, signal: { type: 'thawed' } },
];

export function advanceWaits(context: Context): void {
  const { store } = context;
  takeOverStaging(context);
  for (const { at, signal } of waits) {
    // What holds one task of a repository holds all that wait there: nothing is lifted by what follows here.
    const closed = new Set<string>();
    for (const task of store.tasks.listWaiting(at)) {
      if (closed.has(task.repo)) continue;
      const isOver =
        signal.type === 'lockOffered'
          ? store.locks.findHolder(task.repo) === undefined
          : store.freezes.listActive(task.repo).length === 0;
      if (isOver) commitSignal(context, task.id, signal, { by: signalbox });
      else closed.add(task.repo);
    }
  }
}

/** Before their jobs can be claimed: what was tested is what lands, also of a task that was under way at the takeover. */
function takeOverStaging(context: Context): void {
  const { store, projects } = context;
  const pauses = store.pauses.list();
  if (pauses.some((pause) => isAbout(pause, null))) return;
  for (const task of store.tasks.listStagingTakenOver()) {
    const project = projects.findForTask(task);
    if (project === undefined || pauses.some((pause) => isAbout(pause, project.name))) continue;
    commitSignal(context, task.id, { type: 'stagingTakenOver' }, { by: signalbox });
  }
}
