import { describe, expect, test } from 'vitest';
import { findReleaseDetails } from '../../../src/workflow/show-release.ts';
import { analyst, runGit } from '../../workspace/support.ts';
import { brdPath, type ForgeYard, startForge } from '../forge-yard.ts';
import { doEffects } from '../run-context.ts';
import { ada, claim, find, jobOf, positionOf, signal, walkTo, work } from '../walk.ts';

const branch = 'task/et-001';

async function arrive(position: string, brd?: string) {
  const yard = await startForge();
  const arrived = await yard.arrive(position, brd);
  yard.taken();
  return { ...yard, ...arrived };
}

const whys = ({ context }: ForgeYard) => context.store.log.listOfTask(1).map(({ why }) => why);

/** A rework by the developer, pushed to the branch, up to `position`. */
async function develop(yard: ForgeYard, position: string): Promise<void> {
  const commit = await yard.gitea.people.pushCommit(branch, { 'new.txt': 'newer\n' }, 'signalbox');
  walkTo(yard.context, 1, position, { ...work, commit });
}

describe('changes that a person asks for', () => {
  const shown = 'Ada asked for changes while the developer is at work: Too slow.';

  test('while the developer works are shown once, and are a round of rework when that run has ended', async () => {
    const yard = await arrive('development/work');
    claim(yard.context);
    yard.gitea.people.review(yard.number, 'ada', 'REQUEST_CHANGES', 'Too slow.\nBy far.');
    const events = yard.taken();
    expect(await yard.tell(...events, ...events)).toEqual([shown, shown]);
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('development/work');
    expect(whys(yard).filter((why) => why === shown)).toHaveLength(1);
    await develop(yard, 'development/ci');
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('development/work');
    expect(jobOf(yard.context, 1).notes).toBe('Too slow.\nBy far.');
    await develop(yard, 'development/ci');
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('development/ci');
    expect(find(yard.context, 1).rework).toBe(1);
  });

  test('while the architect works are shown where no webhook told of them, and not lost', async () => {
    const yard = await arrive('architecture/work');
    yard.gitea.people.review(yard.number, 'ada', 'REQUEST_CHANGES', 'Too slow.');
    await yard.reconcile();
    expect(whys(yard).at(-1)).toBe('Ada asked for changes while the architect is at work: Too slow.');
    await develop(yard, 'development/ci');
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('development/work');
  });

  test('and takes back while the developer works are asked for no more', async () => {
    const yard = await arrive('development/work');
    yard.gitea.people.review(yard.number, 'ada', 'REQUEST_CHANGES', 'Too slow.');
    await yard.heard();
    yard.gitea.people.review(yard.number, 'ada', 'APPROVED', '');
    await develop(yard, 'development/ci');
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('development/ci');
  });

  test('while the change lands are shown, though it is too late for them', async () => {
    const yard = await arrive('deploy/merge');
    yard.gitea.people.review(yard.number, 'ada', 'REQUEST_CHANGES', '');
    yard.context.store.tasks.setCommit(1, yard.commit);
    expect(await yard.heard()).toBe('Ada asked for changes while the change is landing');
    expect(whys(yard).at(-1)).toBe('Ada asked for changes while the change is landing');
  });

  test('on the head before ours was brought up to date are heard', async () => {
    const yard = await arrive('staging/update');
    // As of a task taken over.
    yard.context.store.seen.forgetAll('stood:1');
    yard.gitea.people.review(yard.number, 'ada', 'REQUEST_CHANGES', 'Too slow.');
    yard.yard.commitAtOrigin('main', { 'other.txt': 'other\n' });
    await doEffects(yard.context);
    expect(find(yard.context, 1)).toMatchObject({ stage: 'staging', step: 'ci' });
    expect(find(yard.context, 1).commit_sha).not.toBe(yard.commit);
    await yard.tell(...yard.taken().filter(({ type }) => type.includes('review')));
    expect(positionOf(yard.context, 1)).toBe('development/work');
  });

  test('of a commit the task never stood at are about another one', async () => {
    const yard = await arrive('testing/work');
    await yard.gitea.people.pushCommit(branch, { 'theirs.txt': 'x\n' }, 'eve');
    yard.taken();
    yard.gitea.people.review(yard.number, 'ada', 'REQUEST_CHANGES', 'Too slow.');
    expect(await yard.heard()).toBe('ignored: the review is about another commit');
  });

  test('of requirements that were written anew meanwhile are asked for no more', async () => {
    const yard = await arrive('analysis/approval');
    yard.gitea.people.review(yard.number, 'ada', 'REQUEST_CHANGES', 'Say who pays.');
    const events = yard.taken();
    signal(yard.context, 1, { type: 'rejected', revision: 'rev-1', comment: 'no', by: ada });
    const commit = await yard.gitea.people.pushCommit(branch, { 'brd.md': 'anew\n' }, 'signalbox');
    const anew = { ...work, commit, brdRevision: 'rev-2' };
    walkTo(yard.context, 1, 'analysis/approval', anew);
    signal(yard.context, 1, { type: 'approved', revision: 'rev-2', by: ada });
    walkTo(yard.context, 1, 'development/ci', anew);
    expect(await yard.tell(...events)).toEqual(['ignored: the review is about another commit']);
    expect(positionOf(yard.context, 1)).toBe('development/ci');
  });

  test('of the requirements are answered at their gate, and not once more by the developer', async () => {
    const yard = await arrive('analysis/approval');
    yard.gitea.people.review(yard.number, 'ada', 'REQUEST_CHANGES', 'Say who pays.');
    await yard.heard();
    expect(positionOf(yard.context, 1)).toBe('analysis/work');
    walkTo(yard.context, 1, 'analysis/approval', { ...work, commit: yard.commit, brdRevision: 'rev-2' });
    signal(yard.context, 1, { type: 'approved', revision: 'rev-2', by: ada });
    walkTo(yard.context, 1, 'development/ci', { ...work, commit: yard.commit, brdRevision: 'rev-2' });
    await yard.reconcile();
    expect(positionOf(yard.context, 1)).toBe('development/ci');
  });
});

