import { type ApprovalEnd, type ApprovalView, listMissing } from '../domain/approval-view.ts';
import type { Explanation } from '../domain/explanation.ts';
import { phrase } from '../domain/phrase.ts';
import type { Project } from '../domain/project.ts';
import { isFinished } from '../domain/stage.ts';
import type { TaskView } from '../domain/task-view.ts';
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

type Votes = NonNullable<TaskView['approval']>['votes'];

/** Who has approved the request that is open and who may still; null where no rule of the project asks for several. */
export function readVotes(
  { store }: Pick<Context, 'store'>,
  nonce: string,
  project: Project | undefined,
): Votes {
  const rule = project?.approval ?? null;
  if (rule === null) return null;
  const row = store.approvals.findByNonce(nonce);
  const given = row === undefined ? [] : store.approvals.listVotes(row.id).map(({ who }) => who);
  return { given, missing: listMissing(rule, given), needs: rule.needs };
}

/** Why the BRD still waits, with the names of those who are waited for: the card has a line of its own for them. */
export function withMissing(explanation: Explanation, votes: Votes): Explanation {
  if (explanation.code !== 'brd' || votes === null || votes.missing.length === 0) return explanation;
  const { given, needs, missing } = votes;
  return { ...explanation, text: phrase('brd-why-waits', { given: given.length, needs, names: missing }) };
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
