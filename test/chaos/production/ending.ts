import { git } from '../../../src/workspace/git.ts';
import { readRows } from './drive.ts';
import { type Note, readNotes, type World } from './world.ts';

/** What is left when all is over: to be the same however often Signalbox was killed. */
export async function readEnding(world: World) {
  const rows = (sql: string) => readRows<Record<string, unknown>>(world, sql);
  const notes = readNotes(world);
  return {
    tasks: await rows('SELECT work_item_id AS task, stage, step FROM tasks ORDER BY work_item_id'),
    moves: await readMoves(world),
    freezes: await rows(
      `SELECT repo, work_item_id AS task, frozen_by AS "by", cleared_at IS NOT NULL AS cleared, cleared_by AS clearedBy,
         cleared_why AS clearedWhy FROM repo_freeze ORDER BY id`,
    ),
    deployments: await rows(
      `SELECT t.work_item_id AS task, d.state FROM deployments d JOIN tasks t ON t.id = d.task_id ORDER BY d.id, task`,
    ),
    rolledBack: await rows(
      `SELECT t.work_item_id AS task FROM rollbacks r JOIN tasks t ON t.id = r.task_id WHERE r.state = 'done' ORDER BY r.id`,
    ),
    dependencies: await rows('SELECT task_id, depends_on_task_id FROM job_deps ORDER BY 1, 2'),
    locks: await rows('SELECT * FROM merge_locks'),
    pending: await rows("SELECT kind, task_id FROM outbox WHERE state = 'pending'"),
    runs: await rows('SELECT id FROM agent_runs WHERE finished_at IS NULL'),
    jobs: await rows("SELECT id, agent, status FROM jobs WHERE status NOT IN ('done', 'failed')"),
    merges: await readMerges(world),
    releases: listReleases(notes),
    overlaps: listOverlaps(notes),
    trains: listTrains(notes),
  };
}

async function readMoves(world: World): Promise<Record<string, string[]>> {
  const rows = await readRows<{ task: string; move: string }>(
    world,
    `SELECT t.work_item_id AS task, l.to_stage || '/' || l.to_step AS move FROM task_log l JOIN tasks t ON t.id = l.task_id
     WHERE l.to_stage IS NOT NULL AND (l.from_stage IS NOT l.to_stage OR l.from_step IS NOT l.to_step) ORDER BY l.id`,
  );
  const byTask = Map.groupBy(rows, ({ task }) => task);
  return Object.fromEntries([...byTask].map(([task, its]) => [task, its.map(({ move }) => move)]));
}

/** What landed, by the first line of each landing. */
async function readMerges(world: World): Promise<string[]> {
  const logs = ['shop', 'blog'].map(async (project) => {
    const gitDir = world.originOf(project);
    const { stdout } = await git(['log', '--first-parent', '--merges', '--format=%s', 'main'], { gitDir });
    return stdout.split('\n').filter(Boolean).toReversed();
  });
  return (await Promise.all(logs)).flat();
}

/** Which task put a release in front of people, and how; the commits differ from run to run. */
function listReleases(notes: readonly Note[]): string[] {
  const live = notes.filter(
    ({ word, what }) => word === 'begin' && (what === 'deploy' || what === 'rollback'),
  );
  return live.map(({ what, task }) => `${what} ${task}`).toSorted();
}

/** Pairs of runs of one task that were at work at one time. */
function listOverlaps(notes: readonly Note[]): string[] {
  const open = new Map<string, string>();
  const overlaps: string[] = [];
  for (const { word, what, task } of notes) {
    // CI is not told for whom it is.
    if (task === '-' || (word !== 'begin' && word !== 'end')) continue;
    const other = open.get(task);
    if (word === 'end') open.delete(task);
    else {
      if (other !== undefined) overlaps.push(`${task}: ${other}, ${what}`);
      open.set(task, what);
    }
  }
  return overlaps;
}

/** The tasks of each repository in the order in which they were at work, each as often as it came back after another. */
function listTrains(notes: readonly Note[]): Record<string, string[]> {
  const trains: Record<string, string[]> = {};
  for (const { task, project, what } of notes) {
    if (task === '-' || what === 'rollback' || what.startsWith('live')) continue;
    const train = (trains[project] ??= []);
    if (train.at(-1) !== task) train.push(task);
  }
  return trains;
}
