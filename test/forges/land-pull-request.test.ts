import { describe, expect, it } from 'vitest';
import type { LandRequest } from '../../src/forges/forge.ts';
import type { MergeAnswer, PullRequestApi } from '../../src/forges/pull-request.ts';
import type { PullRequestForgeDeps } from '../../src/forges/pull-request-forge.ts';
import { createTested } from '../conformance/forge.ts';
import { runGit } from '../workspace/support.ts';
import { createGiteaBench } from './gitea-client-bench.ts';

/** A bench with a tested change, and `between` that is done once, just before the forge is asked to merge. */
async function createRace(
  between: (bench: Awaited<ReturnType<typeof createGiteaBench>>) => Promise<unknown>,
) {
  let raced = false;
  const bench = await createGiteaBench((deps) =>
    withApi(deps, {
      merge: async (number, how) => {
        if (!raced) await between(bench);
        raced = true;
        return deps.api.merge(number, how);
      },
    }),
  );
  return { bench, ...(await createTested(bench)) };
}

function withApi(deps: PullRequestForgeDeps, part: Partial<PullRequestApi>): PullRequestForgeDeps {
  return { ...deps, api: { ...deps.api, ...part } };
}

const retryable = (message: RegExp) =>
  expect.objectContaining({ retryable: true, message: expect.stringMatching(message) });

