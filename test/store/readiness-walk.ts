import { roles, stages } from '../../src/domain/stage.ts';
import type { Database } from '../../src/store/database.ts';
import type { GateSettings } from '../../src/store/standings.ts';
import type { Store } from '../../src/store/store.ts';
import type { Random } from '../chaos/random.ts';

const repos = ['shop', 'shop', 'blog', 'lost'] as const;
const projects = ['shop', 'Blog', 'outlet', 'gone', null] as const;
const MOST_TASKS = 10;
const MOST_JOBS = 20;
const PUT_OFF_MS = 30_000;

/** What a walk goes by beside the file. */
export type World = { random: Random; gates: GateSettings; nowMs: number };

export const stored = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

const workers: Record<string, string> = {
  created: 'analyst',
  analysis: 'analyst',
  development: 'developer',
  staging: 'staging-deployer',
};

const paid = roles.flatMap((role) => [
  { project: 'shop', repo: 'shop', first: true, role, account: 'team', costs: true },
  { project: 'outlet', repo: 'shop', first: false, role, account: null, costs: false },
  { project: 'blog', repo: 'blog', first: true, role, account: null, costs: true },
]);

export function createGates(random: Random): GateSettings {
  return {
    slots: random.pick([1, 4, 9]) ?? 1,
    perProject: random.pick([null, null, 1, 2]) ?? null,
    repos: random.pick([['shop', 'blog'], ['shop', 'blog'], ['shop']]) ?? [],
    dependencies: random.between(0, 1) < 0.8,
    serial: random.pick(['all', 'all', 'off', ['shop'], ['blog', 'lost']] as const) ?? 'all',
    pay: { roles: paid, dayBudgets: new Map() },
  };
}

/** How often each step comes. */
const weights = {
  create: 14,
  enqueue: 16,
  odd: 1,
  depend: 9,
  undepend: 4,
  unblock: 4,
  await: 1,
  unawait: 4,
  claim: 12,
  finish: 22,
  putOff: 5,
  hurry: 2,
  time: 6,
  freeze: 1,
  thaw: 5,
  pause: 0.5,
  resume: 5,
  ask: 1,
  answer: 6,
  stop: 1,
  unstop: 6,
  cancel: 1,
  move: 6,
  step: 2,
  priority: 4,
  settings: 0.7,
  run: 1,
  endRun: 8,
  forget: 7,
  forgetJob: 16,
  rewrite: 0.7,
  hold: 0.2,
  free: 3,
  start: 0.5,
} as const satisfies Record<string, number>;

type StepName = keyof typeof weights;

/** One thing that may happen to a queue, by name; what has nothing to happen to does nothing. */
export function createWalker(db: Database, store: Store): (world: World) => string {
  const steps = createSteps(db, store);
  return (world) => {
    const name = world.random.weighted(weights);
    steps[name](world);
    return name;
  };
}

