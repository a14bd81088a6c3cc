import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AttentionCode } from '../../src/domain/facts.ts';
import type { Project } from '../../src/domain/project.ts';
import { mustStop } from '../../src/workflow/pause.ts';
import { claimJob, startRun } from '../../src/workflow/runs/start-run.ts';
import { branchOf } from '../../src/workflow/task-branch.ts';
import { project } from '../support/context.ts';
import { until } from '../support/until.ts';
import { analyst, createYard, runGit } from '../workspace/support.ts';
import { describeTask } from './in-english.ts';
import { createRunContext, doEffects, runsEnded, type TestRunContext } from './run-context.ts';
import { ada, find, jobOf, open, positionOf, signal, walkTo, work } from './walk.ts';

type Place = {
  at: string;
  /** Its agent, or its CI, is at work. */
  runs?: true;
  asks?: AttentionCode;
  landed?: true;
};

/** One run of each kind: all that differ between the others is the name of the role. */
const places: readonly Place[] = [
  { at: 'created/rest' },
  { at: 'analysis/work' },
  { at: 'analysis/work', asks: 'question' },
  { at: 'analysis/publish' },
  { at: 'analysis/approval' },
  { at: 'architecture/work' },
  { at: 'development/work', runs: true },
  { at: 'development/work', asks: 'rework-limit' },
  { at: 'development/publish' },
  { at: 'development/ci' },
  { at: 'development/ci', runs: true },
  { at: 'review/work' },
  { at: 'testing/work' },
  { at: 'staging/lock' },
  { at: 'staging/update' },
  { at: 'staging/ci', asks: 'refused' },
  { at: 'staging/work' },
  { at: 'deploy/thaw' },
  { at: 'deploy/merge' },
  { at: 'deploy/merge', asks: 'refused' },
  { at: 'deploy/work', landed: true },
  { at: 'deploy/work', runs: true, landed: true },
  { at: 'deploy/work', asks: 'deploy-failed', landed: true },
  { at: 'deploy/health', landed: true },
];

const now = '2026-03-01 12:00:00.000';
const waits = 'sleep 60';

/** One origin, one file and one commit for all of them: each place leaves nothing behind for the next. */
async function setUp() {
  const yard = createYard();
  const roles = Object.entries(project().roles).map(([name, role]) => [name, { ...role, command: waits }]);
  const ci = { kind: 'command', command: waits, timeoutMs: 60_000 } as const;
  const forge: Project['forge'] = { kind: 'local', merge: 'merge', ci };
  const probe = { kind: 'url', url: 'http://127.0.0.1:1/' } as const;
  const health = { probe, everyMs: 1000, windowMs: 60_000, healthyAfter: null, degradedAfter: 3 };
  const settings = { forge, health, roles: Object.fromEntries(roles) as Project['roles'] };
  const context = await createRunContext({ yard, gates: { serial: 'off' }, project: settings });
  context.database.db.pragma('synchronous = OFF');
  const { workspace, repo } = yard;
  const { baseCommit: base } = await workspace.refresh(repo);
  const tree = await workspace.treeOf(repo, base);
  const spec = { tree, parents: [base], message: 'the work of an agent', identity: analyst };
  const commit = await workspace.commitTree(repo, { ...spec, at: new Date(now) });
  return { context, commit, main: runGit(yard.origin, 'rev-parse', 'main') };
}

/** A task at the place, whose branch is where a publish leaves it. */
async function arrive(context: TestRunContext, { at, runs, asks }: Place, commit: string): Promise<number> {
  const { store, yard } = context;
  const { id } = open(context);
  if (at === 'staging/lock') store.locks.take('shop', 9999, now);
  if (at === 'deploy/thaw') {
    walkTo(context, id, 'staging/work', { ...work, commit });
    store.freezes.freeze('shop', 'red', null, now);
  }
  if (at === 'created/rest') {
    store.jobs.dropQueued(id, 'not yet', now);
    store.tasks.move(id, { stage: 'created', step: 'rest' }, now);
  } else walkTo(context, id, at, { ...work, commit });
  if (!at.startsWith('analysis/work') && at !== 'created/rest' && at !== 'analysis/publish') {
    const branch = branchOf(find(context, id));
    await yard.workspace.push(yard.repo, { commit, branch, expected: 'any' });
    await yard.workspace.moveBranch(yard.repo, branch, null, commit);
  }
  if (asks !== undefined) {
    store.jobs.dropQueued(id, 'asked', now);
    store.outbox.dropOfTask(id, now);
    store.tasks.ask(id, asks, 'What to do?', now);
  }
  nameCommits(context, id, commit);
  if (runs !== undefined) await begin(context, id);
  return id;
}

