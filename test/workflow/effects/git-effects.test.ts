import { describe, expect, test } from 'vitest';
import { createLocalForge } from '../../../src/forges/local.ts';
import { createProjectIndex } from '../../../src/workflow/context.ts';
import { project } from '../../support/context.ts';
import { analyst, runGit } from '../../workspace/support.ts';
import { agentCommit, atOrigin, createRunContext, doEffects, type TestRunContext } from '../run-context.ts';
import { ada, find, jobOf, open, positionOf, signal, walkTo, work } from '../walk.ts';

const branch = 'refs/heads/task/et-001';

/** A task with an agent's real commit, at `position`. */
async function arrive(position: string, files: Record<string, string> = { 'new.txt': 'new\n' }) {
  const context = await createRunContext();
  const { id } = open(context);
  const commit = await agentCommit(context, files);
  walkTo(context, id, position, { ...work, commit });
  return { context, id, commit };
}

/** From the updated branch to the merge, without trouble. */
function testStaging(context: TestRunContext, id: number): void {
  walkTo(context, id, 'deploy/merge', { ...work, commit: find(context, id).commit_sha ?? '' });
}

describe('publishing', () => {
  test('pushes exactly the commit of the run, and the task goes on', async () => {
    const { context, id, commit } = await arrive('development/publish');
    await doEffects(context);
    expect(atOrigin(context, branch)).toBe(commit);
    expect(positionOf(context, id)).toBe('development/ci');
    expect(context.checkpoints).toEqual(expect.arrayContaining(['branch-pushed', 'publish-settled']));
  });

  test('never goes over what somebody else pushed: it is refused with what to do', async () => {
    const { context, id } = await arrive('development/publish');
    const theirs = context.yard.commitAtOrigin('task/et-001', { 'theirs.txt': 'mine\n' });
    await doEffects(context);
    expect(atOrigin(context, branch)).toBe(theirs);
    expect(find(context, id)).toMatchObject({ attention: 'refused', stage: 'development', step: 'publish' });
    expect(find(context, id).attention_text).toBe(
      `Publish was refused: task/et-001 at shop is at ${theirs}, not where Signalbox left it (nothing): move or delete that branch, then retry.`,
    );
    runGit(context.yard.origin, 'update-ref', '-d', branch);
    signal(context, id, { type: 'retry', hint: '', by: ada });
    await doEffects(context);
    expect(positionOf(context, id)).toBe('development/ci');
  });

  test('twice is harmless', async () => {
    const { context, commit } = await arrive('development/publish');
    const [effect] = context.store.outbox.listDue('9999');
    await doEffects(context);
    context.database.db.prepare(`UPDATE outbox SET state = 'pending' WHERE id = ?`).run(effect?.id);
    await doEffects(context);
    expect(atOrigin(context, branch)).toBe(commit);
    expect(context.store.jobs.countByStatus()).toMatchObject({ queued: 0, running: 0 });
  });
});

