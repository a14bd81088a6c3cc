import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openFile } from '../../src/store/database.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { createStore } from '../../src/store/store.ts';
import { createRandom, type Random } from '../chaos/random.ts';
import { createPlainClaim } from './plain-claim.ts';
import { createGates, createWalker, stored, type World } from './readiness-walk.ts';

const DRAIN_EVERY = 20;
const CRASH_EVERY = 30;
const REOPEN_EVERY = 2500;
const DAMAGE_EVERY = 60;
const nothing = { jobs: [], lanes: [], locks: [] };

export type Walked = {
  steps: number;
  claimable: number;
  drained: number;
  damaged: number;
  fault: string | null;
};

/** Walks so many steps; after each the claim must choose what the plain query chooses. Ends at the first difference. */
export function walkQueue(seed: number, steps: number): Walked {
  const random = createRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-walk-'));
  const path = join(folder, 'signalbox.db');
  const first = openFile(path);
  for (const migration of migrations) migration.up(first);
  first.close();
  let file = openQueue(path);
  const world: World = { random, gates: createGates(random), nowMs: Date.UTC(2026, 2, 1, 10) };
  const walked: Walked = { steps: 0, claimable: 0, drained: 0, damaged: 0, fault: null };
  try {
    while (walked.steps < steps && walked.fault === null) {
      if (comes(random, REOPEN_EVERY)) {
        // As a kill leaves it: in the middle of a transaction.
        file.db.exec('BEGIN');
        file.walk(world);
        file.db.close();
        file = openQueue(path);
      }
      const name = comes(random, CRASH_EVERY) ? rollBack(file, world) : file.walk(world);
      walked.steps += 1;
      walked.fault = check(file, world, walked, name);
    }
    return walked;
  } finally {
    file.db.close();
    rmSync(folder, { recursive: true });
  }
}

type Queue = ReturnType<typeof openQueue>;

function openQueue(path: string) {
  const db = openFile(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = OFF');
  const store = createStore(db);
  return { db, store, walk: createWalker(db, store), plain: createPlainClaim(db), damage: createDamage(db) };
}

function comes(random: Random, every: number): boolean {
  return random.between(0, every) < 1;
}

function rollBack({ db, walk }: Queue, world: World): string {
  const { gates, nowMs } = world;
  db.exec('BEGIN');
  const names = Array.from({ length: 5 }, () => walk(world));
  db.exec('ROLLBACK');
  Object.assign(world, { gates, nowMs });
  return `rolled back ${names.join(', ')}`;
}

function check(file: Queue, world: World, walked: Walked, after: string): string | null {
  const { store, damage } = file;
  const at = `step ${walked.steps} (${after})`;
  if (comes(world.random, DAMAGE_EVERY)) {
    damage(world.random);
    store.readiness.repair(world.gates);
    walked.damaged += 1;
  }
  const isDrained = comes(world.random, DRAIN_EVERY);
  const gates = isDrained ? { ...world.gates, slots: 1000 } : world.gates;
  const { count, fault } = compare(file, gates, stored(world.nowMs), isDrained ? 100 : 1);
  if (count > 0) walked.claimable += 1;
  if (fault !== null) return `${at}: ${fault}`;
  if (!isDrained) return null;
  walked.drained += count;
  const wrong = JSON.stringify(store.readiness.repair(world.gates));
  return wrong === JSON.stringify(nothing) ? null : `${at}: stored wrong ${wrong}`;
}

/** Claims, up to so many, each chosen by both; then all of it is undone. */
function compare({ db, store, plain }: Queue, gates: World['gates'], now: string, most: number) {
  db.exec('BEGIN');
  try {
    for (let count = 0; count < most; count += 1) {
      const wanted = plain(gates, now)?.id;
      const job = store.jobs.claim(gates, now);
      if (job?.id !== wanted) return { count, fault: `claims ${job?.id}, should claim ${wanted}` };
      if (job === undefined) return { count, fault: null };
      if (job.task_id !== null) store.tasks.markStarted(job.task_id, now);
    }
    return { count: most, fault: null };
  } finally {
    db.exec('ROLLBACK');
  }
}

/** What nobody but a bug, or a hand in the file, does. */
function createDamage(db: Database): (random: Random) => void {
  const one = (table: string) => `(SELECT id FROM ${table} ORDER BY random() LIMIT 1)`;
  const harms = [
    `UPDATE jobs SET lane = NULL WHERE id = ${one('jobs')}`,
    `UPDATE jobs SET lane = ${one('lanes')} WHERE id = ${one('jobs')}`,
    `UPDATE lanes SET open = 1 - open WHERE id = ${one('lanes')}`,
    `UPDATE lanes SET head_id = NULL WHERE id = ${one('lanes')}`,
    `UPDATE lanes SET head_id = ${one('jobs')}, head_priority = 1 WHERE id = ${one('lanes')}`,
    `UPDATE lanes SET head_priority = head_priority + 1 WHERE id = ${one('lanes')}`,
    `DELETE FROM lanes WHERE id = ${one('lanes')}`,
  ].map((sql) => db.prepare(sql));
  return (random) => void random.pick(harms)?.run();
}
