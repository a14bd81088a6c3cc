import { transientLimit } from '../domain/backoff.ts';
import type { Facts, JobFacts, Policy } from '../domain/facts.ts';
import type { Project } from '../domain/project.ts';
import { isStage, type Step, steps } from '../domain/stage.ts';
import { askedInEnglish } from '../locale/asked-text.ts';
import { readSaid } from '../locale/said-text.ts';
import type { ApprovalRow } from '../store/approvals.ts';
import type { JobRow } from '../store/jobs.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import { isAccountHeld } from './account-faults.ts';
import { readRollback } from './ask-rollback.ts';
import type { Context } from './context.ts';
import { hasLandedByHand } from './landed-by-hand.ts';
import { whyOverBudget } from './money.ts';

export type Gathered = {
  task: TaskRow;
  job: JobRow | undefined;
  project: Project | undefined;
  facts: Facts;
  /** False for a stage of an earlier installation that the pipeline does not know; the facts are then those of a task at rest. */
  isKnown: boolean;
};

/** Everything a decision about this task may look at; undefined for a task that is not there or has no stage. */
export function gather(context: Context, taskId: number): Gathered | undefined {
  const { store, clock } = context;
  const task = store.tasks.find(taskId);
  if (task?.stage == null) return undefined;
  const isKnown = isStage(task.stage);
  const project = context.projects.findForTask(task);
  const job = store.jobs.findOfTask(taskId);
  const approval = store.approvals.findLatest(taskId);
  const holder = store.locks.findHolder(task.repo);
  const now = clock.now();
  const facts: Facts = {
    ...(isStage(task.stage)
      ? { stage: task.stage, step: toStep(task.step) }
      : { stage: 'created', step: 'rest' }),
    attention: task.attention,
    attentionText: askedInEnglish(task.attention_text ?? ''),
    effectPutOff: store.outbox.isPutOff(taskId, toStoredTime(now)),
    effectPending: store.outbox.isPending(taskId),
    live: job?.status === 'running' || store.runs.findLiveOfTask(taskId) !== undefined,
    stopRequested: task.stop_requested,
    stopBy: task.stop_by,
    stopNote: task.stop_note === null ? null : readSaid(task.stop_note),
    commit: task.commit_sha,
    base: task.base_sha,
    mergeCommit: task.merge_sha,
    landedByHand: hasLandedByHand(context, taskId),
    approval: approval === undefined ? null : toAsked(context, approval),
    approvedRevision: store.approvals.findApprovedRevision(taskId),
    rework: task.rework,
    job: job === undefined ? null : toJobFacts(job, toStoredTime(now)),
    lock: holder === undefined ? 'free' : holder === taskId ? 'ours' : 'taken',
    frozen: store.freezes.listActive(task.repo).length > 0,
    rollback: readRollback(context, task),
    blocked: context.gates.dependencies && store.dependencies.isBlocked(taskId),
    overBudget: isMoneyMeant(task, job) ? whyOverBudget(context, task) : null,
    accountHeld: isAccountHeld(context, task),
    sameFaults:
      job === undefined ? 0 : countSameFaults(store.runs.listFaults(taskId, job.id, FAULTS_LOOKED_AT)),
    landings: store.log.countLandings(taskId),
    lastFindings: store.jobs.findLastNotes(taskId, 'developer'),
    policy: toPolicy(project, context),
    now,
  };
  return { task, job, project, facts, isKnown };
}

function toAsked({ store }: Context, { id, revision, decision }: ApprovalRow): Facts['approval'] {
  return { revision, decision, votes: store.approvals.listVotes(id).map(({ who }) => who) };
}

/** Only then does a decision depend on what is spent, which takes sums over many rows. */
function isMoneyMeant(task: TaskRow, job: JobRow | undefined): boolean {
  return task.attention === 'budget' || task.stop_requested === 'budget' || job?.status === 'running';
}

/** Rows taken over have no step: their stage's work is what they can stand at. */
function toStep(step: string | null): Step {
  return steps.find((known) => known === step) ?? 'work';
}

function toJobFacts(job: JobRow, now: string): JobFacts {
  return {
    id: job.id,
    role: job.agent,
    status: job.status,
    attempts: job.attempts,
    maxAttempts: job.max_attempts,
    transients: job.transient_attempts,
    notes: job.notes ?? '',
    lastOutcome: job.outcome,
    putOff: job.available_at !== null && job.available_at > now,
  };
}

const FAULTS_LOOKED_AT = 10;

function countSameFaults(faults: readonly (string | null)[]): number {
  const [latest = null] = faults;
  if (latest === null) return 0;
  const other = faults.findIndex((fault) => fault !== latest);
  return other === -1 ? faults.length : other;
}

function toPolicy(project: Project | undefined, { backoff }: Context): Policy {
  return {
    reworkLimit: project?.reworkLimit ?? 0,
    transientLimit,
    backoff,
    ci: project !== undefined && project.forge.ci.kind !== 'none',
    staging: project?.roles['staging-deployer'] != null,
    deploy: project?.roles.deployer != null,
    deployRepeatable: project?.repeatable ?? false,
    health: project?.health != null,
    approval: project?.approval ?? null,
  };
}
