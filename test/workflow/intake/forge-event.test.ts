import { describe, expect, test } from 'vitest';
import { runGit } from '../../workspace/support.ts';
import { type ForgeYard, startForge } from '../forge-yard.ts';
import { doEffects } from '../run-context.ts';
import { ada, claim, find, positionOf, settle, signal, walkTo, why } from '../walk.ts';

const branch = 'task/et-001';

const lastLog = ({ context }: ForgeYard) => context.store.log.listOfTask(1).at(-1);

describe('a push to the branch of a task', () => {
  test('by us is no news', async () => {
    const yard = await startForge();
    await yard.arrive();
    const notes = await yard.tell(...yard.taken());
    expect(notes).toContain('ignored: our own push');
    expect(positionOf(yard.context, 1)).toBe('analysis/approval');
  });

  test('by others while CI is awaited is what is published, checked and reviewed from there on', async () => {
    const yard = await startForge();
    const { commit } = await yard.arrive('development/ci', '# BRD\n');
    const theirs = await yard.gitea.people.pushCommit(branch, { 'theirs.txt': 'x\n' }, 'eve');
    const notes = await yard.tell(...yard.taken().filter(({ type }) => type === 'push'));
    expect(notes.at(-1)).toBe('eve continued the branch');
    expect(find(yard.context, 1)).toMatchObject({ step: 'publish', commit_sha: theirs });
    await doEffects(yard.context);
    expect(positionOf(yard.context, 1)).toBe('development/ci');
    expect(runGit(yard.yard.origin, 'log', '--format=%H', branch)).toContain(commit);
  });

  test('that rewrites the branch is left to the look before it lands', async () => {
    const yard = await startForge();
    const { commit } = await yard.arrive('development/ci');
    const main = runGit(yard.yard.origin, 'rev-parse', 'main');
    yard.taken();
    runGit(yard.yard.origin, 'update-ref', `refs/heads/${branch}`, main);
    const [note] = await yard.tell(...yard.taken());
    expect(note).toBe('ignored: the branch does not continue the commit of the task');
    expect(find(yard.context, 1)).toMatchObject({ step: 'ci', commit_sha: commit });
  });

  test('told late, after ours, changes nothing', async () => {
    const yard = await startForge();
    const { commit } = await yard.arrive('development/ci', '# BRD\n');
    const theirs = await yard.gitea.people.pushCommit(branch, { 'theirs.txt': 'x\n' }, 'eve');
    const pushes = yard.taken().filter(({ type }) => type === 'push');
    await yard.tell(...pushes.slice(-1));
    await yard.tell(...pushes);
    expect(find(yard.context, 1)).toMatchObject({ step: 'publish', commit_sha: theirs });
    expect(commit).not.toBe(theirs);
  });

  test('does not go over a commit that came while it was looked at', async () => {
    const yard = await startForge();
    await yard.arrive('development/ci');
    await yard.gitea.people.pushCommit(branch, { 'theirs.txt': 'x\n' }, 'eve');
    const events = yard.taken().filter(({ type }) => type === 'push');
    const telling = yard.tell(...events.slice(-1));
    yard.context.store.tasks.setCommit(1, 'f'.repeat(40));
    expect(await telling).toEqual(['ignored: the task stands at another commit by now']);
    expect(find(yard.context, 1).commit_sha).toBe('f'.repeat(40));
  });

  test('anywhere else is only noted, and to other branches ignored', async () => {
    const yard = await startForge();
    await yard.arrive('review/work');
    yard.taken();
    await yard.gitea.people.pushCommit(branch, { 'theirs.txt': 'x\n' }, 'eve');
    await yard.gitea.people.pushCommit('other', { 'theirs.txt': 'x\n' }, 'eve');
    const pushes = yard.taken().filter(({ type }) => type === 'push');
    expect(await yard.tell(...pushes)).toEqual([
      'noted: the branch is looked at before the change lands',
      'ignored: no open task has this branch',
    ]);
    expect(positionOf(yard.context, 1)).toBe('review/work');
  });
});

describe('a pull request of a task', () => {
  test('merged by hand is tested as it landed', async () => {
    const yard = await startForge();
    const { number } = await yard.arrive('review/work');
    claim(yard.context);
    yard.taken();
    yard.gitea.people.mergeByHand(number, 'ada');
    expect(await yard.heard()).toBeDefined();
    expect(why(yard.context, 1)).toBe('the run is stopped first: merged by Ada');
    settle(yard.context, 1, cancelled);
    expect(positionOf(yard.context, 1)).toBe('staging/update');
  });

  test('closed by hand has a person asked, once for each closing', async () => {
    const yard = await startForge();
    const { number } = await yard.arrive();
    yard.taken();
    yard.gitea.people.close(number, 'eve');
    const events = yard.taken();
    expect(await yard.tell(...events)).toEqual(['the pull request was closed by eve']);
    expect(find(yard.context, 1)).toMatchObject({ attention: 'stopped' });
    signal(yard.context, 1, { type: 'retry', hint: '', by: ada });
    expect(await yard.tell(...events)).toEqual(['known already']);
    await yard.reconcile();
    expect(find(yard.context, 1).attention).toBeNull();
  });

  test('closed while a person is asked something else is said again', async () => {
    const yard = await startForge();
    const { number } = await yard.arrive('architecture/work');
    signal(yard.context, 1, { type: 'stop', by: ada });
    yard.taken();
    yard.gitea.people.close(number, 'eve');
    expect(await yard.heard()).toBe('a person is asked about this task first');
    signal(yard.context, 1, { type: 'retry', hint: '', by: ada });
    await yard.reconcile();
    expect(find(yard.context, 1).attention_text).toMatch(/closed by/);
  });

  test('is not meant where another one has its branch', async () => {
    const yard = await startForge();
    const { number } = await yard.arrive();
    yard.taken();
    yard.gitea.people.close(number, 'eve');
    const [event] = yard.taken();
    yard.context.store.tasks.setChange(1, { id: String(number + 1), url: null });
    expect(await yard.tell(...(event === undefined ? [] : [event]))).toEqual([
      'ignored: no open task has this branch',
    ]);
    expect(find(yard.context, 1).attention).toBeNull();
  });

  test('of another repository or of no open task is ignored', async () => {
    const yard = await startForge();
    const { number } = await yard.arrive();
    yard.taken();
    yard.gitea.people.close(number, 'eve');
    const text = JSON.stringify(yard.taken()[0]).replaceAll('acme/shop', 'acme/other');
    expect(await yard.tell(JSON.parse(text))).toEqual(['ignored: no project has acme/other at gitea']);
    signal(yard.context, 1, { type: 'cancel', by: ada });
    yard.gitea.people.comment(number, 'ada', '/retry');
    expect(await yard.heard()).toBe('ignored: no open task has this branch');
  });
});