describe('bringing the branch up to date', () => {
  test('takes it as it is when it contains the default branch', async () => {
    const { context, id, commit } = await arrive('staging/update');
    await doEffects(context);
    expect(find(context, id)).toMatchObject({
      commit_sha: commit,
      base_sha: atOrigin(context, 'main'),
      step: 'ci',
    });
  });

  test('merges the default branch in and pushes the result', async () => {
    const { context, id, commit } = await arrive('staging/update');
    const base = context.yard.commitAtOrigin('main', { 'other.txt': 'other\n' });
    await doEffects(context);
    const { commit_sha: merged, base_sha } = find(context, id);
    expect(base_sha).toBe(base);
    expect(atOrigin(context, branch)).toBe(merged);
    expect(runGit(context.yard.origin, 'show', '--no-patch', '--format=%P', merged ?? '')).toBe(
      `${commit} ${base}`,
    );
    expect(positionOf(context, id)).toBe('staging/ci');
  });

  describe('cut off behind its push', () => {
    test('or before it is pushed by the next try', async () => {
      const { context, id } = await arrive('staging/update');
      context.yard.commitAtOrigin('main', { 'other.txt': 'other\n' });
      const push = () => Promise.reject(new Error('killed'));
      await doEffects({ ...context, workspace: { ...context.workspace, push } });
      await doEffects(context);
      expect(positionOf(context, id)).toBe('staging/ci');
      expect(atOrigin(context, branch)).toBe(find(context, id).commit_sha);
    });

    async function cutOff() {
      const arrived = await arrive('staging/update', { 'src/app.ts': 'one\nours\nthree\n' });
      const { context, id } = arrived;
      context.yard.commitAtOrigin('main', { 'other.txt': 'other\n' });
      const moveBranch = () => Promise.reject(new Error('killed'));
      await doEffects({ ...context, workspace: { ...context.workspace, moveBranch } });
      expect(positionOf(context, id)).toBe('staging/update');
      return { ...arrived, pushed: atOrigin(context, branch) };
    }

    test('goes on from there, though the default branch has moved on again', async () => {
      const { context, id, pushed } = await cutOff();
      const base = context.yard.commitAtOrigin('main', { 'third.txt': 'third\n' });
      await doEffects(context);
      expect(find(context, id)).toMatchObject({ step: 'ci', base_sha: base, attention: null });
      expect(atOrigin(context, branch)).toBe(find(context, id).commit_sha);
      expect(atOrigin(context, `${branch}^1`)).toBe(pushed);
    });

    test('and then conflicting leaves a branch that the rework can be pushed to', async () => {
      const { context, id, pushed } = await cutOff();
      context.yard.commitAtOrigin('main', { 'src/app.ts': 'one\ntheirs\nthree\n' });
      await doEffects(context);
      expect(positionOf(context, id)).toBe('development/work');
      expect(find(context, id).commit_sha).toBe(pushed);
      const { workspace, repo } = context.yard;
      const tree = await workspace.treeOf(repo, pushed);
      const spec = { tree, parents: [pushed], message: 'resolved', identity: analyst, at: new Date(0) };
      const commit = await workspace.commitTree(repo, spec);
      walkTo(context, id, 'development/publish', { ...work, commit });
      await doEffects(context);
      expect(positionOf(context, id)).toBe('development/ci');
      expect(atOrigin(context, branch)).toBe(commit);
    });
  });

  test('goes back to the developer with the hunks of a conflict, and gives the lock back', async () => {
    const { context, id } = await arrive('staging/update', { 'src/app.ts': 'one\nours\nthree\n' });
    context.yard.commitAtOrigin('main', { 'src/app.ts': 'one\ntheirs\nthree\n' });
    await doEffects(context);
    expect(positionOf(context, id)).toBe('development/work');
    const { notes } = jobOf(context, id);
    expect(notes).toContain('Merging main into task/et-001 conflicts in src/app.ts.');
    expect(notes).toMatch(/<<<<<<<[^]*ours[^]*=======[^]*theirs[^]*>>>>>>>/);
    expect(context.store.locks.findHolder('shop')).toBeUndefined();
    expect(find(context, id).rework).toBe(1);
  });
});

