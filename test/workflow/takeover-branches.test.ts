import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { advanceWaits } from '../../src/workflow/advance-waits.ts';
import { answerApproval } from '../../src/workflow/answer-approval.ts';
import { resume } from '../../src/workflow/pause.ts';
import { claimJob, startRun } from '../../src/workflow/runs/start-run.ts';
import { takeOverReviews } from '../../src/workflow/take-over-reviews.ts';
import { project } from '../support/context.ts';
import { createOldInstallation } from '../support/old-installation.ts';
import { createYard } from '../workspace/support.ts';
import { atOrigin, createRunContext, doEffects, runsEnded, type TestRunContext } from './run-context.ts';
import { ada, find, jobOf, positionOf, signal, walkTo, work } from './walk.ts';

const branch = 'feature/shop-7';
const brd = 'docs/work-items/SHOP-7/01-brd.md';

type Old = { branch?: string | null; job?: string };

/** A file with tasks of the earlier installation in these stages, all on one branch, which stands at the origin. */
async function takenOver(stages: string | string[], files: Record<string, string>, old: Old = {}) {
  const yard = createYard();
  const head = yard.commitAtOrigin(branch, files);
  const path = join(yard.dir, 'old.db');
  createOldInstallation(path, { rows: false });
  const db = new Sqlite(path);
  const ofTask = old.branch === undefined ? branch : old.branch;
  for (const [index, stage] of [stages].flat().entries()) {
    db.prepare(
      `INSERT INTO tasks (work_item_id, repo, branch, stage, brd_review_started_at, brd_review_ended_at)
       VALUES (?, 'shop', ?, ${stage})`,
    ).run(`SHOP-${7 + index}`, ofTask);
    if (old.job === undefined) continue;
    db.prepare(`INSERT INTO jobs (agent, repo, task_id, status) VALUES (?, 'shop', ?, 'queued')`).run(
      old.job,
      index + 1,
    );
  }
  db.close();
  const { roles } = project();
  const developer = roles.developer && { ...roles.developer, command: 'echo "$SIGNALBOX_TASK" >>src/app.ts' };
  const context = await createRunContext({ path, yard, project: { roles: { ...roles, developer } } });
  return { context, head, id: 1 };
}

async function runNext(context: TestRunContext): Promise<void> {
  const job = claimJob(context);
  if (job === undefined) throw new Error('nothing to claim');
  await startRun(context, job);
  await runsEnded(context);
}

const inReview = "'analysis', '2025-01-02 03:04:05', NULL";

describe('a BRD that was under review at the takeover', () => {
  test('is asked about again, once, and only after the Resume', async () => {
    const { context, head, id } = await takenOver(inReview, { [brd]: '# Requirements\n' });
    await takeOverReviews(context);
    expect(context.store.approvals.findLatest(id)).toBeUndefined();
    resume(context, '*', ada);
    await takeOverReviews(context);
    await takeOverReviews(context);
    await doEffects(context);
    await takeOverReviews(context);
    expect(positionOf(context, id)).toBe('analysis/approval');
    expect(context.database.db.prepare('SELECT COUNT(*) FROM approvals').pluck().get()).toBe(1);
    expect(context.store.approvals.findLatest(id)).toMatchObject({ document: '# Requirements\n' });
    expect(find(context, id)).toMatchObject({
      commit_sha: head,
      brd_review_started_at: '2025-01-02 03:04:05',
    });
    const { nonce } = context.store.approvals.findLatest(id) ?? { nonce: '' };
    expect(answerApproval(context, nonce, { decision: 'approved' }, ada).ok).toBe(true);
    expect(positionOf(context, id)).toBe('architecture/work');
    expect(find(context, id).brd_review_ended_at).not.toBeNull();
  });

  test('and is gone from the branch is said to be, and Retry has it written', async () => {
    const { context, id } = await takenOver(inReview, { 'other.md': 'no BRD\n' });
    resume(context, '*', ada);
    await takeOverReviews(context);
    expect(find(context, id)).toMatchObject({
      attention: 'failed',
      attention_text: 'The BRD under review is not on the branch any more. Retry has it written again.',
    });
  });

  test('waits for its origin to be reachable', async () => {
    const { context, id } = await takenOver(inReview, { [brd]: '# Requirements\n' });
    resume(context, '*', ada);
    const { origin } = context.yard.repo;
    Object.assign(context.projects.all[0]?.repo ?? {}, { origin: join(context.yard.dir, 'away.git') });
    await takeOverReviews(context);
    expect(context.logged.at(-1)?.text).toBe('a BRD under review could not be read, it is tried again');
    Object.assign(context.projects.all[0]?.repo ?? {}, { origin });
    await takeOverReviews(context);
    expect(positionOf(context, id)).toBe('analysis/publish');
  });
});

const inDevelopment = "'development', NULL, NULL";