describe('a review', () => {
  test('by who may approves the requirements', async () => {
    const yard = await startForge();
    const { number } = await yard.arrive();
    yard.taken();
    yard.gitea.people.review(number, 'ada', 'APPROVED', '');
    expect(await yard.heard()).toBe('the BRD was approved');
    expect(lastLog(yard)).toMatchObject({ who: 'Ada', via: 'gitea', recovered: 0 });
  });

  test('asking for changes rejects them, with its words', async () => {
    const yard = await startForge();
    const { number } = await yard.arrive();
    yard.taken();
    yard.gitea.people.review(number, 'ada', 'REQUEST_CHANGES', 'Say who pays.');
    await yard.heard();
    expect(positionOf(yard.context, 1)).toBe('analysis/work');
    expect(yard.context.store.approvals.findLatest(1)).toMatchObject({ comment: 'Say who pays.' });
  });

  test.for([
    ['a viewer', 'vic', 'Vic'],
    ['a stranger', 'eve', 'eve'],
  ] as const)('by %s is shown once and not counted', async ([, login, name]) => {
    const yard = await startForge();
    const { number } = await yard.arrive();
    yard.taken();
    yard.gitea.people.review(number, login, 'APPROVED', '');
    const told = `approved in Gitea by ${name}, who is no approver in people: not counted`;
    const events = yard.taken();
    expect(await yard.tell(...events, ...events)).toEqual([told, told]);
    await yard.reconcile();
    expect(yard.context.store.log.listOfTask(1).filter((line) => line.why === told)).toHaveLength(1);
    expect(positionOf(yard.context, 1)).toBe('analysis/approval');
  });

  test('of another commit says nothing about this one', async () => {
    const yard = await startForge();
    const { number } = await yard.arrive();
    yard.taken();
    yard.gitea.people.review(number, 'ada', 'APPROVED', '');
    const events = yard.taken();
    yard.context.store.tasks.setCommit(1, 'f'.repeat(40));
    expect(await yard.tell(...events)).toEqual([
      'approved in Gitea by Ada is about an older commit, not about revision ' +
        `${yard.context.store.approvals.findLatest(1)?.revision.slice(0, 8)} of the BRD: not counted`,
    ]);
    expect(positionOf(yard.context, 1)).toBe('analysis/approval');
  });

  test('of a developed change sends it back, once', async () => {
    const yard = await startForge();
    const { number, commit } = await yard.arrive('testing/work');
    yard.taken();
    yard.gitea.people.review(number, 'ada', 'REQUEST_CHANGES', 'Too slow.');
    const events = yard.taken();
    await yard.tell(...events);
    expect(positionOf(yard.context, 1)).toBe('development/work');
    walkTo(yard.context, 1, 'review/work', { ...completedWork, commit });
    expect(await yard.tell(...events)).toEqual(['known already']);
    expect(positionOf(yard.context, 1)).toBe('review/work');
  });

  test('approving a developed change, or only commenting, is noted', async () => {
    const yard = await startForge();
    const { number } = await yard.arrive('testing/work');
    yard.taken();
    yard.gitea.people.review(number, 'ada', 'APPROVED', '');
    expect(await yard.heard()).toBe('noted: the change was approved at the forge');
    yard.gitea.people.review(number, 'ada', 'COMMENT', '/cancel');
    expect(await yard.heard()).toBe('noted: a review (comment)');
    expect(positionOf(yard.context, 1)).toBe('testing/work');
  });
});

const cancelled = { kind: 'cancelled', why: 'stopped' } as const;

const completedWork = {
  descends: true,
  changedOutsideDocs: true,
  brdRevision: 'rev-1',
  brdText: '# Requirements',
  adrCount: 1,
};

test('a comment below the pull request is a command of who may', async () => {
  const yard = await startForge();
  const { number } = await yard.arrive();
  yard.taken();
  yard.gitea.people.comment(number, 'eve', '/approve');
  expect(await yard.heard()).toMatch(/no approver in people/);
  yard.gitea.people.comment(number, 'ada', '/reject Say who pays.');
  expect(await yard.heard()).toBe('changes to the BRD were asked for');
  expect(positionOf(yard.context, 1)).toBe('analysis/work');
});
