import { expect, test } from 'vitest';
import { findContinued } from '../../src/workflow/find-continued.ts';
import { project } from '../support/context.ts';
import { createYard, runGit } from '../workspace/support.ts';

const branch = 'task/et-001';
const brdPath = 'docs/work-items/ET-001/01-brd.md';

/** A branch of the origin with one commit of ours. */
async function begin() {
  const yard = createYard();
  await yard.workspace.refresh(yard.repo);
  const ours = yard.commitAtOrigin(branch, { 'ours.txt': 'ours\n' });
  const task = { id: 1, branch, work_item_id: 'ET-001' };
  const ask = (commit = ours) => findContinued(yard.workspace, project({ repo: yard.repo }), task, commit);
  return { yard, ours, ask };
}

test('what somebody put on top of ours is found, all of it', async () => {
  const { yard, ask } = await begin();
  expect(await ask()).toBeNull();
  yard.commitAtOrigin(branch, { 'theirs.txt': 'a\n' });
  const last = yard.commitAtOrigin(branch, { 'theirs.txt': 'b\n' });
  expect(await ask()).toEqual({ commit: last, brd: null });
});

test('the requirements are told as they are there', async () => {
  const { yard, ask } = await begin();
  const commit = yard.commitAtOrigin(branch, { [brdPath]: '# Changed\n' });
  const revision = runGit(yard.origin, 'rev-parse', `${commit}:${brdPath}`);
  expect(await ask()).toEqual({ commit, brd: { revision, text: '# Changed\n' } });
});

test('a branch that was rewritten, put back or deleted continues nothing', async () => {
  const { yard, ours, ask } = await begin();
  const main = runGit(yard.origin, 'rev-parse', 'main');
  runGit(yard.origin, 'update-ref', `refs/heads/${branch}`, main);
  expect(await ask()).toBeNull();
  yard.commitAtOrigin(branch, { 'other.txt': 'other\n' });
  expect(await ask()).toBeNull();
  runGit(yard.origin, 'update-ref', '-d', `refs/heads/${branch}`);
  expect(await ask()).toBeNull();
  expect(await ask('f'.repeat(40))).toBeNull();
  expect(ours).not.toBe(main);
});

test('an origin that cannot be reached is no answer', async () => {
  const { yard, ask } = await begin();
  runGit(yard.origin, 'config', 'core.repositoryformatversion', '99');
  await expect(ask()).rejects.toThrow(/git/);
});