/** The walk's own answers name commits that nobody has. */
function nameCommits({ store, database, yard }: TestRunContext, id: number, commit: string): void {
  const task = store.tasks.find(id);
  const base = runGit(yard.origin, 'rev-parse', 'main');
  if (task?.base_sha != null) {
    store.tasks.setCommit(id, commit);
    store.tasks.setBase(id, base);
  }
  database.db.prepare('UPDATE deployments SET commit_sha = ?, base_sha = ?').run(commit, base);
  if (task?.merge_sha != null) store.tasks.setMergeCommit(id, commit);
}

async function begin(context: TestRunContext, id: number): Promise<void> {
  const { store } = context;
  if (find(context, id).step === 'ci') await doEffects(context);
  else {
    const job = claimJob(context);
    if (job?.task_id !== id) throw new Error('another job is next');
    await startRun(context, job);
  }
  await until('it runs', () => store.runs.findLiveOfTask(id)?.pid != null);
}

function leftOf(context: TestRunContext, id: number): string[] {
  const { store, yard, runsDir } = context;
  const tasks = join(yard.bareDir, '..', 'tasks');
  const folders = [`task-${id}`, `ci-${id}`].map((name) => join(tasks, name));
  const refs = [yard.origin, yard.bareDir].map((gitDir) =>
    runGit(gitDir, 'for-each-ref', '--format=%(refname)', `refs/heads/${branchOf(find(context, id))}`),
  );
  const job = store.jobs.findOfTask(id);
  return [
    ...[...folders, join(runsDir, 'homes', `task-${id}`)].filter(existsSync),
    ...refs.filter((ref) => ref !== ''),
    ...(job?.status === 'queued' || job?.status === 'running' ? [`job ${job.id}`] : []),
    ...store.runs.listLive().flatMap(({ name }) => name ?? []),
    ...store.outbox.listDue('9999').map(({ kind }) => kind),
    ...(store.locks.findHolder('shop') === id ? ['lock'] : []),
  ];
}

async function cancel(context: TestRunContext, id: number): Promise<void> {
  signal(context, id, { type: 'cancel', by: ada }, ada);
  const { store, live } = context;
  for (const run of store.runs.listLive()) if (mustStop(context, run)) void live.cancel(run.id);
  await runsEnded(context);
  // A merge in flight is settled first, then it is tidied up.
  await doEffects(context);
  await doEffects(context);
}

describe('/cancel', () => {
  test('leaves nothing of a task behind, wherever it stands, and freezes what has landed', async () => {
    const { context, commit, main } = await setUp();
    const { store, yard } = context;
    for (const place of places) {
      const id = await arrive(context, place, commit);
      const arrived = positionOf(context, id);
      const before = store.freezes.listActive('shop').length;
      await cancel(context, id);
      const { attention, stop_requested: stop } = find(context, id);
      const branch = `refs/heads/${branchOf(find(context, id))}`;
      const landed = place.landed === true;
      const froze = store.freezes.listActive('shop').length - before;
      const tip = runGit(yard.origin, 'rev-parse', 'main');
      const found = { at: positionOf(context, id), attention, stop, froze, left: leftOf(context, id), tip };
      expect({ place, arrived, ...found }).toEqual({
        place,
        arrived: place.at,
        at: 'cancelled/rest',
        attention: null,
        stop: null,
        froze: landed ? 1 : 0,
        left: landed ? [branch, branch] : [],
        tip: main,
      });
      for (const freeze of store.freezes.listActive('shop')) {
        store.freezes.clear(freeze.id, { by: 'Ada', why: null }, now);
      }
      store.locks.release(9999);
    }
  });

  test('leaves a branch that people have committed to at the origin, closes it here, and says so', async () => {
    const { context, commit } = await setUp();
    const { yard, store } = context;
    const id = await arrive(context, { at: 'review/work' }, commit);
    const branch = branchOf(find(context, id));
    const theirs = yard.commitAtOrigin(branch, { 'theirs.txt': 'by hand\n' });
    await cancel(context, id);
    expect(runGit(yard.origin, 'rev-parse', branch)).toBe(theirs);
    expect(runGit(yard.bareDir, 'for-each-ref', `refs/heads/${branch}`)).toBe('');
    const said = `the branch ${branch} stays at ${theirs.slice(0, 8)}: people have committed to it`;
    expect(describeTask(context, id)?.note).toBe(said);
    expect(store.outbox.listDue('9999')).toEqual([]);
  });

  test('waits with the tidying up while everything is stopped', async () => {
    const { context, commit } = await setUp();
    const id = await arrive(context, { at: 'analysis/approval' }, commit);
    context.store.pauses.pause('*', 'Ada', '', now, 'stop');
    signal(context, id, { type: 'cancel', by: ada }, ada);
    expect(context.store.outbox.listDue('9999')).toMatchObject([{ kind: 'cleanUp' }]);
    expect(jobOf(context, id).status).not.toBe('queued');
  });
});
