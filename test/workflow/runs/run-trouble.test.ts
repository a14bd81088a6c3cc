import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RoleSettings } from '../../../src/domain/project.ts';
import type { Role } from '../../../src/domain/stage.ts';
import { recoverRuns, requeueOrphanedJobs } from '../../../src/workflow/runs/recover-runs.ts';
import { claimJob, startRun } from '../../../src/workflow/runs/start-run.ts';
import { project, role } from '../../support/context.ts';
import { agentCommit, createRunContext, restart, runsEnded, type TestRunContext } from '../run-context.ts';
import { ada, find, jobOf, open, positionOf, signal, walkTo, work } from '../walk.ts';

const writesBrd =
  'mkdir -p docs/work-items/$SIGNALBOX_TASK && echo "# BRD" >docs/work-items/$SIGNALBOX_TASK/01-brd.md';

function withRoles(commands: Partial<Record<Role, RoleSettings>>) {
  return createRunContext({ project: { roles: { ...project().roles, ...commands } } });
}

async function startNext(context: TestRunContext): Promise<void> {
  const job = claimJob(context);
  if (job === undefined) throw new Error('no job can be claimed');
  await startRun(context, job);
}

async function runNext(context: TestRunContext): Promise<void> {
  await startNext(context);
  await runsEnded(context);
}

/** What an adapter throws for trouble that may pass. */
function passing(why: string): Error {
  return Object.assign(new Error(why), { retryable: true });
}

function withWorkspace(context: TestRunContext, parts: Partial<TestRunContext['workspace']>): TestRunContext {
  return { ...context, workspace: { ...context.workspace, ...parts } };
}

describe('a stop while a run is being prepared', () => {
  test('keeps it from beginning, a deploy too', async () => {
    const context = await withRoles({ deployer: role('touch began; sleep 60') });
    const { id } = open(context);
    walkTo(context, id, 'deploy/work', { ...work, commit: await agentCommit(context, { 'a.txt': 'a' }) });
    context.database.db.exec('UPDATE tasks SET merge_sha = commit_sha');
    const starting = startNext(context);
    signal(context, id, { type: 'cancel', by: ada }, ada);
    await starting;
    expect(positionOf(context, id)).toBe('cancelled/rest');
    expect(context.store.runs.listOfTask(id)).toEqual([]);
    expect(context.store.freezes.listActive('shop')).toHaveLength(1);
  });

  test.each(['stop', 'cancel'] as const)(
    'is settled at the next start when the process was killed (%s)',
    async (type) => {
      const context = await createRunContext();
      const { id } = open(context);
      claimJob(context);
      signal(context, id, { type, by: ada }, ada);
      const next = await restart(context);
      requeueOrphanedJobs(next);
      expect(find(next, id)).toMatchObject({
        stop_requested: null,
        attention: type === 'stop' ? 'stopped' : null,
      });
      expect(positionOf(next, id)).toBe(type === 'stop' ? 'analysis/work' : 'cancelled/rest');
    },
  );
});

test('a run that is just starting is not taken up by the reaper', async () => {
  const context = await withRoles({ analyst: role(writesBrd) });
  const { id } = open(context);
  const { start } = context.host;
  const looks: Promise<void>[] = [];
  context.host = {
    ...context.host,
    start: (spec) => {
      const started = start(spec);
      looks.push(recoverRuns(context));
      return started;
    },
  };
  await runNext(context);
  await Promise.all(looks);
  expect(looks).toHaveLength(1);
  expect(positionOf(context, id)).toBe('analysis/publish');
});

test('one run folder that cannot be read holds up no other run, and counts as lost when its time is over', async () => {
  const context = await createRunContext({
    project: { roles: { ...project().roles, analyst: role('sleep 60') } },
    gates: { serial: 'off' },
  });
  const broken = open(context, 'broken');
  const sound = open(context, 'sound');
  await startNext(context);
  await startNext(context);
  const [run] = context.store.runs.listLive();
  const next = await restart(context);
  rmSync(run?.folder ?? '', { recursive: true });
  writeFileSync(run?.folder ?? '', 'in its place');
  // As after a crash between its start and the note of it: only its folder could tell.
  next.database.db.prepare('UPDATE agent_runs SET pid = NULL WHERE id = ?').run(run?.id);
  await recoverRuns(next);
  expect(next.logged.find(({ level }) => level === 'error')?.text).toBe('a run could not be taken up again');
  expect(next.store.runs.listLive().map(({ id }) => next.live.has(id))).toEqual([false, true]);
  next.clock.advance(61_000);
  await recoverRuns(next);
  expect(jobOf(next, broken.id)).toMatchObject({ status: 'queued', outcome: 'lost' });
  await next.host.sweep(run?.name ?? '');
  expect(jobOf(next, sound.id).status).toBe('running');
});

