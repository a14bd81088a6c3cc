import type { Context } from './context.ts';
import { watchCircles } from './watch-circles.ts';

/**
 * Makes the stored readiness of jobs equal to the plain queries again, and gives back merge locks whose holders have moved
 * on. Nothing of this happens by itself: what is found is a bug or a file that somebody wrote into, so it is told. So is
 * who waits for whom in a circle, which a person has to end.
 */
export function repairGates(context: Pick<Context, 'store' | 'gates' | 'clock' | 'log' | 'nudge'>): void {
  const { store, gates, log } = context;
  const { jobs, lanes, locks } = store.transaction(() => {
    const repaired = store.readiness.repair(gates);
    for (const { repo, taskId } of repaired.locks) {
      store.cards.touch(taskId);
      store.cards.touchWaiting(repo, 'lock');
    }
    return repaired;
  });
  for (const { id, agent, repo } of jobs)
    log.warn({ job: id, agent, repo }, 'a job stood in the wrong lane of the queue; it is put right');
  for (const { id: lane, ...shared } of lanes)
    log.warn({ lane, ...shared }, 'what was stored of a lane of the queue was wrong; it is put right');
  for (const { repo, taskId } of locks)
    log.warn({ repo, task: taskId }, 'a merge lock was left behind; it is given back');
  const toldAnew = watchCircles(context);
  if (toldAnew || jobs.length + lanes.length + locks.length > 0) context.nudge();
}
