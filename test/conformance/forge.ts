import { describe, expect, it } from 'vitest';
import type { Forge, ForgeTask, LandingStyle, LandRequest } from '../../src/forges/forge.ts';

/** A forge with an origin behind it, and hands of other people on that origin. Gone after the test. */
export type ForgeBench = {
  forge: Forge;
  styles: LandingStyle[];
  createTask(branch: string, title?: string): ForgeTask;
  /** Commits the files on a branch of the origin, made from the default branch where it does not exist. */
  commitAtOrigin(branch: string, files: Record<string, string>): Promise<string>;
  /** Merges a branch into the default branch by hand, with a merge commit, and returns that. */
  mergeByHand(branch: string): Promise<string>;
  /** What a branch of the origin is at; null when there is none. */
  tip(branch: string): Promise<string | null>;
  parentsOf(commit: string): Promise<string[]>;
  treeOf(commit: string): Promise<string>;
  messageOf(commit: string): Promise<string>;
};

const main = 'main';
const at = new Date('2031-05-06T07:08:09Z');

/** A task with one commit on its branch, a change that is ready, and the request to land that commit. */
export async function createTested(bench: ForgeBench) {
  const base = (await bench.tip(main)) ?? '';
  const task = bench.createTask('task/ET-001', 'Sell  more\nshoes');
  const commit = await bench.commitAtOrigin(task.branch, { 'shoes.txt': 'red\n' });
  await bench.forge.openChange(task, 'ready');
  const announced: string[] = [];
  const request = (style: LandingStyle): LandRequest => ({
    task,
    commit,
    base,
    style,
    at,
    candidate: null,
    onCandidate: (candidate) => announced.push(candidate),
  });
  return { base, task, commit, announced, request };
}

/**
 * What every forge promises, whatever it is made of; its default branch is `main`. A forge of branches and nothing else
 * runs describeBranchForge, one with pull requests describePullRequestForge; both include this.
 */
