import type { Facts } from '../../src/domain/facts.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { SignalType } from '../../src/domain/signal.ts';
import { type Position, pipeline, type Stage } from '../../src/domain/stage.ts';
import {
  ada,
  commit,
  completed,
  factsAt,
  failed,
  goodWork,
  jobOf,
  now,
  policy,
  revision,
  settled,
  waitsForEffect,
} from './canonical-facts.ts';
import type { StateCase } from './state-case.ts';
import { outsideCases } from './state-cases-outside.ts';
import { peopleCases } from './state-cases-people.ts';
import { stopCases } from './state-cases-stops.ts';

const working = ({ step }: Position) => step === 'work';
const inMerge = ({ step }: Position) => step === 'merge';
const toCancel = () => ({ stopRequested: 'cancel' }) as const;
const refused = ({ step }: Position) => ({ type: 'effectRefused', effect: step, why: 'no' }) as const;
const stage = (name: Stage) => (at: Position) => at.stage === name && at.step === 'work';
const judged = (at: Position) => working(at) && pipeline[at.stage].verdicts !== null;
const verdictOf = (at: Position, side: 'positive' | 'negative') =>
  pipeline[at.stage].verdicts?.[side] ?? null;

const ends = {
  transient: { kind: 'transient', why: 'answered 502', retryAfterMs: null },
  usageLimit: { kind: 'usageLimit', why: 'the limit is reached', until: now },
  overBudget: { kind: 'overBudget', why: 'the money is spent' },
  misconfigured: { kind: 'misconfigured', why: 'the key is wrong', mend: 'Set another.', of: 'account' },
  silent: { kind: 'silent', why: 'silent' },
  overtime: { kind: 'overtime', why: 'overtime' },
  lost: { kind: 'lost', why: 'lost', began: true },
} as const satisfies Record<string, Outcome>;

const endNames: Partial<Record<keyof typeof ends, string>> = {
  usageLimit: 'usage limit',
  overBudget: 'its budget used up',
  misconfigured: 'account or settings wrong',
};

/** The way of a task from its opening to its end. */
const way: StateCase[] = [
  { name: 'opened', signal: () => ({ type: 'opened', by: ada }) },
  {
    name: 'completed',
    only: (at) => working(at) && !judged(at),
    signal: () => completed(),
  },
  {
    name: 'completed, the approved BRD was changed',
    only: (at) => working(at) && pipeline[at.stage].keepsWork && at.stage !== 'analysis',
    signal: () => completed(null, { ...goodWork, brdRevision: 'brd-2' }),
  },
  {
    name: 'completed, BRD unchanged after its rejection',
    only: stage('analysis'),
    facts: () => ({ approval: { revision, decision: 'rejected', votes: [] } }),
    signal: () => completed(),
  },
  { name: 'verdict positive', only: judged, signal: (at) => completed(verdictOf(at, 'positive'), null) },
  {
    name: 'verdict positive, lock taken',
    only: stage('testing'),
    facts: () => ({ lock: 'taken' }),
    signal: () => completed('pass', null),
  },
  {
    name: 'verdict positive, depends on what is not done',
    only: stage('testing'),
    facts: () => ({ blocked: true }),
    signal: () => completed('pass', null),
  },
  {
    name: 'verdict positive, repository frozen',
    only: stage('staging'),
    facts: () => ({ frozen: true }),
    signal: () => completed('pass', null),
  },
  {
    name: 'verdict positive, no health check',
    only: stage('deploy'),
    facts: () => ({ policy: { ...policy, health: false } }),
    signal: () => completed('pass', null),
  },
  {
    name: 'verdict negative, with the findings of the round before',
    only: (at) => judged(at) && at.stage !== 'deploy',
    facts: () => ({ lastFindings: 'findings' }),
    signal: (at) => completed(verdictOf(at, 'negative'), null),
  },
  { name: 'verdict negative', only: judged, signal: (at) => completed(verdictOf(at, 'negative'), null) },
  {
    name: 'verdict negative, rework used up',
    only: (at) => judged(at) && at.stage !== 'deploy',
    facts: () => ({ rework: policy.reworkLimit }),
    signal: (at) => completed(verdictOf(at, 'negative'), null),
  },
  { name: 'published', signal: () => ({ type: 'published', commit }) },
  {
    name: 'published, no CI',
    only: ({ stage }) => stage === 'development',
    facts: () => ({ policy: { ...policy, ci: false } }),
    signal: () => ({ type: 'published', commit }),
  },
  {
    name: 'review taken over',
    only: stage('analysis'),
    facts: () => ({ live: false, job: null, approval: null }),
    signal: () => ({ type: 'reviewTakenOver', brd: { commit, revision, text: '# BRD' } }),
  },
  {
    name: 'review taken over, its BRD is gone',
    only: stage('analysis'),
    facts: () => ({ live: false, job: null, approval: null }),
    signal: () => ({ type: 'reviewTakenOver', brd: null }),
  },
  {
    name: 'staging taken over',
    only: (at) => stage('staging')(at) || stage('deploy')(at),
    facts: (at) => ({ live: false, job: jobOf(at, { status: 'queued' }), base: null, mergeCommit: null }),
    signal: () => ({ type: 'stagingTakenOver' }),
  },
  { name: 'approved', signal: () => ({ type: 'approved', revision, by: ada }) },
  {
    name: 'approved, but another has to as well',
    facts: () => ({ policy: { ...policy, approval: { by: ['Ada', 'Bo'], needs: 2 } } }),
    signal: () => ({ type: 'approved', revision, by: { ...ada, person: 'Ada' } }),
  },
  { name: 'rejected', signal: () => ({ type: 'rejected', revision, comment: 'shorter', by: ada }) },
  { name: 'CI green', signal: () => ({ type: 'ciPassed', commit }) },
  {
    name: 'CI green, nothing configured for staging',
    only: ({ stage }) => stage === 'staging',
    facts: () => ({ policy: { ...policy, staging: false } }),
    signal: () => ({ type: 'ciPassed', commit }),
  },
  { name: 'CI red', signal: () => ({ type: 'ciFailed', commit, log: 'a test failed' }) },
  {
    name: 'CI red, rework used up',
    facts: () => ({ rework: policy.reworkLimit }),
    signal: () => ({ type: 'ciFailed', commit, log: 'a test failed' }),
  },
  { name: 'lock offered', signal: () => ({ type: 'lockOffered' }) },
  { name: 'updated', signal: () => ({ type: 'updated', commit, base: 'base01' }) },
  {
    name: 'updated, no CI',
    facts: () => ({ policy: { ...policy, ci: false } }),
    signal: () => ({ type: 'updated', commit, base: 'base01' }),
  },
  { name: 'update conflicts', signal: () => ({ type: 'updateConflicted', details: 'a.txt' }) },
  { name: 'thawed', facts: () => ({ frozen: false }), signal: () => ({ type: 'thawed' }) },
  { name: 'landed', signal: () => ({ type: 'landed', commit }) },
  {
    name: 'landed, nothing configured for deploy',
    facts: () => ({ policy: { ...policy, deploy: false } }),
    signal: () => ({ type: 'landed', commit }),
  },
  {
    name: 'landed, neither deploy nor health check configured',
    facts: () => ({ policy: { ...policy, deploy: false, health: false } }),
    signal: () => ({ type: 'landed', commit }),
  },
  {
    name: 'landed, to be cancelled',
    facts: toCancel,
    signal: () => ({ type: 'landed', commit }),
  },
  { name: 'default branch moved', signal: () => ({ type: 'baseMoved' }) },
  { name: 'healthy', signal: () => ({ type: 'healthy' }) },
  { name: 'degraded', signal: () => ({ type: 'degraded', reason: 'down', by: ada }) },
  {
    name: '/rollback of a release that froze its repository',
    only: ({ step }) => step === 'rest',
    facts: () => ({ frozen: true, mergeCommit: 'merged1' }),
    signal: () => ({ type: 'rollback', by: ada }),
  },
  {
    name: '/rollback cancel, before it began',
    only: ({ stage }) => stage === 'done' || stage === 'cancelled',
    facts: () => ({
      frozen: true,
      rollback: { configured: true, underWay: true, latest: true, own: { state: 'asked', by: 'Ada' } },
    }),
    signal: () => ({ type: 'withdraw', by: ada }),
  },
  {
    name: '/rollback where the deploy failed',
    only: ({ stage, step }) => stage === 'deploy' && step === 'work',
    facts: () => ({ attention: 'deploy-failed', live: false }),
    signal: () => ({ type: 'rollback', by: ada }),
  },
  {
    name: 'degraded, declared by a person',
    only: stage('deploy'),
    facts: () => ({ attention: 'deploy-failed', live: false }),
    signal: () => ({ type: 'degraded', reason: 'down', by: ada }),
  },
];