describe('a pull request that is closed, opened and closed again at the same head', () => {
  async function closeTwice(reopened: (yard: ForgeYard, number: number) => Promise<void>) {
    const yard = await arrive('analysis/approval');
    yard.gitea.people.close(yard.number, 'eve');
    await yard.heard();
    signal(yard.context, 1, { type: 'retry', hint: '', by: ada });
    yard.gitea.people.reopen(yard.number, 'eve');
    await reopened(yard, yard.number);
    expect(find(yard.context, 1).attention).toBeNull();
    yard.taken();
    yard.gitea.people.close(yard.number, 'eve');
    await yard.heard();
    return find(yard.context, 1).attention;
  }

  test('has a person asked again, when a webhook told that it was opened', async () => {
    expect(
      await closeTwice(async (yard) => {
        expect(await yard.heard()).toBe('noted: the change was reopened');
      }),
    ).toBe('stopped');
  });

  test('has a person asked again, when it was seen open', async () => {
    expect(await closeTwice((yard) => yard.reconcile())).toBe('stopped');
  });
});

describe('people who continue the branch', () => {
  test('and change the approved BRD reopen its gate', async () => {
    const yard = await arrive('development/ci', '# BRD\n');
    const theirs = await yard.gitea.people.pushCommit(branch, { [brdPath]: '# Another\n' }, 'eve');
    const revision = runGit(yard.yard.origin, 'rev-parse', `${theirs}:${brdPath}`);
    await yard.reconcile();
    expect(find(yard.context, 1)).toMatchObject({ stage: 'analysis', step: 'publish', commit_sha: theirs });
    expect(yard.context.store.approvals.findLatest(1)).toMatchObject({
      revision,
      document: '# Another\n',
      decision: null,
    });
  });

  test('and change it behind the tests reopen it before anything lands', async () => {
    const yard = await arrive('staging/update', '# BRD\n');
    await yard.gitea.people.pushCommit(branch, { [brdPath]: '# Another\n' }, 'eve');
    await doEffects(yard.context);
    expect(positionOf(yard.context, 1)).toBe('analysis/publish');
    expect(yard.context.store.locks.findHolder('shop')).toBeUndefined();
  });
});

