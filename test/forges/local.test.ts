import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ForgeGit } from '../../src/forges/default-branch.ts';
import type { LandingStyle, LandRequest } from '../../src/forges/forge.ts';
import { createLocalForge } from '../../src/forges/local.ts';
import { describeBranchForge, type ForgeBench } from '../conformance/forge.ts';
import { createYard, runGit } from '../workspace/support.ts';

function createBench(change: (git: ForgeGit) => ForgeGit = (git) => git) {
  const yard = createYard();
  const { origin, dir } = yard;
  const tip = (branch: string) =>
    runGit(origin, 'branch', '--list', '--format=%(objectname)', branch) || null;
  const bench: ForgeBench = {
    forge: createLocalForge(change(yard.workspace)),
    styles: ['merge', 'squash', 'ff'],
    createTask: (branch, title = 'Sell shoes') => ({
      repo: yard.repo,
      branch,
      title,
      workItemId: branch.replace('task/', ''),
      body: '',
    }),
    commitAtOrigin: async (branch, files) => yard.commitAtOrigin(branch, files),
    mergeByHand: async (branch) => {
      const clone = join(dir, 'somebody');
      runGit(dir, 'clone', '--quiet', origin, clone);
      runGit(clone, 'merge', '--quiet', '--no-ff', `origin/${branch}`, '-m', 'by hand');
      runGit(clone, 'push', '--quiet', 'origin', 'main');
      return tip('main') ?? '';
    },
    tip: async (branch) => tip(branch),
    parentsOf: async (commit) => runGit(origin, 'rev-parse', `${commit}^@`).split('\n'),
    treeOf: async (commit) => runGit(origin, 'rev-parse', `${commit}^{tree}`),
    messageOf: async (commit) => runGit(origin, 'log', '-1', '--format=%B', commit),
  };
  return { ...yard, ...bench };
}

describeBranchForge('the local forge', async () => createBench());

async function createTested(bench: ReturnType<typeof createBench>, style: LandingStyle = 'merge') {
  const base = (await bench.tip('main')) ?? '';
  const task = bench.createTask('task/ET-001', 'Sell  more\nshoes');
  const commit = await bench.commitAtOrigin(task.branch, { 'shoes.txt': 'red\n' });
  const announced: string[] = [];
  const at = new Date('2031-05-06T07:08:09Z');
  const onCandidate = (candidate: string) => announced.push(candidate);
  const request: LandRequest = { task, commit, base, style, at, candidate: null, onCandidate };
  return { base, task, commit, announced, request };
}

