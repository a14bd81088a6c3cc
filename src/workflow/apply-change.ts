import type { Asked } from '../domain/attention.ts';
import type { Change, ChangeKind, ChangeOf } from '../domain/decision.ts';
import { phrase, type Said } from '../domain/phrase.ts';
import { writeAsked } from '../locale/asked-text.ts';
import { writeSaid } from '../locale/said-text.ts';
import { inEnglish } from '../locale/translator.ts';
import type { JobRow } from '../store/jobs.ts';
import { toStoredTime } from '../stored-time.ts';
import { accountOfTask } from './account-faults.ts';
import { askRollback, withdrawRollback } from './ask-rollback.ts';
import type { Context } from './context.ts';
import type { Gathered } from './gather.ts';
import { forgetStood, noteStood } from './intake/commits-stood-at.ts';
import { decideApproval, recordVote, requestApproval } from './request-approval.ts';

type Scope = { context: Context; gathered: Gathered; now: string };
type Apply = { [K in ChangeKind]: (scope: Scope, change: ChangeOf<K>) => void };

/** Makes one change of a decision true. Called inside the commit's transaction only. */
export function applyChange(scope: Scope, change: Change): void {
  const apply = handlers[change.do] as (scope: Scope, change: Change) => void;
  apply(scope, change);
}

/** What old files may still have queued when its task goes on: it would be worked in a stage it was not meant for. */
export function supersedeQueued({ context, gathered, now }: Scope): void {
  context.store.jobs.dropQueued(gathered.task.id, 'superseded: its task went on without it', now);
}

const handlers: Apply = {
  enqueue: (scope, { role, notes }) => {
    const { context, gathered, now } = scope;
    const { task } = gathered;
    supersedeQueued(scope);
    if (role === 'analyst') forgetStood(context, task.id);
    const title = task.title ?? task.work_item_id ?? '';
    context.store.jobs.enqueue({ role, repo: task.repo, taskId: task.id, title, notes }, now);
  },
  finishJob: (scope, { outcome, error, succeeded, attemptBack }) => {
    const { id, run_id: runId } = runningJob(scope);
    const { store } = scope.context;
    const end = { id, runId, outcome, error: toError(error), succeeded, attemptBack };
    settled(store.jobs.finish(end, scope.now), id);
    store.tasks.setAgentRunning(scope.gathered.task.id, null);
  },
  putOffJob: (scope, { outcome, error, at, attemptBack, transient }) => {
    const { id, run_id: runId } = runningJob(scope);
    const { store } = scope.context;
    const put = { id, runId, outcome, error: inEnglish(error), attemptBack, transient, at: toStoredTime(at) };
    settled(store.jobs.putOff(put), id);
    store.tasks.setAgentRunning(scope.gathered.task.id, null);
  },
  hurryJob: ({ context, gathered }) => context.store.jobs.hurry(gathered.task.id),
  hurryEffect: ({ context, gathered }) => context.store.outbox.hurry(gathered.task.id),
  dropQueuedJobs: ({ context, gathered, now }, { why }) =>
    context.store.jobs.dropQueued(gathered.task.id, inEnglish(why), now),
  effect: ({ context, gathered, now }, { kind, payload }) => {
    const { store } = context;
    const { id, repo } = gathered.task;
    if (kind === 'rollback') askRollback(context, gathered.task, payload['by'] ?? '', now);
    else
      store.outbox.add(
        id,
        kind,
        kind === 'merge' ? { ...payload, ...frozenAt(context, repo) } : payload,
        now,
      );
  },
  dropEffects: ({ context, gathered, now }) => context.store.outbox.dropOfTask(gathered.task.id, now),
  withdrawRollback: ({ context, gathered, now }) => withdrawRollback(context, gathered.task, now),
  setCommit: ({ context, gathered }, { commit }) => {
    context.store.tasks.setCommit(gathered.task.id, commit);
    noteStood(context, gathered.task.id, commit);
  },
  setBase: ({ context, gathered }, { base }) => context.store.tasks.setBase(gathered.task.id, base),
  setMergeCommit: ({ context, gathered }, { commit }) =>
    context.store.tasks.setMergeCommit(gathered.task.id, commit),
  setRework: ({ context, gathered }, { rework }) => context.store.tasks.setRework(gathered.task.id, rework),
  requestApproval,
  recordVote,
  decideApproval,
  takeLock: ({ context, gathered, now }) => {
    if (gathered.facts.lock === 'free') context.store.locks.take(gathered.task.repo, gathered.task.id, now);
  },
  releaseLock: ({ context, gathered }) => context.store.locks.release(gathered.task.id),
  ask: ({ context, gathered, now }, { code, asked }) =>
    context.store.tasks.ask(gathered.task.id, code, writeAsked(toSentence(asked)), now),
  clearAttention: ({ context, gathered }) => context.store.tasks.clearAttention(gathered.task.id),
  requestStop: ({ context, gathered }, { kind, by, note }) =>
    context.store.tasks.requestStop(gathered.task.id, kind, by, writeSaid(note)),
  clearStop: ({ context, gathered }) => context.store.tasks.clearStop(gathered.task.id),
  holdAccount: ({ context, gathered, now }, { kind, why, mend, until }) => {
    const account = accountOfRun(context, gathered);
    if (account === null) return;
    const held = { account, kind, why, mend, until: until === null ? null : toStoredTime(until) };
    context.store.accounts.hold(held, now);
    context.store.cards.touchQueued();
    context.log.warn({ account, kind, why: inEnglish(why) }, 'the account is held back');
  },
  freeAccount: ({ context, gathered }) => {
    const account = accountOfTask(context, gathered.task);
    if (account !== null) context.store.accounts.free(account);
    context.store.cards.touchQueued();
  },
  // By `keepDeployment`, with whatever else becomes of the deployment.
  watchHealth: () => undefined,
  freeze: ({ context, gathered: { task }, now }, { reason }) => {
    context.store.freezes.freeze(task.repo, reason, task.work_item_id, now);
    context.log.warn(
      { repo: task.repo, task: task.id, reason: inEnglish(reason) },
      'the repository is frozen',
    );
  },
};

/** The freezes that whoever asked for a merge knew of; what comes later holds it. By number: clocks are set back. */
function frozenAt({ store }: Context, repo: string): { freeze: string } {
  return { freeze: String(store.freezes.listActive(repo).at(-1)?.id ?? 0) };
}

/** The one it worked with: the settings may name another by now. */
function accountOfRun(context: Context, { task, job }: Gathered): string | null {
  const run = job?.run_id == null ? undefined : context.store.runs.find(job.run_id);
  return run === undefined ? accountOfTask(context, task) : run.account;
}

/** Text is kept as text: what programs told and agents asked has one language only. */
function toSentence({ sentence: why, details }: Asked): Asked {
  const said = phrase('ask-sentence', { why });
  return { sentence: typeof why === 'string' ? inEnglish(said) : said, details };
}

function toError(error: Said | null): string | null {
  return error === null ? null : inEnglish(error);
}

function runningJob({ gathered }: Scope): JobRow {
  const { job, task } = gathered;
  if (job?.status !== 'running') throw new Error(`task ${task.id} has no running job to settle`);
  return job;
}

function settled(ok: boolean, jobId: number): void {
  if (!ok) throw new Error(`job ${jobId} was settled by somebody else`);
}
