import { fromOldest, keyOf, type Wait } from '../domain/circle.ts';
import { findCircle, listStuck } from '../domain/dependency-graph.ts';
import { isSerial } from '../domain/standing.ts';
import type { Database } from './database.ts';
import { once } from './once.ts';
import type { ClaimRules } from './readiness.ts';

/** `opens` is the repository of the job that would start it; null where it has started, or nothing of it is queued. */
type Place = { name: string; repo: string; step: string; isQueued: 0 | 1; opens: string | null };
type Target = { to: number; by: Wait['by'] };

/** A longer circle is not told from a mere queue. */
const LOOKED_AT = 100;

const isOpen = (task: string) => `${task}.stage IS NOT NULL AND ${task}.stage NOT IN ('done', 'cancelled')`;

/** Tasks that wait for each other, so that none of them goes on: by dependencies, lanes and merge locks. */
export function createCircles(db: Database) {
  const read = {
    place: db.prepare<[number], Place>(
      `SELECT COALESCE(t.work_item_id, 'task ' || t.id) AS name, t.repo, COALESCE(t.step, 'work') AS step,
         COALESCE(j.status = 'queued', 0) AS isQueued,
         CASE WHEN j.status = 'queued' AND j.agent = 'analyst' AND t.started_at IS NULL THEN j.repo END AS opens
       FROM tasks t LEFT JOIN jobs j ON j.id = (SELECT MAX(l.id) FROM jobs l WHERE l.task_id = t.id)
       WHERE t.id = ? AND ${isOpen('t')}`,
    ),
    dependencies: db
      .prepare<[number], number>(
        `SELECT b.id FROM job_deps d JOIN tasks b ON b.id = d.depends_on_task_id
         WHERE d.task_id = ? AND ${isOpen('b')} ORDER BY b.id`,
      )
      .pluck(),
    lane: db
      .prepare<[string, number], number>(
        `SELECT t.id FROM tasks t WHERE repo = ? AND started_at IS NOT NULL AND ${isOpen('t')} ORDER BY id LIMIT ?`,
      )
      .pluck(),
    lockHolder: db.prepare<[string], number>('SELECT task_id FROM merge_locks WHERE repo = ?').pluck(),
  };
  const dependants = db
    .prepare<[], number>(
      `SELECT DISTINCT t.id FROM job_deps d JOIN tasks t ON t.id = d.task_id
       JOIN tasks b ON b.id = d.depends_on_task_id WHERE ${isOpen('t')} AND ${isOpen('b')} ORDER BY t.id`,
    )
    .pluck();
  return {
    /** Finds the circle a task is in: the waits of one moment are read once. */
    at: (rules: ClaimRules) => createFinder(read, rules).find,
    /** Each once, however many tasks it holds. No lane or lock alone makes one: a dependency is in each. */
    list: (rules: ClaimRules): Wait[][] => {
      if (!rules.dependencies) return [];
      const { find, waitsFor } = createFinder(read, rules);
      const found = listStuck(dependants.all(), waitsFor).flatMap((id) => {
        const circle = find(id);
        return circle === null ? [] : [fromOldest(circle)];
      });
      return [...new Map(found.map((circle) => [keyOf(circle), circle])).values()];
    },
  };
}

type Read = {
  place: { get(id: number): Place | undefined };
  dependencies: { all(id: number): number[] };
  lane: { all(repo: string, most: number): number[] };
  lockHolder: { get(repo: string): number | undefined };
};

function createFinder(read: Read, rules: ClaimRules) {
  const laneOf = once((repo: string) => read.lane.all(repo, LOOKED_AT));
  const look = once((id: number) => readWaits({ ...read, laneOf }, rules, id));
  const waitsFor = (id: number) => look(id).targets.map(({ to }) => to);
  const find = (taskId: number): Wait[] | null => {
    if (!rules.dependencies) return null;
    const path = findCircle(taskId, waitsFor, LOOKED_AT);
    if (path === undefined) return null;
    return path.slice(0, -1).map((id, index): Wait => {
      const { name, targets } = look(id);
      const by = targets.find(({ to }) => to === path[index + 1])?.by ?? 'dependency';
      return { taskId: id, workItemId: name, by };
    });
  };
  return { find, waitsFor };
}

/**
 * What keeps a task from going on now. One that is at work, asks a person or is busy outside goes on by itself, and may have
 * ended before anything holds it. Where it waits for another in both ways, dropping the dependency is not enough: the
 * repository comes first.
 */
function readWaits(
  read: Read & { laneOf(repo: string): number[] },
  { serial }: ClaimRules,
  id: number,
): { name: string; targets: Target[] } {
  const place = read.place.get(id);
  if (place === undefined) return { name: '', targets: [] };
  const { name, repo, step, isQueued, opens } = place;
  const holder = step === 'lock' ? read.lockHolder.get(repo) : undefined;
  if (step !== 'lock' && (step !== 'work' || isQueued === 0)) return { name, targets: [] };
  const lane = step === 'work' && opens !== null && isSerial(serial, opens) ? read.laneOf(opens) : [];
  const others = [...lane, ...(holder === undefined || holder === id ? [] : [holder])];
  return {
    name,
    targets: [
      ...others.map((to): Target => ({ to, by: 'repository' })),
      ...read.dependencies.all(id).map((to): Target => ({ to, by: 'dependency' })),
    ],
  };
}
