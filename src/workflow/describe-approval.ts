import type { ApprovalEnd, ApprovalView } from '../domain/approval-view.ts';
import { isFinished } from '../domain/stage.ts';
import type { ApprovalRow } from '../store/approvals.ts';
import type { TaskRow } from '../store/tasks.ts';
import type { Context } from './context.ts';

/** A request as people read it, as it stands now. */
export function describeApproval(
  { store, projects }: Pick<Context, 'store' | 'projects'>,
  request: ApprovalRow,
): ApprovalView {
  const { approvals } = store;
  const task = store.tasks.find(request.task_id);
  const before = approvals.findBefore(request);
  const { revision, document, summary, url } = request;
  const workItemId = task?.work_item_id ?? `task ${request.task_id}`;
  return {
    workItemId,
    title: task?.title ?? workItemId,
    revision,
    document,
    summary,
    url,
    rule: (task && projects.findForTask(task)?.approval) ?? null,
    votes: approvals.listVotes(request.id).map(({ who }) => who),
    before: before === undefined || before.revision === revision ? null : toBefore(before),
    end: endOf(request, approvals.findLatest(request.task_id), task),
  };
}

function toBefore({ revision, document, decision, who, comment }: ApprovalRow): ApprovalView['before'] {
  const wasRejected = decision === 'rejected' && who !== null;
  return { revision, document, rejected: wasRejected ? { who, comment: comment ?? '' } : null };
}

function endOf(
  request: ApprovalRow,
  latest: ApprovalRow | undefined,
  task: TaskRow | undefined,
): ApprovalEnd | null {
  if (latest !== undefined && latest.id !== request.id) {
    return { kind: 'replaced', revision: latest.revision };
  }
  const { decision, who, comment } = request;
  if (decision === 'approved') return { kind: 'approved', who: who ?? '' };
  if (decision === 'rejected') return { kind: 'rejected', who: who ?? '', comment: comment ?? '' };
  return isFinished(task?.stage ?? null) ? { kind: 'void' } : null;
}