export function describeForge(name: string, create: () => Promise<ForgeBench>): void {
  describe(`${name}, as a forge`, () => {
    it('opens one change for a branch, however often it is asked', async () => {
      const bench = await create();
      const task = bench.createTask('task/ET-001');
      await bench.commitAtOrigin(task.branch, { a: 'a' });
      const change = await bench.forge.openChange(task, 'draft');
      expect(change.id).not.toBe('');
      expect(await bench.forge.openChange(task, 'draft')).toEqual(change);
      expect(await bench.forge.openChange({ ...task, title: 'Better' }, 'ready')).toEqual(change);
    });

    it.for(['merge', 'squash', 'ff'] as const)(
      'lands by %s what was tested, once',
      async (style, { skip }) => {
        const bench = await create();
        skip(!bench.styles.includes(style), 'not a style of this forge');
        const { base, commit, request } = await createTested(bench);
        const landing = await bench.forge.land(request(style));
        const tip = (await bench.tip(main)) ?? '';
        expect(landing).toEqual({ kind: 'landed', commit: tip });
        expect(await bench.treeOf(tip)).toBe(await bench.treeOf(commit));
        const parents = { merge: [base, commit], squash: [base], ff: await bench.parentsOf(commit) };
        expect(await bench.parentsOf(tip)).toEqual(parents[style]);
        const again = await bench.forge.land({ ...request(style), candidate: tip });
        expect(again).toEqual(landing);
        expect(await bench.tip(main)).toBe(tip);
      },
    );

    it.for(['merge', 'squash', 'ff'] as const)(
      'lands nothing by %s on a base that moved',
      async (style, { skip }) => {
        const bench = await create();
        skip(!bench.styles.includes(style), 'not a style of this forge');
        const { request } = await createTested(bench);
        const moved = await bench.commitAtOrigin(main, { 'other.txt': 'x\n' });
        expect(await bench.forge.land(request(style))).toEqual({ kind: 'base-moved', base: moved });
        expect(await bench.tip(main)).toBe(moved);
      },
    );

    it('finds its own landing after others have landed on top of it', async () => {
      const bench = await create();
      const { request } = await createTested(bench);
      const landing = await bench.forge.land(request('squash'));
      if (landing.kind !== 'landed') throw new Error('did not land');
      const tip = await bench.commitAtOrigin(main, { 'other.txt': 'x\n' });
      const again = await bench.forge.land({ ...request('squash'), candidate: landing.commit });
      expect(again).toEqual(landing);
      expect(await bench.tip(main)).toBe(tip);
    });

    it('sees that somebody merged the branch by hand', async () => {
      const bench = await create();
      const { task, request } = await createTested(bench);
      const merged = await bench.mergeByHand(task.branch);
      expect(await bench.forge.land(request('squash'))).toEqual({ kind: 'landed', commit: merged });
      expect(await bench.tip(main)).toBe(merged);
    });

    it('does not take a branch merged by hand with more on top for what was tested', async () => {
      const bench = await create();
      const { task, request } = await createTested(bench);
      await bench.mergeByHand(task.branch);
      const tip = await bench.commitAtOrigin(main, { 'untested.txt': 'x\n' });
      expect(await bench.forge.land(request('merge'))).toEqual({ kind: 'base-moved', base: tip });
      expect(await bench.tip(main)).toBe(tip);
    });

    it('tells whether the change is in the default branch, and lands nothing', async () => {
      const bench = await create();
      const { base, commit, task, request } = await createTested(bench);
      const query = { task, commit, candidate: null };
      expect(await bench.forge.findLanding(query)).toEqual({ kind: 'base-moved', base });
      expect(await bench.tip(main)).toBe(base);
      const landing = await bench.forge.land(request('squash'));
      if (landing.kind !== 'landed') throw new Error('did not land');
      await bench.commitAtOrigin(main, { 'other.txt': 'x\n' });
      expect(await bench.forge.findLanding({ ...query, candidate: landing.commit })).toEqual(landing);
    });

    it('finds a change that somebody merged by hand, whatever was put on top', async () => {
      const bench = await create();
      const { commit, task } = await createTested(bench);
      const merged = await bench.mergeByHand(task.branch);
      await bench.commitAtOrigin(main, { 'other.txt': 'x\n' });
      const found = await bench.forge.findLanding({ task, commit, candidate: null });
      expect([
        { kind: 'landed', commit },
        { kind: 'landed', commit: merged },
      ]).toContainEqual(found);
    });

    it('closes a change, also one that is closed or never was', async () => {
      const bench = await create();
      const task = bench.createTask('task/ET-001');
      const tip = await bench.commitAtOrigin(task.branch, { a: 'a' });
      await bench.forge.openChange(task, 'draft');
      await bench.forge.closeChange(task, 'cancelled', tip);
      await bench.forge.closeChange(task, 'cancelled', tip);
      expect(await bench.tip(task.branch)).toBeNull();
      await bench.forge.closeChange(bench.createTask('task/ET-002'), 'cancelled', null);
      expect(await bench.tip(main)).not.toBeNull();
    });

    it('leaves the branch of a closed change that moved on, or that is to stay', async () => {
      const bench = await create();
      const task = bench.createTask('task/ET-001');
      const seen = await bench.commitAtOrigin(task.branch, { a: 'a' });
      await bench.forge.openChange(task, 'draft');
      const tip = await bench.commitAtOrigin(task.branch, { b: 'b' });
      await expect(bench.forge.closeChange(task, 'cancelled', seen)).rejects.toMatchObject({
        retryable: true,
      });
      await bench.forge.closeChange(task, 'cancelled', null);
      expect(await bench.tip(task.branch)).toBe(tip);
    });
  });
}

/** A forge whose changes are branches tells so, and never fails for what it does not have. */
export function describeBranchForge(name: string, create: () => Promise<ForgeBench>): void {
  describeForge(name, create);
  describe(`${name}, as a forge of branches`, () => {
    it('has no changes, reviews, remarks and pages of its own', async () => {
      const bench = await create();
      const { task } = await createTested(bench);
      await bench.forge.post(task, { key: 'brd', text: 'Please read.' });
      expect(await bench.forge.findChange(task)).toBeNull();
      expect(await bench.forge.listReviews(task)).toEqual([]);
      expect(await bench.forge.listRemarks(task)).toEqual([]);
      expect(bench.forge.fileUrl(task, 'docs/brd.md')).toBeNull();
    });

    it('has no checks', async () => {
      const bench = await create();
      const { task, commit } = await createTested(bench);
      expect(await bench.forge.listChecks(task.repo, commit)).toEqual([]);
    });
  });
}
