import { describe, expect, test } from 'vitest';
import { decide } from '../../src/domain/decide/decide.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { Facts, StopKind } from '../../src/domain/facts.ts';
import type { Signal, SignalType } from '../../src/domain/signal.ts';
import { roleAt } from '../../src/domain/stage.ts';
import { inEnglish } from '../../src/locale/translator.ts';
import { endsOfCi, findBreach, findBreachingAct, has, pick } from './breaches.ts';
import { factsAt, settled, stopKinds } from './canonical-facts.ts';

function asked(decision: Decision): string {
  return pick(decision, 'ask')
    .map(({ code }) => code)
    .join();
}

function effects(decision: Decision): string {
  return pick(decision, 'effect')
    .map(({ kind }) => kind)
    .join();
}

function told(decision: Decision): string {
  return [
    ...pick(decision, 'enqueue').map(({ notes }) => notes),
    ...pick(decision, 'ask').flatMap(({ asked }) => [inEnglish(asked.sentence), asked.details]),
  ]
    .join()
    .toLowerCase();
}

type Act = Extract<Decision, { kind: 'act' }>;

/** What each kind of stop ends in, and nothing else. */
const ends: { [K in StopKind]: (facts: Facts, decision: Act) => boolean } = {
  cancel: (_facts, decision) => decision.to?.stage === 'cancelled' && asked(decision) === '',
  stop: (_facts, decision) => decision.to === null && asked(decision) === 'stopped',
  halt: ({ stopNote }, decision) =>
    decision.to === null &&
    asked(decision) === 'stopped' &&
    told(decision).includes(inEnglish(stopNote ?? '').toLowerCase()),
  budget: (_facts, decision) => decision.to === null && asked(decision) === 'budget',
  changes: ({ stopNote, rework, policy }, decision) => {
    const { to } = decision;
    const code = rework < policy.reworkLimit ? '' : 'rework-limit';
    const isBack = to?.stage === 'development' && to.step === 'work' && asked(decision) === code;
    return (
      isBack && told(decision).includes(inEnglish(stopNote ?? '').toLowerCase()) && told(decision) !== ''
    );
  },
  merged: ({ lock, blocked }, decision) => {
    const waits = lock === 'taken' || (blocked && lock === 'free');
    const step = waits ? 'lock' : 'update';
    const begins = decision.to?.stage === 'staging' && decision.to.step === step;
    const does = waits ? '' : 'update';
    return begins && effects(decision) === does && asked(decision) === '';
  },
  pause: ({ stage, step, policy }, decision) => {
    const again = pick(decision, 'putOffJob').every(
      ({ attemptBack, transient }) => attemptBack && !transient,
    );
    const does = step === 'ci' && !has(decision, 'putOffJob') ? 'ci' : '';
    const isAsked = asked(decision) === 'deploy-failed' && stage === 'deploy' && !policy.deployRepeatable;
    return decision.to === null && again && effects(decision) === does && (asked(decision) === '' || isAsked);
  },
};

/** Whether the signal is the end of what runs there. A merge is settled by itself, and an ended task has nothing to stop. */
function endsRun({ step, job, commit }: Facts, signal: Signal): boolean {
  if (signal.type === 'runSettled') return job?.status === 'running' && step !== 'merge' && step !== 'rest';
  if (step !== 'ci' || !endsOfCi.has(signal.type)) return false;
  return signal.type === 'effectRefused'
    ? signal.effect === 'ci'
    : 'commit' in signal && signal.commit === commit;
}

/** What has been paid for counts, and only its stop goes; so does what was done before a pause got to it. */
function counts(kind: StopKind, signal: Signal): boolean {
  if (kind === 'pause' && signal.type === 'ciPassed') return true;
  if ((kind !== 'budget' && kind !== 'pause') || signal.type !== 'runSettled') return false;
  return signal.outcome.kind === 'completed' || signal.outcome.kind === 'question';
}

describe.each(stopKinds)('a run that was asked to stop by the kind %s', (kind) => {
  test('ends in exactly what the kind says, and leaves no stop behind', () => {
    const breach = findBreach(
      (facts, signal, decision) => {
        const heard = facts.attention === null || signal.type === 'runSettled';
        if (facts.stopRequested !== kind || !heard || !endsRun(facts, signal)) return true;
        if (counts(kind, signal)) return decision.kind === 'stay' || has(decision, 'clearStop');
        return decision.kind === 'act' && has(decision, 'clearStop') && ends[kind](facts, decision);
      },
      { numRuns: 20_000 },
    );
    expect(breach).toBeUndefined();
  });
});

test('what goes on after a stop leaves nobody asked and nothing else under way', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    const kind = facts.stopRequested;
    if ((kind !== 'changes' && kind !== 'merged') || !endsRun(facts, signal)) return true;
    const kinds = decision.changes.map((change) => change.do);
    const isFirst = kinds.indexOf('dropEffects') < (kinds.indexOf('effect') + 1 || kinds.length);
    return (
      isFirst &&
      has(decision, 'dropEffects') &&
      has(decision, 'clearAttention') === (facts.attention !== null)
    );
  });
  expect(breach).toBeUndefined();
});

