import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Statement } from 'better-sqlite3';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open-database.ts';
import type { GateSettings } from '../src/store/standings.ts';
import { createStore, type Store } from '../src/store/store.ts';
import { createPlainClaim } from '../test/store/plain-claim.ts';

/**
 * What a claim costs with so many jobs ahead of it that it cannot take: `npm run bench:claim`. Beside it the plain query,
 * which asks every gate of every job, and what keeping the lanes true adds to other writes.
 */
const SIZES = [0, 1000, 10_000, 100_000];
const PLAIN_UP_TO = 10_000;
const CLAIMS = 300;
const PLAIN_CLAIMS = 15;
const DEPENDANTS = 1000;
const now = '2026-03-01 10:00:00.000';
const later = '2026-03-02 10:00:00.000';
const priorities = { high: 1, normal: 0 };

const workersOf: Record<string, string> = {
  analysis: 'analyst',
  development: 'developer',
  deploy: 'deployer',
};

type Bench = { db: Database; store: Store; insertTask: Statement };
type Case = { name: string; plain: boolean; serial: boolean; fill(bench: Bench, count: number): string[] };

/** Each puts `count` jobs of high priority ahead; gives the further repositories that are configured. */
const cases: Case[] = [
  { name: 'dependencies', plain: true, serial: false, fill: fillDependants },
  {
    name: 'one busy repository',
    plain: true,
    serial: true,
    fill: (bench, count) =>
      fillBusy(
        bench,
        Array.from({ length: count }, () => 'busy'),
      ),
  },
  {
    name: 'so many busy repositories',
    plain: true,
    serial: true,
    fill: (bench, count) =>
      fillBusy(
        bench,
        Array.from({ length: count }, (_, index) => `busy-${index}`),
      ),
  },
  { name: 'put off', plain: false, serial: false, fill: fillPutOff },
  { name: 'a paused project', plain: false, serial: false, fill: fillPaused },
  { name: 'finished', plain: false, serial: false, fill: fillFinished },
];

console.log(`µs a claim (median of ${CLAIMS}; plain query: of ${PLAIN_CLAIMS})`);
console.log(['jobs ahead'.padEnd(34), ...SIZES.map((size) => String(size).padStart(9))].join(''));
for (const one of cases) {
  const rows = { lanes: [] as number[], plain: [] as (number | null)[] };
  for (const size of SIZES) {
    const { lanes, plain } = await measureCase(one, size);
    rows.lanes.push(lanes);
    rows.plain.push(plain);
  }
  print(`${one.name}, lanes`, rows.lanes);
  if (one.plain) print(`${one.name}, plain query`, rows.plain);
}
await measureUpkeep();

async function measureCase({ fill, serial, plain }: Case, count: number) {
  return withFile((bench) => {
    const { db, store } = bench;
    const repos = db.transaction(() => fill(bench, count))();
    const gates: GateSettings = {
      slots: 100_000,
      perProject: null,
      repos: ['shop', ...repos],
      dependencies: true,
      serial: serial ? 'all' : 'off',
      pay: { roles: [], dayBudgets: new Map() },
    };
    store.readiness.repair(gates);
    const finishJob = db.prepare(`UPDATE jobs SET status = 'done' WHERE id = ?`);
    const finishTask = db.prepare(
      `UPDATE tasks SET stage = 'done' WHERE id = (SELECT task_id FROM jobs WHERE id = ?)`,
    );
    const claimed = (claim: () => { id: number } | undefined) => {
      addTask(bench, { repo: 'shop', stage: 'development' });
      const startMs = performance.now();
      const job = store.transaction(claim);
      const tookMs = performance.now() - startMs;
      if (job === undefined) throw new Error('nothing was claimed');
      finishJob.run(job.id);
      finishTask.run(job.id);
      return tookMs * 1000;
    };
    const lanes = median(CLAIMS, () => claimed(() => store.jobs.claim(gates, now)));
    if (!plain || count > PLAIN_UP_TO) return { lanes, plain: null };
    const plainClaim = createPlainClaim(db);
    return { lanes, plain: median(PLAIN_CLAIMS, () => claimed(() => plainClaim(gates, now))) };
  });
}