describe('landing by a pull request', () => {
  it('does not take for tested what was merged onto a push that nobody saw', async () => {
    const { bench, request } = await createRace((bench) =>
      bench.commitAtOrigin('main', { 'rival.txt': 'x\n' }),
    );
    const landing = await bench.forge.land(request('merge'));
    expect(await bench.parentsOf((await bench.tip('main')) ?? '')).toHaveLength(2);
    expect(landing).toEqual({ kind: 'base-moved', base: await bench.tip('main') });
  });

  it('takes for landed what was merged as tested, with more on top at once', async () => {
    let merged = '';
    const bench = await createGiteaBench((deps) =>
      withApi(deps, {
        merge: async (number, how) => {
          const answer = await deps.api.merge(number, how);
          merged = (await bench.tip('main')) ?? '';
          await bench.commitAtOrigin('main', { 'rival.txt': 'x\n' });
          return answer;
        },
      }),
    );
    const { request } = await createTested(bench);
    expect(await bench.forge.land(request('squash'))).toEqual({ kind: 'landed', commit: merged });
  });

  it('sends what conflicts with a push in between back to be updated', async () => {
    const { bench, request } = await createRace((bench) =>
      bench.commitAtOrigin('main', { 'shoes.txt': 'blue\n' }),
    );
    const landing = await bench.forge.land(request('merge'));
    expect(landing).toEqual({ kind: 'base-moved', base: await bench.tip('main') });
    expect(bench.pauses).toHaveLength(1);
  });

  it('waits until the forge has checked the pull request', async () => {
    const bench = await createGiteaBench();
    const { request } = await createTested(bench);
    bench.server.repository.checking = 3;
    const landing = await bench.forge.land(request('merge'));
    expect(landing).toEqual({ kind: 'landed', commit: await bench.tip('main') });
    expect(bench.pauses).toEqual([1000, 2000, 4000]);
  });

  it('comes back later to a forge that stays undecided, within half a minute', async () => {
    const bench = await createGiteaBench();
    const { base, request } = await createTested(bench);
    bench.server.repository.checking = 100;
    await expect(bench.forge.land(request('merge'))).rejects.toEqual(
      retryable(/^gitea is still checking pull request #1: Please try again later$/),
    );
    expect(bench.pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(30_000);
    expect(await bench.tip('main')).toBe(base);
  });

  it('stops waiting when the default branch moves meanwhile', async () => {
    const { bench, request } = await createRace(async (bench) => {
      bench.server.repository.checking = 1;
      await bench.commitAtOrigin('main', { 'rival.txt': 'x\n' });
    });
    const landing = await bench.forge.land(request('merge'));
    expect(landing).toEqual({ kind: 'base-moved', base: await bench.tip('main') });
    expect(bench.pauses).toEqual([1000]);
  });

  it('waits for a push of its own that the forge has not seen yet', async () => {
    const answers: MergeAnswer[] = [{ kind: 'head-moved', why: 'head out of date' }];
    const bench = await createGiteaBench((deps) =>
      withApi(deps, { merge: async (number, how) => answers.pop() ?? deps.api.merge(number, how) }),
    );
    const { request } = await createTested(bench);
    const landing = await bench.forge.land(request('squash'));
    expect(landing).toEqual({ kind: 'landed', commit: await bench.tip('main') });
  });

  it('says what to do about a head that somebody moved', async () => {
    const bench = await createGiteaBench();
    const { task, commit, request } = await createTested(bench);
    const pushed = await bench.commitAtOrigin(task.branch, { 'more.txt': 'x\n' });
    const why = `somebody pushed to ${task.branch}: it is at ${pushed}, and ${commit} was tested; set it back to that commit and retry, or cancel the task`;
    expect(await bench.forge.land(request('squash'))).toEqual({ kind: 'refused', why });
  });

  it('hands on the words of the forge when it refuses', async () => {
    const bench = await createGiteaBench();
    const { base, request } = await createTested(bench);
    bench.server.repository.notReady = 'Does not have enough approvals';
    const why =
      'gitea does not merge pull request #1: not ready to be merged: Does not have enough approvals';
    expect(await bench.forge.land(request('merge'))).toEqual({ kind: 'refused', why });
    expect(await bench.tip('main')).toBe(base);
  });

  it('says what to do about a closed pull request', async () => {
    const bench = await createGiteaBench();
    const { request } = await createTested(bench);
    await bench.people.close('1', 'alice');
    const why =
      'pull request #1 was closed without a merge: reopen it at gitea and retry, or cancel the task';
    expect(await bench.forge.land(request('merge'))).toEqual({ kind: 'refused', why });
  });

  it('finds the merge of an earlier try behind an answer that it is merged already', async () => {
    const { bench, request } = await createRace((bench) => bench.people.merge('1', 'alice'));
    const landing = await bench.forge.land(request('merge'));
    expect(landing).toEqual({ kind: 'landed', commit: await bench.tip('main') });
  });

  it('tests again what was merged with more on top of it', async () => {
    const bench = await createGiteaBench();
    const { request } = await createTested(bench);
    await bench.people.merge('1', 'alice');
    const tip = await bench.commitAtOrigin('main', { 'other.txt': 'x\n' });
    expect(await bench.forge.land(request('merge'))).toEqual({ kind: 'base-moved', base: tip });
    expect(await bench.tip('main')).toBe(tip);
  });

  it('asks a person about a merge that the default branch lost again', async () => {
    const bench = await createGiteaBench();
    const { base, request } = await createTested(bench);
    await bench.people.merge('1', 'alice');
    runGit(bench.origin, 'update-ref', 'refs/heads/main', base);
    await expect(bench.forge.land(request('merge'))).rejects.toEqual(
      retryable(/shows pull request #1 as merged, but main does not contain its merge commit [0-9a-f]{40}/),
    );
    expect(await bench.tip('main')).toBe(base);
  });

  it('lands what was pushed after somebody merged a part of it, by a pull request of its own', async () => {
    const bench = await createGiteaBench();
    const { task, request } = await createTested(bench);
    const merged = await bench.people.merge('1', 'alice');
    const commit = await continueFrom(bench, merged, task.branch);
    const landing = await bench.forge.land({ ...request('merge'), base: merged, commit });
    const tip = (await bench.tip('main')) ?? '';
    expect(landing).toEqual({ kind: 'landed', commit: tip });
    expect(await bench.parentsOf(tip)).toEqual([merged, commit]);
    expect(await bench.forge.findChange(task)).toMatchObject({ id: '2', state: 'merged' });
  });

  it('pushes a style that the forge does not know, and announces it before', async () => {
    const bench = await createGiteaBench((deps) => withApi(deps, { styles: ['merge'] }));
    const { announced, request } = await createTested(bench);
    const landing = await bench.forge.land(request('squash'));
    expect(landing).toEqual({ kind: 'landed', commit: await bench.tip('main') });
    expect(announced).toEqual([await bench.tip('main')]);
    expect(bench.server.requests.filter((request) => request.includes('/merge'))).toEqual([]);
  });

  it('announces nothing that only the forge will know', async () => {
    const bench = await createGiteaBench();
    const { announced, request } = await createTested(bench);
    await bench.forge.land(request('merge'));
    expect(announced).toEqual([]);
  });

  it('refuses a commit that does not contain its base', async () => {
    const bench = await createGiteaBench();
    const { commit, request } = await createTested(bench);
    const base = await bench.commitAtOrigin('main', { 'other.txt': 'x\n' });
    const why = `commit ${commit} does not contain ${base}, the base it should land on`;
    expect(await bench.forge.land({ ...request('merge'), base })).toEqual({ kind: 'refused', why });
    expect(await bench.tip('main')).toBe(base);
  });

  it('lands nothing while the forge cannot be asked', async () => {
    const bench = await createGiteaBench();
    const { base, task, commit, request } = await createTested(bench);
    bench.server.down();
    await expect(bench.forge.land(request('merge'))).rejects.toEqual(retryable(/^gitea could not be asked/));
    await expect(bench.forge.findLanding({ task, commit, candidate: null })).rejects.toEqual(
      retryable(/^gitea could not be asked/),
    );
    bench.server.up();
    expect(await bench.tip('main')).toBe(base);
  });

  it('finds what somebody squashed, by what the forge tells of it', async () => {
    const bench = await createGiteaBench();
    const { task, commit, request } = await createTested(bench);
    const landing = await bench.forge.land(request('squash'));
    await bench.commitAtOrigin('main', { 'other.txt': 'x\n' });
    expect(await bench.forge.findLanding({ task, commit, candidate: null })).toEqual(landing);
  });

  it('says so when the default branch is gone', async () => {
    const bench = await createGiteaBench();
    const { task, commit, request } = await createTested(bench);
    runGit(bench.origin, 'update-ref', '-d', 'refs/heads/main');
    const refused = { kind: 'refused', why: 'the origin has no branch main' };
    expect(await bench.forge.land(request('merge'))).toEqual(refused);
    expect(await bench.forge.findLanding({ task, commit, candidate: null })).toEqual(refused);
  });
});

/** Sets the branch to `from` and puts one commit on it. */
async function continueFrom(
  bench: Awaited<ReturnType<typeof createGiteaBench>>,
  from: string,
  branch: LandRequest['task']['branch'],
): Promise<string> {
  runGit(bench.origin, 'update-ref', `refs/heads/${branch}`, from);
  return bench.commitAtOrigin(branch, { 'laces.txt': 'white\n' });
}
