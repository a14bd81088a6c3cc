import { randomBytes } from 'node:crypto';
import type { ChangeOf } from '../domain/decision.ts';
import type { ApprovalRow } from '../store/approvals.ts';
import { mannerOf } from './chat-manner.ts';
import { placeOfTask } from './chat-place.ts';
import type { Context } from './context.ts';
import { describeApproval } from './describe-approval.ts';
import { brdPath } from './effects/effect-target.ts';
import type { Gathered } from './gather.ts';

type Scope = { context: Context; gathered: Gathered; now: string };

const NONCE_BYTES = 8;
/** What an older version sent of one document. */
const MOST_PARTS = 10;

/** The document is kept with the request, and posted to the chat before the card that asks about it. */
export function requestApproval(
  { context, gathered: { task }, now }: Scope,
  { revision, document, summary }: ChangeOf<'requestApproval'>,
): void {
  const { approvals } = context.store;
  const before = approvals.findLatest(task.id);
  const nonce = randomBytes(NONCE_BYTES).toString('hex');
  const path = brdPath(task);
  approvals.request({ taskId: task.id, revision, nonce, document, summary, path }, now);
  if (before !== undefined) putAside(context, before, now);
  post(context, approvals.findByNonce(nonce), now);
}

/** One of several who have to approve did. */
export function recordVote(
  { context, gathered: { task }, now }: Scope,
  { name, via }: ChangeOf<'recordVote'>,
): void {
  const { approvals } = context.store;
  const request = approvals.findLatest(task.id);
  if (request === undefined) return;
  approvals.recordVote({ approvalId: request.id, who: name, via }, now);
  showApproval(context, task.id, now);
}

export function decideApproval(
  { context, gathered: { task }, now }: Scope,
  { decision, comment, by }: ChangeOf<'decideApproval'>,
): void {
  const { who, via } = by;
  context.store.approvals.decide({ taskId: task.id, decision, comment, who, via }, now);
  showApproval(context, task.id, now);
}

/** The first message of the latest request says what is true of it now. */
export function showApproval(context: Context, taskId: number, now: string): void {
  const request = context.store.approvals.findLatest(taskId);
  if (request !== undefined) putSummary(context, request, now);
}

/** Of a request that another takes the place of one line stays: the chat holds one document to read. */
function putAside(context: Context, request: ApprovalRow, now: string): void {
  const { notices } = context.store;
  for (let part = 1; part <= MOST_PARTS; part += 1) notices.withdraw(keyOf(request, String(part)));
  notices.withdraw(keyOf(request, 'file'));
  putSummary(context, request, now);
}

function post(context: Context, request: ApprovalRow | undefined, now: string): void {
  const found = request && findChat(context, request);
  if (request === undefined || found === undefined) return;
  const { place, language } = found;
  const { summary, parts, file } = context.presenter.brd(describeApproval(context, request), language);
  const shared = { ...place, taskId: request.task_id, importance: 'needed', loud: false } as const;
  const keep = (key: string, message: unknown) =>
    context.store.notices.add({ ...shared, key, message: JSON.stringify(message) }, now);
  keep(keyOf(request), summary);
  for (const [index, part] of parts.entries()) keep(keyOf(request, String(index + 1)), part);
  keep(keyOf(request, 'file'), file);
}

function putSummary(context: Context, request: ApprovalRow, now: string): void {
  const found = request.path === null ? undefined : findChat(context, request);
  if (found === undefined) return;
  const { place, language } = found;
  const message = JSON.stringify(context.presenter.brdSummary(describeApproval(context, request), language));
  const notice = { ...place, taskId: request.task_id, importance: 'needed', loud: false } as const;
  context.store.notices.put({ ...notice, key: keyOf(request), message }, now);
}

function findChat(context: Context, { task_id: taskId }: ApprovalRow) {
  const task = context.store.tasks.find(taskId);
  const place = task && placeOfTask(context, context.projects.findForTask(task), taskId);
  if (place == null) return undefined;
  return { place, language: mannerOf(context, place.chatId).language };
}

function keyOf({ id }: ApprovalRow, part?: string): string {
  return part === undefined ? `brd:${id}` : `brd:${id}:${part}`;
}