describe('a change squashed by hand, where CI sees pull requests alone', () => {
  async function squashed(meanwhile: Record<string, string> | null) {
    const yard = await arrive('staging/update');
    yard.gitea.people.setStatus(yard.commit, 'build', 'success');
    if (meanwhile !== null) yard.yard.commitAtOrigin('main', meanwhile);
    yard.gitea.people.mergeByHand(yard.number, 'ada', 'squash');
    await doEffects(yard.context);
    expect(positionOf(yard.context, 1)).toBe('staging/ci');
    await doEffects(yard.context);
    return positionOf(yard.context, 1);
  }

  test('goes on with the checks of its head, which holds the same files', async () => {
    expect(await squashed(null)).toBe('staging/work');
  });

  test('waits for checks of its own where other files stand beside it', async () => {
    expect(await squashed({ 'other.txt': 'other\n' })).toBe('staging/ci');
  });
});

describe('a rework after a squash by hand and a red staging', () => {
  /** Squashed before it was brought up to date; the rework stands on the squash. */
  async function reworked() {
    const yard = await arrive('staging/update');
    const squashed = yard.gitea.people.mergeByHand(yard.number, 'ada', 'squash');
    await doEffects(yard.context);
    expect(find(yard.context, 1)).toMatchObject({ step: 'ci', commit_sha: squashed });
    signal(yard.context, 1, { type: 'ciFailed', commit: squashed, log: 'red' });
    const { workspace, repo } = yard.yard;
    const tree = await workspace.treeOf(repo, yard.commit);
    const spec = { tree, parents: [squashed], message: 'mended', identity: analyst, at: new Date(0) };
    const commit = await workspace.commitTree(repo, spec);
    walkTo(yard.context, 1, 'development/publish', { ...work, commit });
    return { ...yard, reworked: commit };
  }

  const branchAt = ({ yard }: ForgeYard) => runGit(yard.origin, 'rev-parse', branch);

  test('goes over the head that landed', async () => {
    const yard = await reworked();
    expect(branchAt(yard)).toBe(yard.commit);
    await doEffects(yard.context);
    expect(find(yard.context, 1)).toMatchObject({ step: 'ci', attention: null });
    expect(branchAt(yard)).toBe(yard.reworked);
  });

  test('and cancelled freezes the repository, and leaves nothing of the rework', async () => {
    const yard = await reworked();
    const { context } = yard;
    await doEffects(context);
    signal(context, 1, { type: 'cancel', by: ada });
    await doEffects(context);
    expect(positionOf(context, 1)).toBe('cancelled/rest');
    expect(context.store.freezes.listActive('shop')).toMatchObject([{ workItemId: 'ET-001' }]);
    expect(runGit(yard.yard.origin, 'for-each-ref', `refs/heads/${branch}`)).toBe('');
    // What landed is on no record, and the rework has not.
    expect(findReleaseDetails(context, 1)).toEqual({ range: null, output: '' });
  });

  test('goes over no commit that somebody put on top of it', async () => {
    const yard = await reworked();
    const theirs = await yard.gitea.people.pushCommit(branch, { 'theirs.txt': 'x\n' }, 'eve');
    await doEffects(yard.context);
    expect(find(yard.context, 1)).toMatchObject({ step: 'publish', attention: 'refused' });
    expect(branchAt(yard)).toBe(theirs);
  });
});