describe('a branch taken over in development', () => {
  test('is continued where it stood at the origin', async () => {
    const { context, head, id } = await takenOver(
      inDevelopment,
      { 'a.txt': 'begun\n' },
      { job: 'developer' },
    );
    resume(context, '*', ada);
    await runNext(context);
    expect(jobOf(context, id)).toMatchObject({ status: 'done', error: null });
    await doEffects(context);
    expect(find(context, id).attention_text).toBeNull();
    expect(atOrigin(context, `${branch}~1`)).toBe(head);
  });

  test('and without a name is the one that Signalbox would have made', async () => {
    const { context, id } = await takenOver(inDevelopment, {}, { branch: null, job: 'developer' });
    resume(context, '*', ada);
    await runNext(context);
    await doEffects(context);
    expect(positionOf(context, id)).toBe('development/ci');
    expect(atOrigin(context, 'task/shop-7')).toBe(find(context, id).commit_sha);
  });

  test('is refused when it is the default branch: nothing untested gets there', async () => {
    const { context, id } = await takenOver(inDevelopment, {}, { branch: 'main', job: 'developer' });
    const before = atOrigin(context, 'main');
    resume(context, '*', ada);
    await runNext(context);
    context.clock.advance(60_000);
    await runNext(context);
    await doEffects(context);
    expect(atOrigin(context, 'main')).toBe(before);
    expect(find(context, id)).toMatchObject({
      attention: 'failed',
      attention_text: expect.stringContaining(
        'The branch of this task is main, the default branch of shop, where nothing untested is pushed: cancel the task and open it anew',
      ),
    });
  });

  test('by two tasks is never pushed over: the second one asks', async () => {
    const both = [inDevelopment, inDevelopment];
    const { context } = await takenOver(both, { 'src/app.ts': 'begun\n' }, { job: 'developer' });
    resume(context, '*', ada);
    await runNext(context);
    await runNext(context);
    await doEffects(context);
    const first = find(context, 1).commit_sha;
    expect(atOrigin(context, branch)).toBe(first);
    expect(positionOf(context, 1)).toBe('development/ci');
    expect(find(context, 2).attention_text).toBe(
      `Publish was refused: ${branch} at shop is at ${first}, which another task left there and this one does not contain: move or delete that branch, then retry.`,
    );
  });
});

describe('a task taken over behind development', () => {
  const inTesting = "'testing', NULL, NULL";
  const inStaging = "'staging', NULL, NULL";
  const inDeploy = "'deploy', NULL, NULL";

  test('goes on with the head of its branch', async () => {
    const { context, head, id } = await takenOver(inTesting, { 'a.txt': 'done\n' }, { job: 'tester' });
    resume(context, '*', ada);
    await runNext(context);
    expect(positionOf(context, id)).toBe('staging/update');
    expect(find(context, id).commit_sha).toBe(head);
    await doEffects(context);
    expect(find(context, id)).toMatchObject({
      step: 'ci',
      commit_sha: head,
      base_sha: atOrigin(context, 'main'),
    });
  });

  test('that somebody continued meanwhile is checked, reviewed and tested anew', async () => {
    const { context, id } = await takenOver(inTesting, { 'a.txt': 'done\n' }, { job: 'tester' });
    resume(context, '*', ada);
    await runNext(context);
    context.yard.commitAtOrigin(branch, { 'late.txt': 'untested\n' });
    await doEffects(context);
    expect(positionOf(context, id)).toBe('development/publish');
    expect(find(context, id).commit_sha).toBe(atOrigin(context, branch));
    expect(context.store.locks.findHolder('shop')).toBeUndefined();
  });

  test('whose branch is gone asks for it', async () => {
    const { context, id } = await takenOver(inTesting, {}, { branch: 'gone', job: 'tester' });
    resume(context, '*', ada);
    await runNext(context);
    await doEffects(context);
    expect(find(context, id).attention_text).toBe(
      'Update was refused: gone is not at the origin of shop: push it there, then retry.',
    );
  });

  test.each([
    ['staging', 'staging-deployer'],
    ['deploy', 'deployer'],
  ])('begins staging anew in %s, after the Resume', async (stage, job) => {
    const { context, head, id } = await takenOver(`'${stage}', NULL, NULL`, { 'a.txt': 'done\n' }, { job });
    advanceWaits(context);
    expect(find(context, id).step).toBeNull();
    resume(context, '*', ada);
    advanceWaits(context);
    expect(positionOf(context, id)).toBe('staging/update');
    expect(jobOf(context, id)).toMatchObject({ status: 'failed', outcome: 'cancelled' });
    expect(context.store.locks.findHolder('shop')).toBe(id);
    await doEffects(context);
    walkTo(context, id, 'deploy/merge', { ...work, commit: head });
    await doEffects(context);
    expect(positionOf(context, id)).toBe('deploy/work');
    expect(atOrigin(context, 'main')).toBe(find(context, id).merge_sha);
  });

  test('waits for its pause and for the lock, the one in deploy before the one in staging', async () => {
    const { context } = await takenOver([inStaging, inDeploy], {}, { job: 'deployer' });
    resume(context, '*', ada);
    context.store.pauses.pause('shop', 'Ada', 'lunch', '2026-03-01 12:00:00.000');
    advanceWaits(context);
    expect([find(context, 1).step, find(context, 2).step]).toEqual([null, null]);
    resume(context, 'shop', ada);
    advanceWaits(context);
    expect([positionOf(context, 1), positionOf(context, 2)]).toEqual(['staging/lock', 'staging/update']);
  });

  test('and with no job left waits for a Retry', async () => {
    const { context, id } = await takenOver(inDeploy, {});
    resume(context, '*', ada);
    advanceWaits(context);
    expect(find(context, id).stage).toBe('deploy');
    signal(context, id, { type: 'retry', hint: '', by: ada });
    advanceWaits(context);
    expect(positionOf(context, id)).toBe('staging/update');
  });

  test('is never deployed before it has landed', async () => {
    const { context, id } = await takenOver(inDeploy, {}, { job: 'deployer' });
    resume(context, '*', ada);
    await runNext(context);
    expect(context.store.runs.listOfTask(id)).toEqual([]);
    expect(find(context, id)).toMatchObject({
      attention: 'deploy-failed',
      attention_text: 'Nothing of this task has landed, so there is nothing to deploy.',
    });
  });
});
