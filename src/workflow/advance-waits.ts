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
    for (const task of store.tasks.listWaiting(at)) {
      const isOver =
        signal.type === 'lockOffered'
          ? store.locks.findHolder(task.repo) === undefined
          : store.freezes.listActive(task.repo).length === 0;
      if (isOver) commitSignal(context, task.id, signal, { by: signalbox });
    }
  }
}

/** Before their jobs can be claimed: what was tested is what lands, also of a task that was under way at the takeover. */
function takeOverStaging(context: Context): void {
  const { store, projects } = context;
  const paused = new Set(store.pauses.list().map(({ scope }) => scope));
  if (paused.has('*')) return;
  for (const task of store.tasks.listStagingTakenOver()) {
    const project = projects.findForTask(task);
    if (project === undefined || paused.has(project.name)) continue;
    commitSignal(context, task.id, { type: 'stagingTakenOver' }, { by: signalbox });
  }
}
