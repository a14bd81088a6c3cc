import { isOperational } from '../../domain/failure.ts';
import type { Project } from '../../domain/project.ts';
import type { CommitRange } from '../../domain/release-view.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { hasLandedByHand } from '../landed-by-hand.ts';
import type { RunContext } from '../runs/run-context.ts';
import { findReleaseDetails, keepReleaseDetails } from '../show-release.ts';

const OUTPUT_BYTES = 1500;
const SHORT = 8;
const SUBJECTS = 5;

/** Fills in what a chat is told of a release that froze its repository. Idempotent; what cannot be found out is left out. */
export async function fillReleaseDetails(
  context: RunContext,
  { task, project }: { task: TaskRow; project: Project },
): Promise<void> {
  const { store } = context;
  const froze = store.freezes.findOfRelease(task.repo, task.work_item_id) !== undefined;
  if (!froze || findReleaseDetails(context, task.id) !== null) return;
  const output = await readOutput(context, task);
  const range = await findRange(context, task, project);
  keepReleaseDetails(context, task.id, { range, output });
}

/** Of the look that failed, else of the deploy. */
async function readOutput({ store, tools }: RunContext, task: TaskRow): Promise<string> {
  const deployment = store.deployments.findOfTask(task.id);
  const look = deployment && store.healthLooks.findLatest(deployment.id);
  const deploy = store.runs.findLatestOfRole(task.id, 'deployer');
  for (const run of [look?.outcome === 'completed' ? undefined : look, deploy]) {
    const tail = run?.folder == null ? '' : await tools.readOutputTail(run.folder, OUTPUT_BYTES);
    if (tail !== '') return tail;
  }
  return '';
}

async function findRange(context: RunContext, task: TaskRow, project: Project): Promise<CommitRange | null> {
  const { store, workspace, log } = context;
  const deployment = store.deployments.findOfTask(task.id);
  const to = task.merge_sha ?? task.commit_sha;
  const from = deployment?.base_sha ?? task.base_sha;
  // What was developed since somebody merged it has not landed, and what has is on no record.
  const isUnlanded = task.merge_sha === null && to !== from && hasLandedByHand(context, task.id);
  if (to === null || isUnlanded) return null;
  if (from === null || from === to) return { from: null, to: to.slice(0, SHORT), count: 1, subjects: [] };
  try {
    const { count, first } = await workspace.listCommits(project.repo, { from, to, most: SUBJECTS });
    const subjects = first.map(({ commit, subject }) => ({ commit: commit.slice(0, SHORT), subject }));
    return { from: from.slice(0, SHORT), to: to.slice(0, SHORT), count, subjects };
  } catch (error) {
    if (!isOperational(error)) throw error;
    log.warn({ task: task.id, err: error }, 'the commits of a release cannot be told');
    return { from: from.slice(0, SHORT), to: to.slice(0, SHORT), count: 0, subjects: [] };
  }
}