describe('a completed run whose work cannot be taken over', () => {
  const why = 'the bare clone is locked';

  test('is collected later instead of being run again', async () => {
    const context = await withRoles({ analyst: role(writesBrd) });
    const { id } = open(context);
    const locked = withWorkspace(context, { collect: () => Promise.reject(passing(why)) });
    await startNext(locked);
    await locked.live.idle();
    await expect
      .poll(() => locked.logged.some(({ text }) => text.includes('could not be dealt with')))
      .toBe(true);
    expect(context.store.runs.listLive()).toHaveLength(1);
    await locked.live.idle();
    await recoverRuns(context);
    expect(positionOf(context, id)).toBe('analysis/publish');
    expect(context.store.runs.listOfTask(id)).toHaveLength(1);
  });

  test('fails when it still cannot after an hour', async () => {
    const context = await withRoles({ analyst: role(writesBrd) });
    const { id } = open(context);
    const locked = withWorkspace(context, { collect: () => Promise.reject(passing(why)) });
    await startNext(locked);
    await expect
      .poll(() => locked.logged.some(({ text }) => text.includes('could not be dealt with')))
      .toBe(true);
    context.clock.advance(3_700_000);
    await recoverRuns(locked);
    expect(jobOf(context, id)).toMatchObject({ status: 'queued', outcome: 'failed', attempts: 1 });
    expect(jobOf(context, id).error).toContain(why);
  });
});

test('trouble before a deploy has begun is waited out', async () => {
  const context = await createRunContext();
  const { id } = open(context);
  walkTo(context, id, 'deploy/work');
  await startNext(withWorkspace(context, { refresh: () => Promise.reject(passing('connection reset')) }));
  expect(find(context, id).attention).toBeNull();
  expect(jobOf(context, id)).toMatchObject({ status: 'queued', error: 'connection reset', attempts: 0 });
});

test('an agent that was ended from outside gets its attempt back', async () => {
  const context = await withRoles({ analyst: role('kill -TERM $$') });
  const { id } = open(context);
  await runNext(context);
  expect(jobOf(context, id)).toMatchObject({ status: 'queued', outcome: 'lost', attempts: 0 });
  expect(jobOf(context, id).error).toBe('the analyst was ended from outside (exit status 143)');
});

test('what a run leaves behind cannot change its exit status', async () => {
  const forge = `trap "" TERM; while [ ! -e "$1/exit" ]; do :; done; while :; do echo 0 >"$1/exit"; done`;
  const left = `setsid sh -c '${forge}' x "$(dirname "$SIGNALBOX_PROMPT")" &`;
  const context = await withRoles({ tester: role(`${left} sleep 0.2; exit 1`, { report: false }) });
  const { id } = open(context);
  walkTo(context, id, 'testing/work', { ...work, commit: await agentCommit(context, { 'a.txt': 'a' }) });
  await runNext(context);
  expect(positionOf(context, id)).toBe('development/work');
});

describe('a job taken over without a task', () => {
  async function loose() {
    const context = await createRunContext();
    context.database.db.exec(
      `INSERT INTO jobs (agent, repo, task_content, status) VALUES ('developer', 'shop', 'do it', 'queued')`,
    );
    return context;
  }

  test('waits out trouble that passes', async () => {
    const context = await loose();
    await startNext(withWorkspace(context, { refresh: () => Promise.reject(passing('no route')) }));
    expect(context.store.jobs.find(1)).toMatchObject({ status: 'queued', error: 'no route', attempts: 0 });
  });

  test('leaves no clone behind', async () => {
    const context = await loose();
    await runNext(context);
    expect(context.store.jobs.find(1)).toMatchObject({ status: 'done' });
    expect(readdirSync(join(context.yard.dir, 'work space', 'shop', 'tasks'))).toEqual([]);
  });
});
