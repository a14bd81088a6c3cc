import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { claimJob, startRun } from '../../src/workflow/start-run.ts';
import { answerApproval, resume } from '../../src/workflow/steer-task.ts';
import { takeOverReviews } from '../../src/workflow/take-over-reviews.ts';
import { project } from '../support/context.ts';
import { createOldInstallation } from '../support/old-installation.ts';
import { createYard } from '../workspace/support.ts';
import { atOrigin, createRunContext, doEffects, runsEnded } from './run-context.ts';
import { ada, find, jobOf, positionOf } from './walk.ts';

const branch = 'feature/shop-7';
const brd = 'docs/work-items/SHOP-7/01-brd.md';

/** A file with one task of the earlier installation, whose branch stands at the origin. */
async function takenOver(task: string, files: Record<string, string>) {
  const yard = createYard();
  const head = yard.commitAtOrigin(branch, files);
  const path = join(yard.dir, 'old.db');
  createOldInstallation(path, { rows: false });
  const db = new Sqlite(path);
  db.exec(
    `INSERT INTO tasks (work_item_id, repo, branch, stage, brd_review_started_at, brd_review_ended_at)
     VALUES ('SHOP-7', 'shop', '${branch}', ${task})`,
  );
  db.close();
  const { roles } = project();
  const developer = roles.developer && { ...roles.developer, command: 'echo more >>src/app.ts' };
  const context = await createRunContext({ path, yard, project: { roles: { ...roles, developer } } });
  return { context, head, id: 1 };
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

test('a branch taken over in development is continued where it stood at the origin', async () => {
  const { context, head, id } = await takenOver("'development', NULL, NULL", { 'src/app.ts': 'begun\n' });
  context.database.db.exec(
    `INSERT INTO jobs (agent, repo, task_id, status) VALUES ('developer', 'shop', ${id}, 'queued')`,
  );
  resume(context, '*', ada);
  const job = claimJob(context);
  if (job === undefined) throw new Error('nothing to claim');
  await startRun(context, job);
  await runsEnded(context);
  expect(jobOf(context, id)).toMatchObject({ status: 'done', error: null });
  await doEffects(context);
  expect(find(context, id).attention_text).toBeNull();
  expect(atOrigin(context, `${branch}~1`)).toBe(head);
});
