import type { Actor, Signal } from '../../domain/signal.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { findContinued } from '../find-continued.ts';
import { isForged } from '../find-project.ts';
import { noteStood } from '../intake/commits-stood-at.ts';
import { isLandedHead, noteLandedByHand } from '../landed-by-hand.ts';
import { Refusal } from '../refusal.ts';
import { adoptBranch, refuseDefaultBranch } from '../runs/adopt-branch.ts';
import { identityOf } from '../runs/prepare-run.ts';
import type { RunContext } from '../runs/run-context.ts';
import { branchOf } from '../task-branch.ts';
import { createdAt, type EffectTarget, toForgeTask } from './effect-target.ts';
import { noteDocument } from './note-document.ts';

export async function publishBranch(context: RunContext, target: EffectTarget): Promise<Signal> {
  const { effect, task, project } = target;
  const commit = await headOf(context, target);
  await pushBranch(context, target, commit);
  context.checkpoint('branch-pushed');
  const { state } = JSON.parse(effect.payload) as { state: 'draft' | 'ready' };
  const change = await context.forges.of(project).openChange(toForgeTask(context, task, project), state);
  context.store.tasks.setChange(task.id, change);
  if (state === 'draft') noteDocument(context, task, project);
  return { type: 'published', commit };
}

/** The branch with the default branch merged in, so that what is tested is what would land. */
export async function updateBranch(context: RunContext, target: EffectTarget): Promise<Signal | null> {
  const { effect, task, project } = target;
  const { workspace } = context;
  const head = await headOf(context, target);
  const { baseCommit: base } = await workspace.refresh(project.repo);
  const continued = await findContinued(workspace, project, task, head);
  if (continued !== null) return { type: 'branchMoved', ...continued, by: somebody(project) };
  noteStood(context, task.id, head);
  // Landed by hand: what is on the default branch is what has to be tested.
  const query = { task: toForgeTask(context, task, project), commit: head, candidate: null };
  const landing = await context.forges.of(project).findLanding(query);
  if (landing.kind === 'landed') return landedByHand(context, target, { head, base });
  if (await workspace.isAncestor(project.repo, base, head)) {
    // The merge of an earlier try, perhaps, that was not pushed.
    const ours = await workspace.branchCommit(project.repo, branchOf(task));
    if (ours !== head) await pushBranch(context, target, head);
    await refreshChange(context, target);
    return { type: 'updated', commit: head, base };
  }
  const merged = await workspace.mergeTrees(project.repo, head, base);
  if (merged.kind === 'conflict') {
    const details = `Merging ${project.repo.defaultBranch} into ${branchOf(task)} conflicts in ${merged.files.join(', ')}.\n\n${merged.details}`;
    return { type: 'updateConflicted', details };
  }
  const commit = await workspace.commitTree(project.repo, {
    tree: merged.tree,
    parents: [head, base],
    message: `Merge ${project.repo.defaultBranch} into ${branchOf(task)}\n`,
    identity: identityOf('signalbox'),
    at: createdAt(effect),
  });
  // Dropped meanwhile, because the task goes another way: its commit is another's to set.
  if (context.store.outbox.find(effect.id)?.state !== 'pending') return null;
  // Recorded first: a repeat after a crash behind the push, with yet another base, continues what it pushed.
  context.store.tasks.setCommit(task.id, commit);
  await pushBranch(context, target, commit);
  await refreshChange(context, target);
  return { type: 'updated', commit, base };
}

/** What landed is what is tested. Where it is what the change was, the checks of that one say as much. */
async function landedByHand(
  context: RunContext,
  { task, project: { repo } }: EffectTarget,
  { head, base }: { head: string; base: string },
): Promise<Signal> {
  const { workspace } = context;
  noteLandedByHand(context, task.id, head);
  const isAlike = (await workspace.treeOf(repo, head)) === (await workspace.treeOf(repo, base));
  return { type: 'updated', commit: base, base, ...(isAlike ? { alike: head } : {}) };
}

/**
 * The change says what is known by now. One that somebody closed or merged is left alone; where the earlier installation
 * opened none, there is one from here on, since many a CI looks at changes only.
 */
async function refreshChange(context: RunContext, { task, project }: EffectTarget): Promise<void> {
  if (!isForged(project)) return;
  const forge = context.forges.of(project);
  const forgeTask = toForgeTask(context, task, project);
  const found = await forge.findChange(forgeTask);
  if (found !== null && found.state !== 'open') return;
  context.store.tasks.setChange(task.id, await forge.openChange(forgeTask, 'ready'));
}

/** Git does not tell who pushed. */
function somebody({ forge: { kind } }: EffectTarget['project']): Actor {
  return { who: 'somebody at the forge', via: kind === 'local' ? 'signalbox' : kind };
}

/**
 * Lands the tested commit, unless the repository was frozen since that was asked for. For a task that is to be cancelled it
 * only looks whether an earlier try has landed it.
 */
export async function landChange(context: RunContext, target: EffectTarget): Promise<Signal> {
  const { effect, task, project } = target;
  if (task.stop_requested !== 'cancel' && isFrozenSince(context, target)) return { type: 'baseMoved' };
  const query = {
    task: toForgeTask(context, task, project),
    commit: await headOf(context, target),
    candidate: task.merge_candidate,
  };
  const landing =
    task.stop_requested === 'cancel'
      ? await context.forges.of(project).findLanding(query)
      : await context.forges.of(project).land({
          ...query,
          base: baseOf(task),
          style: project.forge.merge,
          at: createdAt(effect),
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

/** A merge that was put off may find a freeze that came meanwhile; who tries again in a frozen repository knows of it. */
function isFrozenSince({ store }: RunContext, { effect, task }: EffectTarget): boolean {
  const { freeze: known } = JSON.parse(effect.payload) as { freeze?: string };
  return store.freezes
    .listActive(task.repo)
    .some(({ id, since }) => (known === undefined ? since > effect.created_at : id > Number(known)));
}

/**
 * Continues what is there, or replaces exactly what has landed, and nothing else: no commit on the branch is ever lost,
 * whoever made it.
 */
async function pushBranch(
  context: RunContext,
  { task, project: { repo } }: EffectTarget,
  commit: string,
): Promise<void> {
  const { workspace } = context;
  const branch = branchOf(task);
  refuseDefaultBranch(branch, repo);
  const ours = await workspace.branchCommit(repo, branch);
  let pushed = await workspace.push(repo, { commit, branch, expected: 'any' });
  // Squashed by hand, it is on the default branch, and is no ancestor of what was developed from there on.
  if (pushed.kind === 'moved' && pushed.now !== null && isLandedHead(context, task.id, pushed.now))
    pushed = await workspace.push(repo, { commit, branch, expected: pushed.now });
  if (pushed.kind === 'moved') {
    const { now } = pushed;
    const what =
      now === ours
        ? 'which another task left there and this one does not contain'
        : `not where Signalbox left it (${ours ?? 'nothing'})`;
    throw new Refusal(
      `${branch} at ${repo.key} is at ${now ?? 'nothing'}, ${what}: move or delete that branch, then retry`,
    );
  }
  await workspace.moveBranch(repo, branch, ours, commit);
}

function baseOf({ id, base_sha: base }: TaskRow): string {
  if (base === null) throw new Error(`task ${id} is to land, but no tested base was recorded`);
  return base;
}

async function headOf(context: RunContext, { task, project }: EffectTarget): Promise<string> {
  const head = await adoptBranch(context, task, project);
  if (head !== null) return head;
  throw new Refusal(
    `${branchOf(task)} is not at the origin of ${project.repo.key}: push it there, then retry`,
  );
}
