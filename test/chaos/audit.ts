import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../src/store/database.ts';
import { openCopy } from '../../src/store/open-database.ts';
import type { RunRow } from '../../src/store/runs.ts';
import { git } from '../../src/workspace/git.ts';
import { auditCosts } from './audit-costs.ts';
import { expectedTroubles } from './expected-troubles.ts';
import type { ChaosGround } from './ground.ts';
import type { Chaos } from './kill-at-random.ts';
import { readLedger } from './ledger.ts';
import { listRunProcesses } from './run-processes.ts';

/** What must not be, in lists that are empty when all is well; `told` are numbers for people. */
export async function audit(ground: ChaosGround, chaos: Chaos) {
  const { db, close } = await openCopy(`${ground.home}/signalbox.db`);
  try {
    const runs = db.prepare<[], RunRow>('SELECT * FROM agent_runs ORDER BY id').all();
    const ledger = readLedger(ground.ledgerPath);
    const costs = auditCosts(runs, ledger);
    return {
      faults: {
        ...auditTasks(db),
        ...(await auditOrigins(ground, db)),
        doubled: findDoubled(runs, chaos.pairs),
        overlaps: ledger.filter(({ kind }) => kind === 'overlap'),
        orphans: listRunProcesses(join(ground.home, 'runs')),
        leftovers: listLeftovers(ground.home),
        besides: chaos.besides.filter((end) => end !== '1'),
        logged: listTroubles(ground.log()),
        ...costs.faults,
      },
      told: {
        ...costs.told,
        runs: runs.length,
        resumed: runs.filter(({ resumes }) => resumes !== null).length,
        lost: runs.filter(({ outcome }) => outcome === 'lost').length,
        adopted: ground.log().split('"run adopted"').length - 1,
        foundEnded: ground.log().split('"run of an earlier process found ended"').length - 1,
        asked: listTexts(
          db,
          "SELECT why FROM task_log WHERE why LIKE '%; it happened %' OR why LIKE '%twice in a row'",
        ).length,
      },
    };
  } finally {
    close();
  }
}

/** Being killed is nobody's fault: it uses up no attempt, and only the breaker asks. */
function auditTasks(db: Database) {
  return {
    unfinishedTasks: listTexts(
      db,
      "SELECT work_item_id || ' ' || stage || ' ' || step FROM tasks WHERE stage <> 'done'",
    ),
    unfinishedRuns: listTexts(db, 'SELECT name FROM agent_runs WHERE finished_at IS NULL'),
    unfinishedJobs: listTexts(
      db,
      "SELECT id || ' ' || agent FROM jobs WHERE status IN ('queued', 'running')",
    ),
    attemptsLost: listTexts(db, "SELECT id || ' ' || agent || ' ' || attempts FROM jobs WHERE attempts > 1"),
    ends: listTexts(
      db,
      `SELECT folder || ' ' || agent || ' ' || outcome || ': ' || COALESCE(summary, '') FROM agent_runs
         WHERE outcome NOT IN ('completed', 'lost')`,
    ).map((end) => `${end}\n${readErrors(end)}`),
  };
}

/** What the run printed last; its folder comes first. */
function readErrors(end: string): string {
  const path = join(end.split(' ', 1)[0] ?? '', 'stderr');
  return existsSync(path) ? readFileSync(path, 'utf8').slice(-1000) : 'no stderr was kept';
}

/** The change of every task is on the default branch, and came there once. */
async function auditOrigins({ projects }: ChaosGround, db: Database) {
  const notOnce: string[] = [];
  for (const { prefix, origin } of projects) {
    const log = async (...args: string[]) => {
      const { stdout } = await git(['log', '--format=%H', 'main', ...args], { gitDir: origin });
      return stdout.split('\n').filter(Boolean).length;
    };
    const ids = listTexts(db, `SELECT work_item_id FROM tasks WHERE work_item_id LIKE '${prefix}-%'`);
    for (const id of ids) {
      const added = await log('--no-merges', '--', `work/${id}.txt`);
      const { stdout } = await git(['show', `main:work/${id}.txt`], {
        gitDir: origin,
        okExitCodes: [0, 128],
      });
      if (added !== 1 || stdout !== `${id}\n`)
        notOnce.push(`${id}: ${added} commits, ${JSON.stringify(stdout)}`);
    }
    const merges = await log('--merges', '--first-parent');
    if (merges !== ids.length) notOnce.push(`${prefix}: ${merges} merges of ${ids.length} tasks`);
  }
  return { notOnce };
}

/** Two runs of one task that were alive at one moment. */
function findDoubled(runs: readonly RunRow[], pairs: Chaos['pairs']): string[] {
  const taskOf = new Map(runs.map(({ name, task_id: task }) => [name, task]));
  return pairs.flatMap(([one, other]) =>
    taskOf.get(one) === taskOf.get(other) ? [`${one} and ${other} of task ${taskOf.get(one)}`] : [],
  );
}

/** Of finished tasks no clone, no HOME and no temporary folder. A scratch folder may belong to a git that outlived Signalbox: it goes later. */
function listLeftovers(home: string): string[] {
  const runs = join(home, 'runs');
  const homes = join(runs, 'homes');
  const temporary = readdirSync(runs)
    .map((name) => join(runs, name, 'tmp'))
    .filter(existsSync);
  const clones = readdirSync(join(home, 'workspace'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(^|\/)(\.new-[^/]*|(task|ci)-\d+)$/.test(path),
  );
  return [...temporary, ...(existsSync(homes) ? readdirSync(homes) : []), ...clones];
}

const warning = 40;

function listTroubles(log: string): string[] {
  return log
    .split('\n')
    .filter(Boolean)
    .filter((line) => {
      const { level = 0, msg = '' } = JSON.parse(line) as { level?: number; msg?: string };
      return level >= warning && !expectedTroubles.includes(msg);
    });
}

function listTexts(db: Database, sql: string): string[] {
  return db.prepare<[], string>(sql).pluck().all();
}
