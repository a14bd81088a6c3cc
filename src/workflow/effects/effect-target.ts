import { wordChange } from '../../domain/mirror-words.ts';
import type { Project } from '../../domain/project.ts';
import { isStage, stages } from '../../domain/stage.ts';
import type { ForgeTask } from '../../forges/forge.ts';
import type { EffectRow } from '../../store/outbox.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { fromStoredTime } from '../../stored-time.ts';
import type { RunContext } from '../runs/run-context.ts';
import { sumRuns } from '../runs/run-usage.ts';
import { branchOf } from '../task-branch.ts';

export type EffectTarget = { effect: EffectRow; task: TaskRow; project: Project };

type Describing = Pick<RunContext, 'store' | 'forges' | 'trackers'>;

/** What a forge must know of a task. Asks nobody. */
export function toForgeTask(context: Describing, task: TaskRow, project: Project): ForgeTask {
  const workItemId = nameOf(task);
  const title = task.title ?? workItemId;
  const forgeTask = { repo: project.repo, branch: branchOf(task), title, workItemId, body: '' };
  return { ...forgeTask, body: wordBody(context, { task, project, forgeTask }) };
}

function wordBody(
  { store, forges, trackers }: Describing,
  { task, project, forgeTask }: { task: TaskRow; project: Project; forgeTask: ForgeTask },
): string {
  const forge = forges.of(project);
  const { workItemId, title, branch } = forgeTask;
  const document = (name: string, path: string) => ({
    name,
    path,
    branch,
    url: forge.fileUrl(forgeTask, path),
  });
  const item = trackerItemOf(task);
  const tracker = item === null ? null : trackers.of(project);
  return wordChange({
    workItemId,
    title,
    itemUrl: item === null ? null : (tracker?.itemUrl?.(item) ?? null),
    description: task.description ?? '',
    documents: [
      document('Requirements (BRD)', brdPath(task)),
      ...(isPastArchitecture(task) ? [document('Decisions (ADR)', `${docsOf(task)}/06-adr`)] : []),
    ],
    usage: sumRuns(store.runs.listOfTask(task.id)),
  });
}

/** Before that stage there is no decision that a link could lead to. */
function isPastArchitecture({ stage }: TaskRow): boolean {
  return isStage(stage) && stages.indexOf(stage) > stages.indexOf('architecture');
}

export function brdPath(task: TaskRow): string {
  return `${docsOf(task)}/01-brd.md`;
}

function docsOf(task: TaskRow): string {
  return `docs/work-items/${nameOf(task)}`;
}

function nameOf(task: TaskRow): string {
  return task.work_item_id ?? `task ${task.id}`;
}

/** The tracker's id of the task's work item; null for a task that has none. */
export function trackerItemOf({ plane_issue_id: issue, plane_id: item }: TaskRow): string | null {
  const id = issue ?? item;
  return id === '' ? null : id;
}

export function createdAt(effect: EffectRow): Date {
  return fromStoredTime(effect.created_at);
}
