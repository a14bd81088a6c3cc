import type { Facts, JobFacts, Policy, StopKind } from '../../src/domain/facts.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { emptyReport, type Verdict } from '../../src/domain/report.ts';
import type { Actor, Signal, Work } from '../../src/domain/signal.ts';
import { type Position, pipeline, stages } from '../../src/domain/stage.ts';

export const now = new Date('2026-03-01T10:00:00.000Z');
export const ada: Actor = { who: 'Ada', via: 'telegram' };
export const commit = 'c0ffee01';
export const revision = 'brd-1';

export const policy: Policy = {
  reworkLimit: 3,
  transientLimit: 8,
  backoff: { baseSeconds: 10, maxSeconds: 600 },
  ci: true,
  staging: true,
  deploy: true,
  deployRepeatable: false,
  health: true,
  approval: null,
};

export const stopKinds: readonly StopKind[] = [
  'stop',
  'cancel',
  'halt',
  'budget',
  'changes',
  'merged',
  'pause',
];

/** A task on its way without trouble: at work its run is alive, and it holds what the way here gave it. */
export function factsAt(position: Position, parts: Partial<Facts> = {}): Facts {
  const { stage, step } = position;
  const rank = stages.indexOf(stage);
  const asked = stage === 'analysis' && step !== 'work';
  const beyondApproval = rank > stages.indexOf('analysis') && stage !== 'cancelled';
  return {
    stage,
    step,
    attention: null,
    attentionText: '',
    effectPutOff: false,
    effectPending: waitsForEffect(position),
    live: step === 'work' || step === 'ci',
    stopRequested: null,
    stopBy: null,
    stopNote: null,
    commit: beyondApproval || asked ? commit : null,
    base: holdsLock(position) && step !== 'update' ? 'base01' : null,
    mergeCommit:
      stage === 'done' || (stage === 'deploy' && (step === 'work' || step === 'health')) ? 'merged1' : null,
    landedByHand: false,
    approval:
      asked || beyondApproval ? { revision, decision: beyondApproval ? 'approved' : null, votes: [] } : null,
    approvedRevision: beyondApproval ? revision : null,
    rework: 0,
    job: step === 'work' ? jobOf(position) : null,
    lock: holdsLock(position) ? 'ours' : 'free',
    frozen: step === 'thaw',
    rollback: { configured: true, underWay: false, latest: true, own: null },
    blocked: false,
    overBudget: null,
    accountHeld: false,
    sameFaults: 0,
    landings: 0,
    lastFindings: '',
    policy,
    now,
    ...parts,
  };
}

/** From the update of the branch until the task leaves deploy. */
export function holdsLock({ stage, step }: Position): boolean {
  return stage === 'deploy' || (stage === 'staging' && step !== 'lock');
}

export function waitsForEffect({ step }: Position): boolean {
  return step === 'publish' || step === 'ci' || step === 'update' || step === 'merge';
}

/** What a run that lives there can be stopped for: no stage moves before its end, so a stop stands where it was asked for. */
export function stopKindsAt({ stage, step }: Position): StopKind[] {
  const underReview =
    stage === 'review' || stage === 'testing' || (stage === 'development' && step !== 'work');
  const mayGoBack = underReview || stage === 'staging' || step === 'thaw';
  const mayHalt = stage !== 'done' && stage !== 'cancelled' && (stage !== 'deploy' || step === 'thaw');
  const kinds: Record<StopKind, boolean> = {
    stop: true,
    cancel: true,
    halt: mayHalt,
    budget: step === 'work' && stage !== 'deploy',
    changes: mayGoBack,
    merged: underReview,
    pause: step === 'work' || step === 'ci',
  };
  return stopKinds.filter((kind) => kinds[kind]);
}

export function jobOf({ stage }: Pick<Position, 'stage'>, parts: Partial<JobFacts> = {}): JobFacts {
  return {
    id: 7,
    role: pipeline[stage].role ?? 'analyst',
    status: 'running',
    attempts: 1,
    maxAttempts: 2,
    transients: 0,
    lastOutcome: null,
    notes: '',
    putOff: false,
    ...parts,
  };
}

export const goodWork: Work = {
  commit: 'c0ffee02',
  descends: true,
  changedOutsideDocs: true,
  brdRevision: revision,
  brdText: '# BRD',
  adrCount: 1,
};

export function settled(outcome: Outcome, work: Work | null = null): Signal {
  return { type: 'runSettled', outcome, work };
}

export function completed(verdict: Verdict | null = null, work: Work | null = goodWork): Signal {
  return settled({ kind: 'completed', report: { ...emptyReport, verdict, findings: 'findings' } }, work);
}

export function failed(why = 'exit status 1'): Signal {
  return settled({ kind: 'failed', why, report: emptyReport });
}
