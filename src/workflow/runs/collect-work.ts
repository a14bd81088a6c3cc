import { isRetryable, messageOf } from '../../domain/failure.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { Project } from '../../domain/project.ts';
import { emptyReport } from '../../domain/report.ts';
import type { Work } from '../../domain/signal.ts';
import type { RunRow } from '../../store/runs.ts';
import type { TaskRow } from '../../store/tasks.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { cloneFolder, identityOf } from './prepare-run.ts';
import type { RunContext } from './run-context.ts';

const DOCS = 'docs/work-items/';

type Ended = { run: RunRow; task: TaskRow; project: Project; outcome: Outcome };

/** A run's work is paid for: trouble that passes is waited out for so long before the run counts as failed. */
const PATIENCE_MS = 3_600_000;

/**
 * Takes a run's commits into the bare clone and looks at what they hold. Rethrows trouble that may pass: the run then
 * stays unfinished, and the reaper collects it again. A clone beyond reading fails the run.
 */
export async function collectWork(
  context: RunContext,
  { run, task, project, outcome }: Ended,
): Promise<{ outcome: Outcome; work: Work | null }> {
  const workItemId = task.work_item_id ?? `task ${task.id}`;
  try {
    const collected = await context.workspace.collect(project.repo, {
      folder: cloneFolder(task.id),
      startCommit: run.start_commit ?? '',
      leftoverMessage: `${workItemId}: what the ${run.agent} left uncommitted\n`,
      identity: identityOf(run.agent),
      keepRef: `refs/signalbox/runs/${run.name ?? run.id}`,
    });
    const { commit, descends, changedPaths } = collected;
    const changedOutsideDocs = changedPaths.some((path) => !path.startsWith(DOCS));
    return {
      outcome,
      work: {
        commit,
        descends,
        changedOutsideDocs,
        ...(await readDocuments(context, project, workItemId, commit)),
      },
    };
  } catch (error) {
    const why = `the work of the ${run.agent} could not be taken over: ${messageOf(error)}`;
    if (isRetryable(error) && !isOverdue(context, run)) throw error;
    return { outcome: { kind: 'failed', why, report: emptyReport }, work: null };
  }
}

function isOverdue({ tools, clock }: RunContext, run: RunRow): boolean {
  const endedAt = run.folder === null ? null : tools.endedAt(run.folder);
  return endedAt === null || clock.now().getTime() - endedAt.getTime() > PATIENCE_MS;
}

/** The requirements of a work item as they stand at a commit; null when there are none. */
export async function readBrd(
  { workspace }: { workspace: Pick<Workspace, 'readFile'> },
  { repo }: Project,
  workItemId: string,
  commit: string,
): Promise<{ revision: string; text: string } | null> {
  const file = await workspace.readFile(repo, commit, `${DOCS}${workItemId}/01-brd.md`);
  return file === null ? null : { revision: file.blob, text: file.text };
}

async function readDocuments(context: RunContext, project: Project, workItemId: string, commit: string) {
  const brd = await readBrd(context, project, workItemId, commit);
  const adrs = await context.workspace.listFiles(project.repo, commit, `${DOCS}${workItemId}/06-adr`);
  return { brdRevision: brd?.revision ?? null, brdText: brd?.text ?? null, adrCount: adrs.length };
}