const decidesMore: Record<StopKind, readonly StopKind[]> = {
  pause: ['changes', 'merged', 'halt', 'budget', 'stop', 'cancel'],
  changes: ['merged', 'halt', 'budget', 'stop', 'cancel'],
  merged: ['halt', 'budget', 'stop', 'cancel'],
  budget: ['cancel'],
  halt: ['cancel'],
  stop: ['cancel'],
  cancel: [],
};

test('a stop takes the place of another only when it decides more', () => {
  const breach = findBreachingAct(({ stopRequested }, _signal, decision) =>
    pick(decision, 'requestStop').every(
      ({ kind }) => stopRequested === null || decidesMore[stopRequested].includes(kind),
    ),
  );
  expect(breach).toBeUndefined();
});

const outside: ReadonlySet<SignalType> = new Set([
  'merged',
  'halted',
  'changesRequested',
  'branchMoved',
  'stalled',
]);

test('while a run lives, news from outside asks for its stop at most', () => {
  const breach = findBreachingAct(({ live }, { type }, decision) => {
    if (!live || !outside.has(type)) return true;
    return decision.to === null && decision.changes.length === 1 && has(decision, 'requestStop');
  });
  expect(breach).toBeUndefined();
});

test('with no run alive, news from outside asks for no stop', () => {
  const breach = findBreachingAct(
    ({ live }, { type }, decision) => live || !outside.has(type) || !has(decision, 'requestStop'),
  );
  expect(breach).toBeUndefined();
});

test('news from outside leaves no effect behind that a later one would wait for', () => {
  const breach = findBreachingAct(({ live }, { type }, decision) => {
    if (live || type === 'stalled' || !outside.has(type)) return true;
    const kinds = decision.changes.map((change) => change.do);
    return has(decision, 'dropEffects') && !kinds.slice(0, kinds.indexOf('dropEffects')).includes('effect');
  });
  expect(breach).toBeUndefined();
});

test('a stalled task is asked again only when nothing is under way, and for one thing', () => {
  const breach = findBreachingAct((facts, { type }, decision) => {
    if (type !== 'stalled') return true;
    const { job, live, effectPending } = facts;
    const isQueued = job?.status === 'queued' && job.role === roleAt(facts.stage);
    const things =
      pick(decision, 'enqueue').length + pick(decision, 'effect').length + pick(decision, 'ask').length;
    const waits = decision.to?.step === 'thaw';
    return !live && !effectPending && !isQueued && things === (waits ? 0 : 1);
  });
  expect(breach).toBeUndefined();
});

test('no news from outside moves a task that is landing, has landed or has ended', () => {
  const news: ReadonlySet<SignalType> = new Set(['merged', 'halted', 'changesRequested', 'branchMoved']);
  const breach = findBreachingAct(({ stage, step, mergeCommit }, { type }) => {
    const landed = step === 'merge' || step === 'health' || (step === 'work' && mergeCommit !== null);
    return !news.has(type) || !(landed || stage === 'done' || stage === 'cancelled');
  });
  expect(breach).toBeUndefined();
});

test('what an end says of its account holds it, whatever its run was to be stopped for', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    if (facts.stopRequested === null || signal.type !== 'runSettled' || !endsRun(facts, signal)) return true;
    const { outcome } = signal;
    const isOfAccount = outcome.kind === 'misconfigured' && outcome.of === 'account';
    return has(decision, 'holdAccount') === (isOfAccount || outcome.kind === 'usageLimit');
  });
  expect(breach).toBeUndefined();
});

describe('a pause that lets nothing finish', () => {
  test('stops what is at work at most, and moves nothing', () => {
    const breach = findBreachingAct((facts, signal, decision) => {
      if (signal.type !== 'paused') return true;
      const { live, step, stage, policy } = facts;
      const isDeploy = stage === 'deploy' && !policy.deployRepeatable;
      const only = decision.to === null && decision.changes.length === 1 && has(decision, 'requestStop');
      return only && live && (step === 'work' || step === 'ci') && (signal.emergency || !isDeploy);
    });
    expect(breach).toBeUndefined();
  });

  test('gives a deploy that was stopped to a person, unless its process never began', () => {
    const facts = factsAt({ stage: 'deploy', step: 'work' }, { stopRequested: 'pause', stopBy: 'Ada' });
    const lost = (began: boolean) => settled({ kind: 'lost', why: 'it vanished', began });
    const cut = decide(facts, lost(true));
    expect(pick(cut, 'ask')).toMatchObject([{ code: 'deploy-failed' }]);
    expect([has(cut, 'releaseLock'), has(cut, 'putOffJob')]).toEqual([false, false]);
    const unbegun = decide(facts, lost(false));
    expect([has(unbegun, 'putOffJob'), has(unbegun, 'ask')]).toEqual([true, false]);
  });
});
