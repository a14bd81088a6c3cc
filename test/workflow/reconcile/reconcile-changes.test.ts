import { describe, expect, test } from 'vitest';
import type { Forge } from '../../../src/forges/forge.ts';
import { reconcile } from '../../../src/workflow/reconcile/reconcile.ts';
import { type ForgeYard, startForge } from '../forge-yard.ts';
import { ada, find, positionOf, signal, walkTo, work } from '../walk.ts';

const branch = 'task/et-001';

const lastLog = ({ context }: ForgeYard) => context.store.log.listOfTask(1).at(-1);
const logOf = ({ context }: ForgeYard) => context.store.log.listOfTask(1).length;

/** A forge all of whose webhooks are lost. */
async function arrive(position?: string, brd?: string) {
  const yard = await startForge();
  return { ...yard, ...(await yard.arrive(position, brd)) };
}

describe('a pull request that nobody told of', () => {
  test('approved by who may is heard, marked as recovered', async () => {
    const yard = await arrive();
    yard.gitea.people.review(yard.number, 'ada', 'APPROVED', '');
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('architecture/work');
    expect(lastLog(yard)).toMatchObject({
      why: 'the BRD was approved',
      who: 'Ada',
      via: 'gitea',
      recovered: 1,
    });
  });

  test('has the last word of each person count', async () => {
    const yard = await arrive();
    yard.gitea.people.review(yard.number, 'ada', 'REQUEST_CHANGES', 'Wait.');
    yard.gitea.people.review(yard.number, 'ada', 'APPROVED', '');
    yard.gitea.people.review(yard.number, 'ada', 'COMMENT', 'Well done.');
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('architecture/work');
  });

  test('has a dismissed review not count', async () => {
    const yard = await arrive();
    const review = yard.gitea.people.review(yard.number, 'ada', 'APPROVED', '');
    yard.gitea.people.dismiss(yard.number, review);
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('analysis/approval');
  });

  test('given before this revision was asked about does not count', async () => {
    const yard = await arrive();
    yard.gitea.people.review(yard.number, 'ada', 'APPROVED', '');
    yard.context.clock.advance(300_000);
    signal(yard.context, 1, { type: 'rejected', revision: 'rev-1', comment: 'no', by: ada });
    walkTo(yard.context, 1, 'analysis/approval', { ...work, commit: yard.commit, brdRevision: 'rev-2' });
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('analysis/approval');
  });

  test('sent back while it was tested goes to the developer, once', async () => {
    const yard = await arrive('testing/work');
    yard.gitea.people.review(yard.number, 'ada', 'REQUEST_CHANGES', 'Too slow.');
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('development/work');
    expect(find(yard.context, 1).rework).toBe(1);
    walkTo(yard.context, 1, 'testing/work', { ...work, commit: yard.commit });
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('testing/work');
  });

  test('commented on with a command is heard once', async () => {
    const yard = await arrive();
    yard.gitea.people.comment(yard.number, 'eve', '/approve');
    yard.gitea.people.comment(yard.number, 'ada', 'Nice.');
    await yard.reconcile();
    const lines = logOf(yard);
    expect(lastLog(yard)?.why).toMatch(/eve, who is no approver/);
    await yard.reconcile();
    expect(logOf(yard)).toBe(lines);
    yard.gitea.people.comment(yard.number, 'ada', '/approve');
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('architecture/work');
  });

  test('with posts of ours is not answered by them', async () => {
    const yard = await arrive('architecture/work');
    yard.context.store.tasks.ask(1, 'question', 'Which?', '2026-03-01 12:00:00.000');
    const task = { repo: yard.yard.repo, branch, title: '', workItemId: 'ET-001', body: '' };
    await yard.forge.post(task, { key: 'q', text: 'The agent asks: which?' });
    const lines = logOf(yard);
    await yard.reconcile();
    expect([logOf(yard), find(yard.context, 1).attention]).toEqual([lines, 'question']);
  });

  test('closed has a person asked', async () => {
    const yard = await arrive();
    yard.gitea.people.close(yard.number, 'eve');
    await yard.reconcile();
    expect(find(yard.context, 1)).toMatchObject({ attention: 'stopped' });
    expect(lastLog(yard)).toMatchObject({ via: 'gitea', recovered: 1 });
    signal(yard.context, 1, { type: 'retry', hint: '', by: ada });
    await yard.reconcile();
    expect(find(yard.context, 1).attention).toBeNull();
  });

  test('merged by hand goes to staging as it landed', async () => {
    const yard = await arrive('review/work');
    yard.gitea.people.mergeByHand(yard.number, 'ada');
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('staging/update');
    expect(lastLog(yard)).toMatchObject({ who: 'Ada', recovered: 1 });
    const lines = logOf(yard);
    await yard.reconcile();
    expect(logOf(yard)).toBe(lines);
  });

  test('whose branch somebody continued is published and checked anew', async () => {
    const yard = await arrive('development/ci', '# BRD\n');
    const theirs = await yard.gitea.people.pushCommit(branch, { 'theirs.txt': 'x\n' }, 'eve');
    await yard.reconcile();
    expect(find(yard.context, 1)).toMatchObject({ step: 'publish', commit_sha: theirs });
  });

  test('that nothing happened to changes nothing', async () => {
    const yard = await arrive();
    const before = [logOf(yard), find(yard.context, 1)];
    await yard.reconcile();
    expect([logOf(yard), find(yard.context, 1)]).toEqual(before);
  });
});

describe('a look at pull requests that fails', () => {
  test('changes nothing', async () => {
    const yard = await arrive();
    yard.gitea.people.review(yard.number, 'ada', 'APPROVED', '');
    yard.gitea.down();
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('analysis/approval');
    yard.gitea.up();
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('architecture/work');
  });

  test('for one task does not keep the others from theirs', async () => {
    const yard = await arrive();
    const second = yard.context.store.tasks.create(
      { ...newTask, branch: 'task/et-000', workItemId: 'ET-000' },
      '2026-03-01 12:00:00.000',
    );
    yard.context.store.tasks.setChange(second, { id: '77', url: null });
    const asked: string[] = [];
    const findChange: Forge['findChange'] = (task) => {
      asked.push(task.branch);
      return Promise.reject(Object.assign(new Error('no answer'), { retryable: task.branch === branch }));
    };
    await reconcile({ ...yard.context, forges: { of: () => ({ ...yard.forge, findChange }) } });
    expect(asked).toEqual([branch, 'task/et-000']);
  });
});

const newTask = { project: 'shop', repo: 'shop', title: 'x', description: '', trackerItem: null };
