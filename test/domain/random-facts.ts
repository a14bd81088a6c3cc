import * as fc from 'fast-check';
import { signalTypes } from '../../src/domain/decide/decide.ts';
import { attentionCodes, type Facts, type JobFacts, type Policy } from '../../src/domain/facts.ts';
import { type Outcome, type OutcomeKind, outcomeKinds } from '../../src/domain/outcome.ts';
import { emptyReport, type Report, verdicts } from '../../src/domain/report.ts';
import type { Actor, Signal, SignalOf, SignalType, Work } from '../../src/domain/signal.ts';
import { type Position, pipeline, positions, roles } from '../../src/domain/stage.ts';
import { ada, holdsLock, now, stopKindsAt } from './canonical-facts.ts';

const commits = ['c0ffee01', 'c0ffee02', 'c0ffee03'] as const;
const revisions = ['brd-1', 'brd-2', 'brd-3'] as const;
const aCommit = fc.constantFrom(...commits);
const aRevision = fc.constantFrom(...revisions);
const aText = fc.constantFrom('', 'because');

const aReport: fc.Arbitrary<Report> = fc.record({
  verdict: fc.option(fc.constantFrom(...verdicts)),
  summary: fc.option(fc.constant('a summary')),
  findings: fc.option(fc.constant('findings')),
  question: fc.option(fc.constant('which one?')),
  denied: fc.option(fc.constant('Edit README.md')),
  usage: fc.constant(emptyReport.usage),
});

const outcomes = {
  completed: aReport.map((report) => ({ kind: 'completed', report })),
  question: aReport.map((report) => ({ kind: 'question', question: 'which one?', report })),
  failed: aReport.map((report) => ({ kind: 'failed', why: 'exit status 1', report })),
  transient: fc
    .option(fc.integer({ min: 0, max: 10_000_000 }))
    .map((retryAfterMs) => ({ kind: 'transient', why: 'answered 502', retryAfterMs })),
  usageLimit: fc.constant({
    kind: 'usageLimit',
    why: 'the limit is reached',
    until: new Date(now.getTime() + 1),
  }),
  overBudget: fc.constant({ kind: 'overBudget', why: 'the money is spent' }),
  misconfigured: fc.constantFrom('account', 'role').map((of) => ({
    kind: 'misconfigured',
    why: 'the key is wrong',
    mend: 'Set another key.',
    of,
  })),
  silent: fc.constant({ kind: 'silent', why: 'it said nothing' }),
  overtime: fc.constant({ kind: 'overtime', why: 'it took too long' }),
  cancelled: fc.constant({ kind: 'cancelled', why: 'it was stopped' }),
  lost: fc.boolean().map((began) => ({ kind: 'lost', why: 'it vanished', began })),
} as const satisfies { [K in OutcomeKind]: fc.Arbitrary<Extract<Outcome, { kind: K }>> };

const anOutcome: fc.Arbitrary<Outcome> = fc
  .constantFrom(...outcomeKinds)
  .chain((kind): fc.Arbitrary<Outcome> => outcomes[kind]);

const someWork: fc.Arbitrary<Work | null> = fc.option(
  fc.record({
    commit: aCommit,
    descends: fc.boolean(),
    changedOutsideDocs: fc.boolean(),
    brdRevision: fc.option(aRevision),
    brdText: fc.option(fc.constant('# BRD')),
    adrCount: fc.nat(2),
  }),
);

const by = fc.constantFrom<Actor[]>(ada, { ...ada, person: 'Ada' }, { ...ada, who: 'Bo', person: 'Bo' });

const signals: { [T in SignalType]: fc.Arbitrary<Omit<SignalOf<T>, 'type'>> } = {
  opened: fc.record({ by }),
  runSettled: fc.record({ outcome: anOutcome, work: someWork }),
  published: fc.record({ commit: aCommit }),
  reviewTakenOver: fc.record({
    brd: fc.option(fc.record({ commit: aCommit, revision: aRevision, text: aText })),
  }),
  stagingTakenOver: fc.constant({}),
  approved: fc.record({ revision: aRevision, by }),
  rejected: fc.record({ revision: aRevision, comment: aText, by }),
  ciPassed: fc.record({ commit: aCommit }),
  ciFailed: fc.record({ commit: aCommit, log: aText }),
  ciStopped: fc.record({ commit: aCommit }),
  lockOffered: fc.constant({}),
  updated: fc.record({ commit: aCommit, base: aCommit }),
  updateConflicted: fc.record({ details: aText }),
  thawed: fc.constant({}),
  landed: fc.record({ commit: aCommit }),
  baseMoved: fc.constant({}),
  healthy: fc.constant({}),
  degraded: fc.record({ reason: aText, by }),
  effectRefused: fc.record({
    effect: fc.constantFrom('publish', 'ci', 'update', 'merge', 'cleanUp'),
    why: aText,
  }),
  merged: fc.record({ by }),
  halted: fc.record({ why: aText, by }),
  changesRequested: fc.record({ comment: aText, by }),
  branchMoved: fc.record({
    commit: aCommit,
    brd: fc.option(fc.record({ revision: aRevision, text: aText })),
    by,
  }),
  overBudget: fc.record({ why: fc.constant('the money is spent') }),
  raised: fc.record({ why: fc.constant('the budget was raised'), by }),
  stalled: fc.constant({}),
  paused: fc.record({ emergency: fc.boolean(), by }),
  stop: fc.record({ by }),
  cancel: fc.record({ by }),
  rollback: fc.record({ by }),
  withdraw: fc.record({ by }),
  retry: fc.record({ hint: aText, by }),
};

