import { isFinished } from '../../domain/stage.ts';
import type { Context } from '../context.ts';
import { isTracked, type Tracked } from '../find-project.ts';
import { has } from './item-state.ts';

/**
 * The project that an item of this project of Plane belongs to: that of its open task, else the one whose label it has,
 * else the one that asks for none. Where each asks for another label it is the first, which then says so.
 */
export function findTrackedProject(
  { projects, store }: Context,
  planeProject: string,
  item: { id: string; labels: readonly string[] },
): Tracked | undefined {
  const sharing = projects.all
    .filter(isTracked)
    .filter(({ tracker }) => tracker.kind === 'plane' && tracker.project === planeProject);
  if (sharing.length < 2) return sharing[0];
  const task = store.tasks.findByTrackerItem(item.id);
  const own = task === undefined || isFinished(task.stage) ? undefined : projects.findForTask(task);
  return (
    sharing.find((project) => project === own) ??
    sharing.find(({ tracker: { label } }) => label !== null && has(item.labels, label)) ??
    sharing.find(({ tracker: { label } }) => label === null) ??
    sharing[0]
  );
}
