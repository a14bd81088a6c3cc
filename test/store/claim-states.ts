import * as fc from 'fast-check';
import { attentionCodes } from '../../src/domain/facts.ts';
import { roles, stages, steps } from '../../src/domain/stage.ts';
import type { Database } from '../../src/store/database.ts';
import type { GateSettings } from '../../src/store/standings.ts';

export const now = '2026-03-01 10:00:00.000';
const repos = ['shop', 'shop', 'blog', 'lost'] as const;
const projects = ['shop', 'blog'] as const;
const times = ['2026-03-01 09:59:59', now, '2026-03-01 10:00:00.001', '2026-03-02 00:00:00'] as const;
const TASKS = 4;

const aRepo = fc.constantFrom(...repos);
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

const aTask = fc.record({
  repo: aRepo,
  project: fc.option(fc.constantFrom(...projects), { freq: 3 }),
  stage: fc.oneof(
    {
      weight: 7,
      arbitrary: fc.constantFrom('analysis', 'analysis', 'created', 'development', 'done', 'cancelled'),
    },
    fc.constantFrom(...stages, 'grooming', null),
  ),
  step: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('work', null) }, fc.constantFrom(...steps)),
  attention: rarely(fc.constantFrom(...attentionCodes)),
  stop: rarely(fc.constantFrom('stop', 'cancel')),
  started: fc.option(fc.constant(now), { freq: 2 }),
  liveRun: rarely(fc.constantFrom('developer', 'ci')),
  priority: fc.constantFrom(0, 0, 0, 1, -1),
});

const aTaskId = fc.integer({ min: 1, max: TASKS });

const aJob = fc.record({
  agent: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('analyst', 'analyst', 'developer') },
    fc.constantFrom(...roles, 'janitor'),
  ),
  taskId: fc.oneof({ weight: 8, arbitrary: aTaskId }, fc.constantFrom(null, TASKS + 1)),
  /** Null: that of its task. */
  repo: rarely(aRepo),
  status: fc.constantFrom('queued', 'queued', 'queued', 'queued', 'running', 'failed'),
  availableAt: rarely(fc.constantFrom(...times)),
});

/** Roles that no account and no budget holds back. */
export const payNothing: GateSettings['pay'] = { roles: [], dayBudgets: new Map() };

const accounts = ['team', 'spare'] as const;

/** Two projects share one repository, and a third has its own. */
const paidRoles = fc
  .tuple(...['shop', 'blog', 'outlet'].map(() => fc.constantFrom<(string | null)[]>(null, null, ...accounts)))
  .map((chosen) =>
    (['shop', 'blog', 'outlet'] as const).flatMap((project, index) =>
      roles.map((role) => ({
        project,
        repo: project === 'outlet' ? 'shop' : project,
        first: project !== 'outlet',
        role,
        account: chosen[index] ?? null,
        costs: role !== 'tester',
      })),
    ),
  );

const somePay: fc.Arbitrary<GateSettings['pay']> = fc.record({
  roles: paidRoles,
  dayBudgets: fc
    .constantFrom<[string, number][][]>([], [], [['shop', 5]], [['*', 5]], [['outlet', 1]])
    .map((entries) => new Map(entries)),
});

const someGates: fc.Arbitrary<GateSettings> = fc.record({
  pay: somePay,
  slots: fc.constantFrom(1, 4, 8, 8),
  perProject: fc.constantFrom<(number | null)[]>(null, null, 1, 2),
  repos: fc.constantFrom<string[][]>(['shop', 'blog'], ['shop']),
  dependencies: fc.boolean(),
  serial: fc.constantFrom<GateSettings['serial'][]>('all', 'all', 'off', ['shop'], []),
});