describe('the local forge', () => {
  it('announces what it will land before it lands', async () => {
    const bench = createBench((git) => ({
      ...git,
      push: async () => {
        throw new Error('killed before the push');
      },
    }));
    const { base, announced, request } = await createTested(bench, 'squash');
    await expect(bench.forge.land(request)).rejects.toThrow('killed before the push');
    expect(announced).toHaveLength(1);
    expect(await bench.tip('main')).toBe(base);
    const forge = createLocalForge(bench.workspace);
    const landing = await forge.land({ ...request, candidate: announced[0] ?? null });
    expect(landing).toEqual({ kind: 'landed', commit: announced[0] });
    expect(announced[1]).toBe(announced[0]);
  });

  it.each(['merge', 'squash', 'ff'] as const)('finds its %s after a crash behind the push', async (style) => {
    const bench = createBench((git) => ({
      ...git,
      push: async (repo, spec) => {
        await git.push(repo, spec);
        throw new Error('killed after the push');
      },
    }));
    const { announced, request } = await createTested(bench, style);
    await expect(bench.forge.land(request)).rejects.toThrow('killed after the push');
    const tip = await bench.tip('main');
    const again = await bench.forge.land({ ...request, candidate: announced[0] ?? null });
    expect(again).toEqual({ kind: 'landed', commit: tip });
    expect(await bench.tip('main')).toBe(tip);
  });

  it('loses to somebody who pushes between its look and its push', async () => {
    let rival = '';
    const bench = createBench((git) => ({
      ...git,
      push: async (repo, spec) => {
        rival = await bench.commitAtOrigin('main', { 'rival.txt': 'x\n' });
        return git.push(repo, spec);
      },
    }));
    const { request } = await createTested(bench);
    expect(await bench.forge.land(request)).toEqual({ kind: 'base-moved', base: rival });
    expect(await bench.tip('main')).toBe(rival);
  });

  it('makes and announces nothing for a base that moved', async () => {
    const bench = createBench();
    const { announced, request } = await createTested(bench);
    const base = await bench.commitAtOrigin('main', { 'other.txt': 'x\n' });
    expect(await bench.forge.land(request)).toEqual({ kind: 'base-moved', base });
    expect(announced).toEqual([]);
  });

  it('does not count a landing that the default branch lost again', async () => {
    const bench = createBench((git) => ({
      ...git,
      push: async (repo, spec) => {
        const pushed = await git.push(repo, spec);
        runGit(bench.origin, 'update-ref', 'refs/heads/main', spec.expected ?? '');
        return pushed;
      },
    }));
    const { request, base } = await createTested(bench);
    expect(await bench.forge.land(request)).toEqual({ kind: 'base-moved', base });
  });

  it('does not take an announced commit that never arrived for a landing', async () => {
    const bench = createBench();
    const { request } = await createTested(bench);
    const landing = await bench.forge.land({ ...request, candidate: '1'.repeat(40) });
    expect(landing).toEqual({ kind: 'landed', commit: await bench.tip('main') });
  });

  it('refuses a commit that does not contain its base', async () => {
    const bench = createBench();
    const { commit, request } = await createTested(bench);
    const base = await bench.commitAtOrigin('main', { 'other.txt': 'x\n' });
    const landing = await bench.forge.land({ ...request, base });
    const why = `commit ${commit} does not contain ${base}, the base it should land on`;
    expect(landing).toEqual({ kind: 'refused', why });
    expect(await bench.tip('main')).toBe(base);
  });

  it('hands on the refusal of the origin', async () => {
    const bench = createBench();
    const { request, base } = await createTested(bench);
    runGit(bench.origin, 'config', 'core.hooksPath', bench.origin);
    writeFileSync(join(bench.origin, 'update'), '#!/bin/sh\necho "ask Alice" >&2\nexit 1\n', { mode: 0o755 });
    const landing = await bench.forge.land(request);
    expect(landing).toMatchObject({ kind: 'refused', why: expect.stringContaining('ask Alice') });
    expect(await bench.tip('main')).toBe(base);
  });

  it('says so when the default branch is gone', async () => {
    const bench = createBench();
    const { request } = await createTested(bench);
    runGit(bench.origin, 'update-ref', '-d', 'refs/heads/main');
    const refused = { kind: 'refused', why: 'the origin has no branch main' };
    expect(await bench.forge.land(request)).toEqual(refused);
  });

  it('names the task in the commits it makes', async () => {
    const merged = createBench();
    const merge = await createTested(merged, 'merge');
    await merged.forge.land(merge.request);
    const trailer = 'Signalbox-Task: ET-001';
    expect(await merged.messageOf('main')).toBe(`Merge ET-001: Sell more shoes\n\n${trailer}`);
    const squashed = createBench();
    const squash = await createTested(squashed, 'squash');
    await squashed.forge.land(squash.request);
    expect(await squashed.messageOf('main')).toBe(`Sell more shoes\n\n${trailer}`);
  });

  it('closes a change by deleting its branch', async () => {
    const bench = createBench();
    const { task, commit } = await createTested(bench);
    await bench.forge.closeChange(task, 'cancelled', commit);
    expect(await bench.tip(task.branch)).toBeNull();
  });
});
