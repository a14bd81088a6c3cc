import type { SignalType } from '../domain/signal.ts';
import type { Position } from '../domain/stage.ts';
import { commitSignal, signalbox } from './commit.ts';
import type { Context } from './context.ts';

/** Waits that end by themselves when a row is gone, oldest first. Level-triggered: nothing is lost with a missed wake-up. */
const waits: readonly { at: Position; signal: { type: Extract<SignalType, 'lockOffered' | 'thawed'> } }[] = [
  { at: { stage: 'staging', step: 'lock' }, signal: { type: 'lockOffered' } },
  { at: { stage: 'deploy', step: 'thaw' }, signal: { type: 'thawed' } },
];

export function advanceWaits(context: Context): void {
  const { store } = context;
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