/** What can hold jobs back, mixed at random, oddities of old files among it. */
export const someState = fc.record({
  tasks: fc.array(aTask, { minLength: TASKS, maxLength: TASKS }),
  jobs: fc.array(aJob, { minLength: 1, maxLength: 6, size: 'max' }),
  dependencies: fc.uniqueArray(
    fc.tuple(aTaskId, fc.integer({ min: 1, max: TASKS + 1 }), fc.constantFrom('tracker', null)),
    { maxLength: 2, size: 'max', selector: ([from, to]) => `${from} ${to}` },
  ),
  awaited: fc.uniqueArray(fc.tuple(aTaskId, fc.constantFrom('item-8', 'item-9')), {
    maxLength: 1,
    size: 'max',
    selector: ([from, item]) => `${from} ${item}`,
  }),
  freezes: fc.array(fc.record({ repo: aRepo, cleared: fc.option(fc.constant(now), { freq: 2 }) }), {
    maxLength: 2,
    size: 'max',
  }),
  pauses: rarely(fc.constantFrom('*', ...projects)),
  holds: fc.uniqueArray(
    fc.record({
      account: fc.constantFrom(...accounts),
      until: fc.constantFrom(null, '2026-03-01 09:00:00', '2026-03-01 11:00:00'),
    }),
    { maxLength: 1, size: 'max', selector: ({ account }) => account },
  ),
  spent: fc.constantFrom(0, 0, 0, 4, 6),
  gates: someGates,
});

type Sampled<A> = A extends fc.Arbitrary<infer T> ? T : never;
type State = Sampled<typeof someState>;

const touched = [
  'tasks',
  'jobs',
  'job_deps',
  'awaited_items',
  'repo_freeze',
  'pauses',
  'agent_runs',
  'account_holds',
] as const;

/** Puts a state into an open file in place of what was there. */
export function createStateWriter(db: Database): (state: State) => void {
  const clear = touched.map((table) => db.prepare(`DELETE FROM ${table}`));
  const task = db.prepare(
    `INSERT INTO tasks (id, work_item_id, repo, project, stage, step, attention, stop_requested, started_at, priority)
     VALUES (@id, @name, @repo, @project, @stage, @step, @attention, @stop, @started, @priority)`,
  );
  const job = db.prepare(
    `INSERT INTO jobs (id, agent, repo, task_id, status, available_at, created_at)
     VALUES (@id, @agent, @repo, @taskId, @status, @availableAt, @now)`,
  );
  const run = db.prepare(
    'INSERT INTO agent_runs (task_id, agent, name, started_at, finished_at) VALUES (@taskId, @agent, @name, @now, @finished)',
  );
  const dependency = db.prepare(
    'INSERT INTO job_deps (task_id, depends_on_task_id, source) VALUES (?, ?, ?)',
  );
  const awaited = db.prepare(
    `INSERT INTO awaited_items (task_id, tracker, item, name, created_at) VALUES (?, 'plane:acme', ?, 'SHOP-9', ?)`,
  );
  const freeze = db.prepare(
    'INSERT INTO repo_freeze (repo, frozen_at, reason, cleared_at) VALUES (?, ?, ?, ?)',
  );
  const pause = db.prepare('INSERT INTO pauses (scope, since, who, why) VALUES (?, ?, ?, ?)');
  const hold = db.prepare(
    `INSERT INTO account_holds (account, kind, why, mend, since, until) VALUES (?, ?, 'no', 'Mend it.', ?, ?)`,
  );
  const spend = db.prepare(`UPDATE agent_runs SET cost_usd = ? WHERE name = 'old-1'`);
  return db.transaction((state: State) => {
    for (const statement of clear) statement.run();
    for (const [index, { liveRun, ...row }] of state.tasks.entries()) {
      const id = index + 1;
      task.run({ id, name: `SHOP-${id}`, ...row });
      run.run({ taskId: id, agent: 'analyst', name: `old-${id}`, now, finished: now });
      if (liveRun !== null) run.run({ taskId: id, agent: liveRun, name: `live-${id}`, now, finished: null });
    }
    for (const [index, row] of state.jobs.entries()) {
      const repo = row.repo ?? state.tasks[(row.taskId ?? 0) - 1]?.repo ?? 'shop';
      job.run({ id: index + 1, ...row, repo, now });
    }
    for (const edge of state.dependencies) dependency.run(...edge);
    for (const [taskId, item] of state.awaited) awaited.run(taskId, item, now);
    for (const { repo, cleared } of state.freezes) freeze.run(repo, now, 'degraded', cleared);
    for (const { account, until } of state.holds)
      hold.run(account, until === null ? 'fault' : 'limit', now, until);
    if (state.spent > 0) spend.run(state.spent);
    if (state.pauses !== null) pause.run(state.pauses, now, 'Ada', 'holiday');
  });
}
