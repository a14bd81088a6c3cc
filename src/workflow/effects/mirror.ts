import { randomBytes } from 'node:crypto';
import { type Happening, listMirrorWishes, type MirrorPlace, type MirrorWish } from '../../domain/mirror.ts';
import { type Told, wordMoment } from '../../domain/mirror-words.ts';
import type { Project } from '../../domain/project.ts';
import { inEnglish } from '../../locale/translator.ts';
import type { TaskRow } from '../../store/tasks.ts';
import type { Context } from '../context.ts';
import { isForged } from '../find-project.ts';
import type { Gathered } from '../gather.ts';
import { sumRuns } from '../runs/run-usage.ts';
import { brdPath, trackerItemOf } from './effect-target.ts';

type Scope = { context: Context; gathered: Gathered; now: string };

const KEY_BYTES = 8;

const kinds = { item: 'itemPost', change: 'changePost' } as const satisfies Record<MirrorPlace, string>;

/**
 * Queues what the tracker and the change are to be told of a decision. Called at the end of the commit's transaction,
 * so that nothing is told that did not happen, and nothing that happened is forgotten.
 */
export function enqueueMirror(scope: Scope, happening: Pick<Happening, 'from' | 'decision'>): void {
  const { context, gathered } = scope;
  const { project, facts } = gathered;
  // As the decision leaves it.
  const task = context.store.tasks.find(gathered.task.id);
  if (project === undefined || task === undefined) return;
  const places = listPlaces(context, task, project);
  if (places.length === 0) return;
  const shown = places.includes('item') ? project.tracker : null;
  for (const wish of listMirrorWishes({ ...happening, facts }, shown)) {
    enqueueWish(scope, { task, project, places }, wish);
  }
}

type Mirrored = { task: TaskRow; project: Project; places: readonly MirrorPlace[] };

function listPlaces(context: Context, task: TaskRow, project: Project): MirrorPlace[] {
  const hasItem = trackerItemOf(task) !== null && context.trackers.of(project) !== null;
  const hasChange = task.change_id !== null && isForged(project);
  return [...(hasItem ? (['item'] as const) : []), ...(hasChange ? (['change'] as const) : [])];
}

function enqueueWish({ context, now }: Scope, mirrored: Mirrored, wish: MirrorWish): void {
  const { outbox } = context.store;
  const { task, places } = mirrored;
  if (wish.kind === 'itemState') {
    outbox.supersede(task.id, 'itemState', now);
    outbox.add(task.id, 'itemState', { state: wish.state }, now);
    return;
  }
  // Where the document is, only the forge can tell, when the post is made.
  const document: Record<string, string> = wish.moment === 'brd' ? { document: brdPath(task) } : {};
  for (const place of wish.on) {
    if (!places.includes(place)) continue;
    const text = wordMoment(wish, toTold(context, mirrored, place));
    const key = randomBytes(KEY_BYTES).toString('hex');
    outbox.add(task.id, kinds[place], { key, text, ...document }, now);
  }
}

function toTold({ store }: Context, { task, project }: Mirrored, place: MirrorPlace): Told {
  return {
    place,
    workItemId: task.work_item_id ?? `task ${task.id}`,
    repo: project.repo.key,
    hasChat: project.chat !== null,
    approvedState: project.tracker?.states.approved[0] ?? null,
    mergeCommit: task.merge_sha,
    usage: sumRuns(store.runs.listOfTask(task.id)),
    say: inEnglish,
  };
}