function createSteps(db: Database, store: Store): Record<StepName, (world: World) => void> {
  const write = createWrites(db);
  const id = (kind: keyof typeof write.ids, { random }: World) => random.pick(write.ids[kind].all()) ?? 0;
  const now = ({ nowMs }: World) => stored(nowMs);
  const oneIn = ({ random }: World, count: number) => random.between(0, count) < 1;
  return {
    create(world) {
      if (write.ids.tasks.all().length >= MOST_TASKS) return;
      const { random } = world;
      const stage = random.pick(['created', 'analysis', 'analysis', 'development', 'grooming']) ?? null;
      const step = random.pick(['work', 'work', null]) ?? null;
      write.task.run(random.pick(repos), random.pick(projects), stage, step, random.pick([0, 0, 1, -1]));
    },
    enqueue(world) {
      const task = store.tasks.find(id('tasks', world));
      if (task === undefined || write.ids.jobs.all().length >= MOST_JOBS) return;
      const role = workers[task.stage ?? ''] ?? world.random.pick(roles) ?? '';
      store.jobs.enqueue({ role, repo: task.repo, taskId: task.id, title: '', notes: '' }, now(world));
    },
    odd(world) {
      if (write.ids.jobs.all().length >= MOST_JOBS) return;
      const { random } = world;
      const agent = random.pick([...roles, 'janitor']);
      write.job.run(
        agent,
        random.pick(repos),
        random.pick([null, 99, id('tasks', world)]),
        random.pick(['queued', 'running']),
      );
    },
    depend: (world) => {
      store.dependencies.add({ from: id('tasks', world), to: id('tasks', world) }, 'chat', now(world));
    },
    undepend: (world) => write.undepend.run(id('edges', world)),
    unblock: (world) => store.tasks.move(id('blockers', world), { stage: 'done', step: 'rest' }, now(world)),
    await: (world) =>
      store.dependencies.await(id('tasks', world), { tracker: 'id', item: 'X', name: 'X' }, now(world)),
    unawait: (world) => store.dependencies.forgetAwaited(id('tasks', world), 'id', 'X'),
    claim(world) {
      const job = store.jobs.claim(world.gates, now(world));
      if (job?.task_id != null) store.tasks.markStarted(job.task_id, now(world));
    },
    finish(world) {
      const settled = { id: id('running', world), runId: null, outcome: 'completed', error: null } as const;
      store.jobs.finish({ ...settled, attemptBack: false, succeeded: oneIn(world, 2) }, now(world));
    },
    putOff(world) {
      const settled = { id: id('running', world), runId: null, outcome: 'lost', error: null } as const;
      const at = stored(world.nowMs + world.random.between(0, PUT_OFF_MS));
      store.jobs.putOff({ ...settled, attemptBack: true, transient: true, at });
    },
    hurry: (world) => store.jobs.hurry(id('tasks', world)),
    time: (world) => {
      world.nowMs += Math.floor(world.random.between(0, PUT_OFF_MS));
    },
    freeze: (world) => store.freezes.freeze(world.random.pick(repos) ?? '', 'red', null, now(world)),
    thaw: (world) => store.freezes.clear(id('freezes', world), { by: 'Ada', why: null }, now(world)),
    pause: (world) =>
      store.pauses.pause(world.random.pick(['*', 'shop', 'Blog']) ?? '', 'Ada', '', now(world)),
    resume: (world) => store.pauses.resume(world.random.pick(['*', '*', 'shop', 'Blog']) ?? ''),
    ask: (world) => store.tasks.ask(id('tasks', world), 'question', '?', now(world)),
    answer: (world) => store.tasks.clearAttention(id('tasks', world)),
    stop: (world) => store.tasks.requestStop(id('tasks', world), 'stop', 'Ada', ''),
    unstop: (world) => store.tasks.clearStop(id('tasks', world)),
    cancel(world) {
      const task = id('tasks', world);
      store.tasks.move(task, { stage: 'cancelled', step: 'rest' }, now(world));
      store.jobs.dropQueued(task, 'cancelled', now(world));
    },
    move(world) {
      const stage = world.random.pick([
        'analysis',
        'development',
        'development',
        'staging',
        'done',
        ...stages,
      ] as const);
      store.tasks.move(id('tasks', world), { stage: stage ?? 'done', step: 'work' }, now(world));
    },
    step: (world) =>
      write.step.run(world.random.pick(['work', 'work', 'ci', 'publish', null]), id('tasks', world)),
    priority: (world) => store.tasks.setPriority(id('tasks', world), world.random.pick([0, 1, -1]) ?? 0),
    settings: (world) => {
      world.gates = createGates(world.random);
    },
    run(world) {
      const task = id('tasks', world);
      if (store.runs.findLiveOfTask(task) === undefined) write.run.run(task);
    },
    endRun: (world) => write.endRun.run(now(world), id('runs', world)),
    forget(world) {
      const task = id(oneIn(world, 3) ? 'tasks' : 'ended', world);
      write.forget.run(task);
      // Some leave behind what names them, as in files of the earlier installation.
      if (oneIn(world, 8)) return;
      write.forgetJobs.run(task);
      write.forgetEdges.run({ task });
    },
    forgetJob: (world) => write.forgetJob.run(id(oneIn(world, 4) ? 'jobs' : 'settled', world)),
    rewrite: (world) =>
      oneIn(world, 2)
        ? write.rewriteJob.run(
            world.random.pick(repos),
            world.random.pick(roles),
            id('tasks', world),
            id('jobs', world),
          )
        : write.rewriteTask.run(world.random.pick(repos), world.random.pick(projects), id('tasks', world)),
    hold: (world) =>
      store.accounts.hold({ account: 'team', kind: 'fault', why: '', mend: '', until: null }, now(world)),
    free: () => store.accounts.free('team'),
    start: (world) => store.tasks.markStarted(id('tasks', world), now(world)),
  };
}

function createWrites(db: Database) {
  const ids = (sql: string) => db.prepare<[], number>(sql).pluck();
  return {
    ids: {
      tasks: ids('SELECT id FROM tasks'),
      ended: ids(`SELECT id FROM tasks WHERE stage IN ('done', 'cancelled')`),
      jobs: ids('SELECT id FROM jobs'),
      settled: ids(`SELECT id FROM jobs WHERE status IN ('done', 'failed')`),
      running: ids(`SELECT id FROM jobs WHERE status = 'running'`),
      edges: ids('SELECT rowid FROM job_deps'),
      blockers: ids('SELECT depends_on_task_id FROM job_deps WHERE depends_on_task_id <> task_id'),
      freezes: ids('SELECT id FROM repo_freeze WHERE cleared_at IS NULL'),
      runs: ids('SELECT id FROM agent_runs WHERE finished_at IS NULL'),
    },
    task: db.prepare(
      `INSERT INTO tasks (work_item_id, repo, project, stage, step, priority) VALUES ('T', ?, ?, ?, ?, ?)`,
    ),
    job: db.prepare('INSERT INTO jobs (agent, repo, task_id, status) VALUES (?, ?, ?, ?)'),
    undepend: db.prepare('DELETE FROM job_deps WHERE rowid = ?'),
    step: db.prepare('UPDATE tasks SET step = ? WHERE id = ?'),
    run: db.prepare(`INSERT INTO agent_runs (task_id, agent, name) VALUES (?, 'ci', hex(randomblob(8)))`),
    endRun: db.prepare('UPDATE agent_runs SET finished_at = ? WHERE id = ?'),
    forget: db.prepare('DELETE FROM tasks WHERE id = ?'),
    forgetJob: db.prepare('DELETE FROM jobs WHERE id = ?'),
    forgetJobs: db.prepare('DELETE FROM jobs WHERE task_id = ?'),
    forgetEdges: db.prepare('DELETE FROM job_deps WHERE task_id = @task OR depends_on_task_id = @task'),
    rewriteJob: db.prepare('UPDATE jobs SET repo = ?, agent = ?, task_id = ? WHERE id = ?'),
    rewriteTask: db.prepare('UPDATE tasks SET repo = ?, project = ? WHERE id = ?'),
  };
}