/** What can happen at many positions alike: how runs end, what people say, and what they do elsewhere. */
const anywhere: StateCase[] = [
  {
    name: 'completed without what the stage is for',
    only: (at) => working(at) && pipeline[at.stage].keepsWork,
    signal: () => completed(null, { ...goodWork, changedOutsideDocs: false, brdText: null, adrCount: 0 }),
  },
  { name: 'failed', only: working, signal: () => failed() },
  {
    name: 'failed, attempts used up',
    only: working,
    facts: (at) => ({ job: jobOf(at, { attempts: 2 }) }),
    signal: () => failed(),
  },
  ...(['transient', 'usageLimit', 'overBudget', 'misconfigured', 'silent', 'overtime', 'lost'] as const).map(
    (kind) => ({
      name: endNames[kind] ?? kind,
      only: working,
      facts: () => (kind === 'overBudget' ? { overBudget: 'the money is spent' } : {}),
      signal: () => settled(ends[kind]),
    }),
  ),
  {
    name: 'its budget used up, but raised meanwhile',
    only: (at) => working(at) && at.stage !== 'deploy',
    signal: () => settled(ends.overBudget),
  },
  {
    name: 'failed, the third time in the same way',
    only: working,
    facts: () => ({ sameFaults: 3 }),
    signal: () => failed(),
  },
  {
    name: 'transient, too often',
    only: working,
    facts: (at: Position) => ({ job: jobOf(at, { transients: policy.transientLimit }) }),
    signal: () => settled(ends.transient),
  },
  {
    name: 'the budget is used up',
    only: working,
    signal: () => ({ type: 'overBudget', why: 'the money is spent' }),
  },
  {
    name: 'question',
    only: working,
    signal: () => settled({ kind: 'question', question: 'which?', report: failedReport() }),
  },
  {
    name: 'effect refused',
    signal: refused,
    only: waitsForEffect,
  },
  { name: 'effect refused, to be cancelled', signal: refused, facts: toCancel, only: inMerge },
];

function failedReport() {
  const signal = failed();
  if (signal.type !== 'runSettled' || signal.outcome.kind !== 'failed') throw new Error('a failure failed');
  return signal.outcome.report;
}

export const stateCases = { way, anywhere: [...anywhere, ...stopCases, ...peopleCases, ...outsideCases] };

export function factsOf(stateCase: StateCase, at: Position): Facts {
  return factsAt(at, stateCase.facts?.(at));
}

export function isPossible({ only }: StateCase, at: Position): boolean {
  return only?.(at) ?? true;
}

export function typeOf(stateCase: StateCase, at: Position): SignalType {
  return stateCase.signal(at).type;
}
