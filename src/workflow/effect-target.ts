import type { Project } from '../domain/project.ts';
import type { EffectRow } from '../store/outbox.ts';
import type { TaskRow } from '../store/tasks.ts';
import { fromStoredTime } from '../stored-time.ts';
import { branchOf } from './task-branch.ts';

export type EffectTarget = { effect: EffectRow; task: TaskRow; project: Project };

export function toForgeTask(task: TaskRow, project: Project) {
  const workItemId = task.work_item_id ?? `task ${task.id}`;
  const title = task.title ?? workItemId;
  return {
    repo: project.repo,
    branch: branchOf(task),
    title,
    workItemId,
    body: task.description ?? '',
  };
}

export function createdAt(effect: EffectRow): Date {
  return fromStoredTime(effect.created_at);
}