export function aSignalOf(type: SignalType): fc.Arbitrary<Signal> {
  return signals[type].map((parts) => ({ type, ...parts }) as Signal);
}

export const aSignal: fc.Arbitrary<Signal> = fc.constantFrom(...signalTypes).chain(aSignalOf);

const aPolicy: fc.Arbitrary<Policy> = fc.record({
  reworkLimit: fc.nat(3),
  transientLimit: fc.nat(8),
  backoff: fc.record({
    baseSeconds: fc.integer({ min: 1, max: 60 }),
    maxSeconds: fc.integer({ min: 1, max: 600 }),
  }),
  ci: fc.boolean(),
  staging: fc.boolean(),
  deploy: fc.boolean(),
  deployRepeatable: fc.boolean(),
  health: fc.boolean(),
  approval: fc.option(
    fc.record({
      by: fc.constantFrom(['Ada'], ['Ada', 'Bo'], ['Bo', 'Cleo']),
      needs: fc.integer({ min: 1, max: 2 }),
    }),
  ),
});

/** Mostly the running job of the stage, so that the interesting ends come often. */
function aJobAt({ stage }: Position): fc.Arbitrary<JobFacts> {
  const role = pipeline[stage].role ?? 'analyst';
  return fc.record({
    id: fc.constant(7),
    role: fc.oneof({ weight: 3, arbitrary: fc.constant(role) }, fc.constantFrom(...roles, 'janitor')),
    status: fc.constantFrom('running', 'running', 'running', 'queued', 'done', 'failed'),
    attempts: fc.nat(4),
    maxAttempts: fc.integer({ min: 1, max: 3 }),
    transients: fc.nat(10),
    lastOutcome: fc.constantFrom(null, ...outcomeKinds),
    notes: fc.constantFrom('', 'what was said before'),
    putOff: fc.boolean(),
  });
}

/**
 * Anything that can stand in the file, however odd. Only this is taken for granted: a running job is a live run, a
 * commit exists wherever one was asked for, the merge lock is ours only where the way leads with it, and a stop is one
 * that can have been asked for there.
 */
export function factsAround(position: Position): fc.Arbitrary<Facts> {
  const needsCommit =
    position.step !== 'work' && position.stage !== 'created' && position.stage !== 'cancelled';
  const lock = holdsLock(position)
    ? fc.constantFrom<Facts['lock'][]>('ours', 'ours', 'free', 'taken')
    : fc.constantFrom<Facts['lock'][]>('free', 'taken');
  return fc
    .record({
      attention: fc.option(fc.constantFrom(...attentionCodes), { freq: 2 }),
      attentionText: aText,
      effectPutOff: fc.boolean(),
      effectPending: fc.boolean(),
      live: fc.boolean(),
      stopRequested: fc.option(fc.constantFrom(...stopKindsAt(position)), { freq: 2 }),
      stopBy: fc.constantFrom(null, 'Ada'),
      stopNote: fc.constantFrom(null, '', 'smaller, please'),
      commit: needsCommit ? aCommit : fc.option(aCommit),
      base: fc.option(aCommit),
      mergeCommit: mayHaveLanded(position) ? fc.option(aCommit) : fc.constant(null),
      landedByHand: fc.boolean(),
      approval: fc.option(
        fc.record({
          revision: aRevision,
          decision: fc.option(fc.constantFrom('approved', 'rejected')),
          votes: fc.constantFrom<string[][]>([], ['Ada'], ['Bo']),
        }),
      ),
      approvedRevision: fc.option(aRevision),
      rework: fc.nat(4),
      job: fc.option(aJobAt(position)),
      lock,
      frozen: fc.boolean(),
      rollback: fc.record({
        configured: fc.boolean(),
        underWay: fc.boolean(),
        latest: fc.boolean(),
        own: fc.option(
          fc.record({
            state: fc.constantFrom('asked', 'running', 'done', 'failed', 'withdrawn'),
            by: fc.constantFrom('Ada', 'Bo'),
          }),
        ),
      }),
      blocked: fc.boolean(),
      overBudget: fc.constantFrom(null, null, 'the money is spent'),
      accountHeld: fc.boolean(),
      sameFaults: fc.nat(4),
      landings: fc.nat(6),
      lastFindings: fc.constantFrom('', 'findings'),
      policy: aPolicy,
      now: fc.constant(now),
    })
    .map((facts) => ({ ...position, ...facts, live: facts.live || facts.job?.status === 'running' }));
}

function mayHaveLanded({ stage }: Position): boolean {
  return stage === 'deploy' || stage === 'done' || stage === 'cancelled';
}

/** Where the takeover finds a task whose first job was still queued: the old file knows no steps. */
const takenOver: Position = { stage: 'created', step: 'work' };

export const allPositions: readonly Position[] = [...positions, takenOver];

export const someFacts: fc.Arbitrary<Facts> = fc.constantFrom(...allPositions).chain(factsAround);
