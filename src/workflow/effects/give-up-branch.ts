import { type Phrase, phrase, type Said } from '../../domain/phrase.ts';
import type { Project } from '../../domain/project.ts';
import { inEnglish } from '../../locale/translator.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { toStoredTime } from '../../stored-time.ts';
import { signalbox } from '../commit.ts';
import { isOurs } from '../runs/prepare-run.ts';
import type { RunContext } from '../runs/run-context.ts';
import { branchOf } from '../task-branch.ts';
import { toForgeTask } from './effect-target.ts';

type Target = { task: TaskRow; project: Project };

/**
 * Closes the change of a cancelled task and deletes its branch, at the origin and here. A branch with commits of people
 * stays at the origin, and the log and the card say so: what they wrote may be nowhere else.
 */
export async function giveUpBranch(context: RunContext, target: Target): Promise<void> {
  const { task, project } = target;
  const { workspace, forges } = context;
  const branch = branchOf(task);
  if (branch === project.repo.defaultBranch || isOfAnother(context, task)) return;
  const ours = await workspace.branchCommit(project.repo, branch);
  // Before there is a commit nothing of it can have been pushed.
  if (ours === null && task.commit_sha === null) return;
  const tip = await workspace.fetchBranch(project.repo, branch);
  const kept = tip !== null && (await isOfPeople(context, target, tip)) ? tip : null;
  const comment =
    kept === null
      ? 'The task was cancelled.'
      : 'The task was cancelled. Its branch stays, since people have committed to it.';
  const forgeTask = toForgeTask(context, task, project);
  await forges.of(project).closeChange(forgeTask, comment, kept === null ? tip : null);
  if (kept !== null) noteKept(context, task, { branch, commit: kept });
  await workspace.deleteBranch(project.repo, branch);
}

/** Tasks that were taken over may share one. */
function isOfAnother({ store }: RunContext, task: TaskRow): boolean {
  return store.tasks.listOpen().some(({ id, repo, ...other }) => {
    return id !== task.id && repo === task.repo && branchOf({ id, ...other }) === branchOf(task);
  });
}

/** Whoever else committed to it, before or after the task took it up. */
async function isOfPeople({ workspace }: RunContext, { project }: Target, tip: string): Promise<boolean> {
  const { baseCommit } = await workspace.refresh(project.repo);
  const committers = await workspace.listCommitters(project.repo, baseCommit, tip);
  return !committers.every(isOurs);
}

function noteKept(
  context: RunContext,
  { id }: TaskRow,
  { branch, commit }: { branch: string; commit: string },
): void {
  noteOnce(context, id, phrase('why-branch-kept', { branch, commit: commit.slice(0, 8) }));
}

/** Nobody is asked about what an ended task left behind, but it is told. */
export function noteUntidied(context: RunContext, taskId: number, why: Said): void {
  noteOnce(context, taskId, phrase('why-untidied', { why }));
}

/** However often it is tidied up. */
function noteOnce({ store, clock }: RunContext, taskId: number, why: Phrase): void {
  store.transaction(() => {
    if (store.log.listOfTask(taskId).some((row) => row.why === inEnglish(why))) return;
    store.log.append({ taskId, from: null, to: null, why, by: signalbox }, toStoredTime(clock.now()));
    store.cards.touch(taskId);
  });
}
