import type { Signal } from '../domain/signal.ts';
import { createdAt, type EffectTarget, toForgeTask } from './effect-target.ts';
import { identityOf } from './prepare-run.ts';
import type { RunContext } from './run-context.ts';

/** A refusal that another try would only repeat: a person is asked. */
class Refusal extends Error {
  readonly retryable = false;
}

export async function publishBranch(context: RunContext, target: EffectTarget): Promise<Signal> {
  const { effect, task, project } = target;
  const commit = headOf(target);
  await pushBranch(context, target, commit);
  context.checkpoint('branch-pushed');
  const { state } = JSON.parse(effect.payload) as { state: 'draft' | 'ready' };
  const change = await context.forge.openChange(toForgeTask(task, project), state);
  context.store.tasks.setChangeUrl(task.id, change.url);
  return { type: 'published', commit };
}

/** The branch with the default branch merged in, so that what is tested is what would land. */
export async function updateBranch(context: RunContext, target: EffectTarget): Promise<Signal> {
  const { effect, task, project } = target;
  const { workspace } = context;
  const head = headOf(target);
  const { baseCommit: base } = await workspace.refresh(project.repo);
  if (await workspace.isAncestor(project.repo, base, head)) return { type: 'updated', commit: head, base };
  const merged = await workspace.mergeTrees(project.repo, head, base);
  if (merged.kind === 'conflict') {
    const details = `Merging ${project.repo.defaultBranch} into ${task.branch} conflicts in ${merged.files.join(', ')}.\n\n${merged.details}`;
    return { type: 'updateConflicted', details };
  }
  const commit = await workspace.commitTree(project.repo, {
    tree: merged.tree,
    parents: [head, base],
    message: `Merge ${project.repo.defaultBranch} into ${task.branch}\n`,
    identity: identityOf('signalbox'),
    at: createdAt(effect),
  });
  await pushBranch(context, target, commit);
  return { type: 'updated', commit, base };
}

export async function landChange(context: RunContext, target: EffectTarget): Promise<Signal> {
  const { effect, task, project } = target;
  const { base_sha: base } = task;
  if (base === null) throw new Error(`task ${task.id} is to land, but no tested base was recorded`);
  const landing = await context.forge.land({
    task: toForgeTask(task, project),
    commit: headOf(target),
    base,
    style: project.forge.merge,
    at: createdAt(effect),
    candidate: task.merge_candidate,
    onCandidate: (commit) => {
      context.store.tasks.setMergeCandidate(task.id, commit);
      context.checkpoint('candidate-recorded');
    },
  });
  context.checkpoint('landed');
  switch (landing.kind) {
    case 'landed':
      return { type: 'landed', commit: landing.commit };
    case 'base-moved':
      return { type: 'baseMoved' };
    case 'refused':
      throw new Refusal(landing.why);
  }
}

/** Only over what we pushed ourselves: somebody else's commits on the branch are never lost. */
async function pushBranch(
  { workspace }: RunContext,
  { task, project }: EffectTarget,
  commit: string,
): Promise<void> {
  const branch = task.branch ?? '';
  const expected = await workspace.branchCommit(project.repo, branch);
  const pushed = await workspace.push(project.repo, { commit, branch, expected });
  if (pushed.kind === 'moved') {
    throw new Refusal(
      `${branch} at ${project.repo.key} is at ${pushed.now ?? 'nothing'}, not where Signalbox left it (${expected ?? 'nothing'}): move or delete that branch, then retry`,
    );
  }
  await workspace.moveBranch(project.repo, branch, expected, commit);
}

function headOf({ task }: EffectTarget): string {
  if (task.commit_sha === null) throw new Error(`task ${task.id} has no commit yet`);
  return task.commit_sha;
}