async function measureUpkeep(): Promise<void> {
  const enqueue = await withFile((bench) => {
    const task = addTask(bench, { repo: 'shop', stage: 'development', job: false });
    return median(CLAIMS, () => time(() => enqueueFor(bench, task, 'developer', 'shop')));
  });
  const finish = await withFile((bench) => {
    const { db, store } = bench;
    const took: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const first = addTask(bench, { repo: 'shop', stage: 'deploy', job: false });
      db.transaction(() => {
        for (let one = 0; one < DEPENDANTS; one += 1) {
          const task = addTask(bench, { repo: 'shop', stage: 'analysis' });
          store.dependencies.add({ from: task, to: first }, 'chat', now);
        }
      })();
      took.push(time(() => store.tasks.move(first, { stage: 'done', step: 'rest' }, now)));
    }
    return took.toSorted((a, b) => a - b)[2] ?? 0;
  });
  const repair = await withFile((bench) => {
    const { db, store } = bench;
    db.transaction(() => fillDependants(bench, 10_000))();
    return median(5, () => time(() => store.readiness.repair({ dependencies: true, serial: 'all' })));
  });
  const rules = await withFile((bench) => {
    const { db, store } = bench;
    db.transaction(() => fillDependants(bench, 10_000))();
    let dependencies = true;
    return median(6, () => {
      dependencies = !dependencies;
      return time(() => store.readiness.follow({ dependencies, serial: 'all' }));
    });
  });
  console.log(
    `\nµs: enqueueing a job ${enqueue.toFixed(0)}; finishing a task with ${DEPENDANTS} dependants ${finish.toFixed(0)};`,
  );
  console.log(
    `a repair that finds nothing, 10,000 jobs ${repair.toFixed(0)}; the dependency gate turned, 10,000 jobs ${rules.toFixed(0)}`,
  );
}

async function withFile<T>(work: (bench: Bench) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const { db, close } = await openDatabase(join(folder, 'signalbox.db'));
  // As in facts/queue.md: the disk is not what is measured.
  db.pragma('synchronous = NORMAL');
  try {
    const insertTask = db.prepare(
      `INSERT INTO tasks (work_item_id, repo, project, stage, step, started_at, priority) VALUES ('T', ?, ?, ?, 'work', ?, ?)`,
    );
    return work({ db, store: createStore(db), insertTask });
  } finally {
    close();
    rmSync(folder, { recursive: true });
  }
}

type NewTask = {
  repo: string;
  stage: string;
  started?: boolean;
  project?: string;
  priority?: number;
  job?: boolean;
};

function addTask(
  bench: Bench,
  { repo, stage, started = false, project = 'shop', priority = 0, job = true }: NewTask,
): number {
  const { lastInsertRowid } = bench.insertTask.run(repo, project, stage, started ? now : null, priority);
  const task = Number(lastInsertRowid);
  if (job) enqueueFor(bench, task, workersOf[stage] ?? '', repo);
  return task;
}

function enqueueFor({ store }: Bench, taskId: number, role: string, repo: string): void {
  store.jobs.enqueue({ role, repo, taskId, title: 'T', notes: '' }, now);
}

function fillDependants(bench: Bench, count: number): string[] {
  const first = addTask(bench, { repo: 'shop', stage: 'development', job: false });
  for (let one = 0; one < count; one += 1) {
    const task = addTask(bench, { repo: 'shop', stage: 'development', priority: priorities.high });
    bench.store.dependencies.add({ from: task, to: first }, 'chat', now);
  }
  return [];
}

/** A started task that works on nothing, and one that waits for it, in each. */
function fillBusy(bench: Bench, repos: readonly string[]): string[] {
  for (const repo of new Set(repos)) addTask(bench, { repo, stage: 'review', started: true, job: false });
  for (const repo of repos) addTask(bench, { repo, stage: 'analysis', priority: priorities.high });
  return [...new Set(repos)];
}

function fillPutOff(bench: Bench, count: number): string[] {
  for (let one = 0; one < count; one += 1)
    addTask(bench, { repo: 'shop', stage: 'development', priority: priorities.high });
  bench.db.prepare(`UPDATE jobs SET available_at = ?`).run(later);
  return [];
}

function fillPaused(bench: Bench, count: number): string[] {
  for (let one = 0; one < count; one += 1)
    addTask(bench, { repo: 'shop', project: 'outlet', stage: 'development', priority: priorities.high });
  bench.store.pauses.pause('outlet', 'Ada', 'holiday', now);
  return [];
}

function fillFinished(bench: Bench, count: number): string[] {
  for (let one = 0; one < count; one += 1)
    addTask(bench, { repo: 'shop', stage: 'development', priority: priorities.high });
  bench.db.exec(`UPDATE jobs SET status = 'done'; UPDATE tasks SET stage = 'done'`);
  return [];
}

/** µs */
function time(work: () => void): number {
  const startMs = performance.now();
  work();
  return (performance.now() - startMs) * 1000;
}

function median(rounds: number, measure: () => number): number {
  const took = Array.from({ length: rounds }, measure).toSorted((a, b) => a - b);
  return took[Math.floor(rounds / 2)] ?? 0;
}

function print(name: string, values: readonly (number | null)[]): void {
  const cells = values.map((value) => (value === null ? '' : value.toFixed(0)).padStart(9));
  console.log([name.padEnd(34), ...cells].join(''));
}