describe('landing', () => {
  async function staged() {
    const arrived = await arrive('staging/update');
    await doEffects(arrived.context);
    testStaging(arrived.context, arrived.id);
    expect(positionOf(arrived.context, arrived.id)).toBe('deploy/merge');
    return arrived;
  }

  test('puts the tested commit on the default branch', async () => {
    const { context, id, commit } = await staged();
    await doEffects(context);
    const landed = atOrigin(context, 'main');
    expect(find(context, id)).toMatchObject({ merge_sha: landed, stage: 'deploy', step: 'work' });
    expect(runGit(context.yard.origin, 'merge-base', '--is-ancestor', commit, landed)).toBe('');
    expect(jobOf(context, id)).toMatchObject({ agent: 'deployer', status: 'queued' });
  });

  test('tests again when the default branch moved between staging and merge', async () => {
    const { context, id } = await staged();
    const moved = context.yard.commitAtOrigin('main', { 'other.txt': 'other\n' });
    await doEffects(context);
    expect(atOrigin(context, 'main')).toBe(moved);
    expect(positionOf(context, id)).toBe('staging/update');
    expect(context.store.locks.findHolder('shop')).toBe(id);
    await doEffects(context);
    expect(find(context, id)).toMatchObject({ base_sha: moved, step: 'ci' });
    testStaging(context, id);
    await doEffects(context);
    expect(runGit(context.yard.origin, 'log', '--format=%s', '-1', 'main')).toBe('Merge ET-001: A title');
    expect(positionOf(context, id)).toBe('deploy/work');
  });

  test('that happened right before a crash is found, not repeated', async () => {
    const { context, id } = await staged();
    const stuck = { ...context, checkpoint: crashAt('landed') };
    await doEffects(stuck);
    const landed = atOrigin(context, 'main');
    expect(positionOf(context, id)).toBe('deploy/merge');
    await doEffects(context);
    expect(atOrigin(context, 'main')).toBe(landed);
    expect(find(context, id)).toMatchObject({ merge_sha: landed, step: 'work' });
  });

  test('is settled before a cancel that came meanwhile, which then freezes the repository', async () => {
    const { context, id } = await staged();
    const checkpoint = (name: string) => {
      if (name === 'candidate-recorded') signal(context, id, { type: 'cancel', by: ada });
    };
    await doEffects({ ...context, checkpoint });
    expect(positionOf(context, id)).toBe('cancelled/rest');
    expect(find(context, id).merge_sha).toBe(atOrigin(context, 'main'));
    expect(context.store.freezes.listActive('shop')).toHaveLength(1);
    expect(context.store.locks.findHolder('shop')).toBeUndefined();
  });

  test('is not begun any more after a cancel', async () => {
    const { context, id } = await staged();
    const before = atOrigin(context, 'main');
    signal(context, id, { type: 'cancel', by: ada });
    expect(positionOf(context, id)).toBe('deploy/merge');
    await doEffects(context);
    expect(positionOf(context, id)).toBe('cancelled/rest');
    expect(atOrigin(context, 'main')).toBe(before);
    expect(context.store.freezes.listActive('shop')).toEqual([]);
  });

  test('is tested again when somebody merged the branch by hand and put more on top', async () => {
    const { context, id } = await staged();
    const tested = find(context, id).commit_sha ?? '';
    runGit(context.yard.origin, 'fetch', '--quiet', context.yard.bareDir, `${tested}:main`);
    const tip = context.yard.commitAtOrigin('main', { 'untested.txt': 'untested\n' });
    await doEffects(context);
    expect(positionOf(context, id)).toBe('staging/update');
    await doEffects(context);
    expect(find(context, id)).toMatchObject({ base_sha: tip, step: 'ci', merge_sha: null });
    testStaging(context, id);
    await doEffects(context);
    expect(positionOf(context, id)).toBe('deploy/work');
    expect(atOrigin(context, 'main^{tree}')).toBe(atOrigin(context, `${tip}^{tree}`));
  });

  describe('whose answer was lost, so that it seemed refused', () => {
    async function seeminglyRefused(reaches: boolean) {
      const { context, id } = await staged();
      const { workspace } = context;
      const lost = Object.assign(new Error('the answer was lost'), { retryable: false });
      const cut = createLocalForge({
        ...workspace,
        push: async (repo, spec) => {
          if (reaches) await workspace.push(repo, spec);
          throw lost;
        },
      });
      await doEffects({ ...context, forges: { of: () => cut } });
      expect(find(context, id)).toMatchObject({ attention: 'refused', step: 'merge' });
      signal(context, id, { type: 'cancel', by: ada });
      return { context, id };
    }

    test('and is cancelled then freezes the repository when it landed', async () => {
      const { context, id } = await seeminglyRefused(true);
      expect(positionOf(context, id)).toBe('deploy/merge');
      await doEffects(context);
      expect(positionOf(context, id)).toBe('cancelled/rest');
      expect(find(context, id)).toMatchObject({ merge_sha: atOrigin(context, 'main'), attention: null });
      expect(context.store.freezes.listActive('shop')).toHaveLength(1);
    });

    test('and is cancelled then lands nothing when it did not', async () => {
      const { context, id } = await seeminglyRefused(false);
      const before = atOrigin(context, 'main');
      await doEffects(context);
      expect(positionOf(context, id)).toBe('cancelled/rest');
      expect(atOrigin(context, 'main')).toBe(before);
      expect(context.store.freezes.listActive('shop')).toEqual([]);
    });
  });

  function crashAt(wanted: string) {
    return (name: string) => {
      if (name === wanted) throw new Error('killed');
    };
  }
});

test('the branch of a cancelled task is deleted at the origin', async () => {
  const { context, id } = await arrive('development/publish');
  await doEffects(context);
  signal(context, id, { type: 'cancel', by: ada });
  await doEffects(context);
  expect(runGit(context.yard.origin, 'branch', '--list', 'task/*')).toBe('');
  expect(context.store.outbox.listDue('9999')).toEqual([]);
});

describe('an origin that is away', () => {
  test('is tried again later, each time with a longer wait, and then all goes on', async () => {
    const { context, id } = await arrive('development/publish');
    const repo = { ...context.yard.repo, origin: 'git://127.0.0.1:1/shop.git' };
    const away = { ...context, projects: createProjectIndex([project({ repo })]) };
    const waits: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      await doEffects(away);
      const [effect] = context.store.outbox.listDue('9999');
      const at = new Date(`${effect?.available_at?.replace(' ', 'T')}Z`);
      waits.push(Math.round((at.getTime() - context.clock.now().getTime()) / 1000));
    }
    expect(waits).toEqual([20, 40, 80]);
    expect(find(context, id).attention).toBeNull();
    await doEffects(context);
    expect(positionOf(context, id)).toBe('development/ci');
  });
});
