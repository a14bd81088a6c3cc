import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, signalTypes } from '../../src/domain/decide/decide.ts';
import type { Change, ChangeKind, ChangeOf, Decision } from '../../src/domain/decision.ts';
import type { Facts } from '../../src/domain/facts.ts';
import type { Signal } from '../../src/domain/signal.ts';
import { type Position, pipeline, stages } from '../../src/domain/stage.ts';
import { allPositions, aSignal, aSignalOf, factsAround, someFacts } from './random-facts.ts';

type Act = Extract<Decision, { kind: 'act' }>;

function changesOf(decision: Decision): readonly Change[] {
  return decision.kind === 'act' ? decision.changes : [];
}

function pick<K extends ChangeKind>(decision: Decision, kind: K): ChangeOf<K>[] {
  return changesOf(decision).filter((change): change is ChangeOf<K> => change.do === kind);
}

function has(decision: Decision, kind: ChangeKind): boolean {
  return changesOf(decision).some((change) => change.do === kind);
}

/** The positions a decision leads from and to. The file's `created` at work is analysis taken over. */
function moveOf(facts: Facts, decision: Decision): { from: Position; to: Position } {
  const from: Position =
    facts.stage === 'created' && facts.step === 'work' ? { stage: 'analysis', step: 'work' } : facts;
  return { from, to: (decision.kind === 'act' ? decision.to : null) ?? from };
}

function ranked({ stage }: Position): number {
  return stages.indexOf(stage);
}

const holding = new Set(['staging', 'deploy']);

type Rule = (facts: Facts, signal: Signal, decision: Decision) => boolean;

/** The first decision found for which the rule does not hold, told with its facts; undefined when it always holds. */
function findBreach(rule: Rule, { facts = someFacts, signal = aSignal, numRuns = 10_000 } = {}) {
  const property = fc.property(facts, signal, (given, heard) => rule(given, heard, decide(given, heard)));
  const { failed, counterexample } = fc.check(property, { numRuns });
  if (!failed || counterexample === null) return undefined;
  return fc.stringify({ counterexample, decision: decide(...counterexample) });
}

function findBreachingAct(
  rule: (facts: Facts, signal: Signal, decision: Act) => boolean,
): string | undefined {
  return findBreach((facts, signal, decision) => decision.kind === 'stay' || rule(facts, signal, decision));
}

describe('for every position and every signal', () => {
  const pairs = allPositions.flatMap((position) => signalTypes.map((type) => ({ position, type })));

  test.each(pairs)(
    '$position.stage/$position.step hears $type without throwing, and says why',
    ({ position, type }) => {
      const breach = findBreach(
        (facts, signal, decision) => {
          const { to } = moveOf(facts, decision);
          const known = (pipeline[to.stage].steps as readonly string[]).includes(to.step);
          return known && decision.why !== '' && isDeepStrictEqual(decide(facts, signal), decision);
        },
        { facts: factsAround(position), signal: aSignalOf(type), numRuns: 60 },
      );
      expect(breach).toBeUndefined();
    },
  );
});

test('a decision that changes something lists what it changes', () => {
  expect(findBreachingAct((_facts, _signal, { to, changes }) => to !== null || changes.length > 0)).toBe(
    undefined,
  );
});

test('while a run lives no stage moves, except by the end of that run', () => {
  const endsCi = new Set(['ciPassed', 'ciFailed', 'ciStopped', 'effectRefused']);
  const breach = findBreachingAct((facts, { type }, { to }) => {
    const ends = type === 'runSettled' || (facts.step === 'ci' && endsCi.has(type));
    return !facts.live || ends || to === null;
  });
  expect(breach).toBeUndefined();
});

test('the lock is given back with every move out of staging and deploy, and never otherwise', () => {
  const breach = findBreach((facts, _signal, decision) => {
    const { from, to } = moveOf(facts, decision);
    const leaves = holding.has(from.stage) && !holding.has(to.stage);
    return has(decision, 'releaseLock') === (leaves && facts.lock === 'ours');
  });
  expect(breach).toBeUndefined();
});

test('the lock is taken only on the way into the update of staging, and never from another holder', () => {
  const breach = findBreachingAct((facts, _signal, decision) => {
    const { to } = decision;
    const updates = to?.stage === 'staging' && to.step === 'update';
    return !has(decision, 'takeLock') || (updates && facts.lock !== 'taken');
  });
  expect(breach).toBeUndefined();
});

test('an ended task never moves again, gets no job and no effect', () => {
  const breach = findBreachingAct((facts, _signal, decision) => {
    if (facts.stage !== 'done' && facts.stage !== 'cancelled') return true;
    const forbidden = (['enqueue', 'effect', 'takeLock', 'freeze'] as const).some((kind) =>
      has(decision, kind),
    );
    return decision.to === null && !forbidden;
  });
  expect(breach).toBeUndefined();
});

test('the way into work enqueues one job of that stage, and nothing else enqueues any', () => {
  const breach = findBreachingAct((_facts, _signal, decision) => {
    const enqueued = pick(decision, 'enqueue').map(({ role }) => role);
    const asks = pick(decision, 'ask').some(({ code }) => code === 'rework-limit');
    if (decision.to?.step !== 'work' || asks) return enqueued.length === 0;
    return enqueued.length === 1 && enqueued[0] === pipeline[decision.to.stage].role;
  });
  expect(breach).toBeUndefined();
});

test('an approval is decided only for the revision asked about, once, at its gate, with no run alive', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    const [decided, second] = pick(decision, 'decideApproval');
    if (decided === undefined) return true;
    const atGate = facts.stage === 'analysis' && facts.step === 'approval' && !facts.live;
    const asked = 'revision' in signal && signal.revision === facts.approval?.revision;
    const isAnswer = signal.type === decided.decision && facts.approval?.decision === null;
    return atGate && asked && isAnswer && second === undefined;
  });
  expect(breach).toBeUndefined();
});

test('nothing leaves analysis forwards but by an approval', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    const { from, to } = moveOf(facts, decision);
    if (from.stage !== 'analysis' || to.stage === 'analysis' || to.stage === 'cancelled') return true;
    return signal.type === 'approved' && to.stage === 'architecture' && to.step === 'work';
  });
  expect(breach).toBeUndefined();
});

test('a CI result about another commit changes nothing', () => {
  const breach = findBreach((facts, signal, decision) => {
    const isResult = signal.type === 'ciPassed' || signal.type === 'ciFailed' || signal.type === 'ciStopped';
    return !isResult || signal.commit === facts.commit || decision.kind === 'stay';
  });
  expect(breach).toBeUndefined();
});

test('after its change has landed a task goes on, asks, or ends: nothing goes back', () => {
  const breach = findBreachingAct((facts, _signal, decision) => {
    // A deploy taken over without a merge on record has not landed as far as we know.
    const deploying = facts.step === 'health' || (facts.step === 'work' && facts.mergeCommit !== null);
    const landed = facts.stage === 'deploy' && deploying;
    return !landed || ranked(moveOf(facts, decision).to) >= stages.indexOf('deploy');
  });
  expect(breach).toBeUndefined();
});

test('a stage is never skipped on the way forwards, apart from staging with nothing configured', () => {
  const breach = findBreachingAct((facts, _signal, decision) => {
    const { from, to } = moveOf(facts, decision);
    const skipped = to.stage === 'cancelled' ? [] : stages.slice(ranked(from) + 1, ranked(to));
    return skipped.every((stage) => stage === 'staging' && !facts.policy.staging);
  });
  expect(breach).toBeUndefined();
});

test('a deploy is never repeated by itself, unless it is repeatable or never began', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    if (facts.stage !== 'deploy' || facts.policy.deployRepeatable || signal.type !== 'runSettled')
      return true;
    const neverBegan = signal.outcome.kind === 'lost' && !signal.outcome.began;
    return neverBegan || (!has(decision, 'putOffJob') && !has(decision, 'enqueue'));
  });
  expect(breach).toBeUndefined();
});

test('only code faults use up attempts', () => {
  const breach = findBreachingAct((_facts, _signal, decision) =>
    [...pick(decision, 'finishJob'), ...pick(decision, 'putOffJob')].every(
      ({ attemptBack, outcome }) => attemptBack === (outcome !== 'failed'),
    ),
  );
  expect(breach).toBeUndefined();
});

test('a settled run settles its job once; nothing else settles a job', () => {
  const breach = findBreach((facts, signal, decision) => {
    const ends = pick(decision, 'finishJob').length + pick(decision, 'putOffJob').length;
    return ends === (signal.type === 'runSettled' && facts.job?.status === 'running' ? 1 : 0);
  });
  expect(breach).toBeUndefined();
});

test('every way back to development counts as rework, and past the limit a person is asked instead', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    const { from, to } = moveOf(facts, decision);
    const ciRed = signal.type === 'ciFailed' && decision.to !== null;
    if (to.stage !== 'development' || (ranked(from) <= ranked(to) && !ciRed)) return true;
    const [counted] = pick(decision, 'setRework');
    const within = facts.rework + 1 <= facts.policy.reworkLimit;
    const asked = pick(decision, 'ask').map(({ code }) => code);
    return (
      counted?.rework === (within ? facts.rework + 1 : undefined) &&
      has(decision, 'enqueue') === within &&
      asked.join() === (within ? '' : 'rework-limit')
    );
  });
  expect(breach).toBeUndefined();
});

test('a merge begins only while the repository is not frozen, unless a person asks for it or for a look at it', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    const merges = pick(decision, 'effect').some(({ kind }) => kind === 'merge');
    const looks = signal.type === 'cancel' && has(decision, 'requestStop');
    return !merges || !facts.frozen || signal.type === 'retry' || looks;
  });
  expect(breach).toBeUndefined();
});

test('a degraded release and a cancel after landing freeze the repository; nothing else does', () => {
  const breach = findBreach((facts, signal, decision) => {
    const { from, to } = moveOf(facts, decision);
    const landed = facts.mergeCommit !== null || signal.type === 'landed';
    const cancelled = from.stage === 'deploy' && to.stage === 'cancelled' && landed;
    const degraded = signal.type === 'degraded' && decision.kind === 'act';
    return has(decision, 'freeze') === (cancelled || degraded);
  });
  expect(breach).toBeUndefined();
});

test('a cancelled task leaves no queued job, no effect, no stop and no question behind', () => {
  const breach = findBreachingAct((facts, _signal, decision) => {
    if (decision.to?.stage !== 'cancelled') return true;
    const dropped = (['dropQueuedJobs', 'dropEffects', 'clearStop'] as const).every((kind) =>
      has(decision, kind),
    );
    const kinds = decision.changes.map((change) => change.do);
    const cleansUpLast = kinds.lastIndexOf('effect') > kinds.indexOf('dropEffects');
    return dropped && cleansUpLast && has(decision, 'clearAttention') === (facts.attention !== null);
  });
  expect(breach).toBeUndefined();
});

test('a task that was asked to stop does not go on: the end of its run becomes a question or a cancel', () => {
  const ends = new Set(['runSettled', 'ciPassed', 'ciFailed', 'ciStopped']);
  const breach = findBreachingAct((facts, signal, decision) => {
    const waits = facts.step === 'merge' || facts.step === 'rest';
    if (facts.stopRequested === null || !ends.has(signal.type) || waits) return true;
    if (facts.stopRequested === 'cancel') return decision.to?.stage === 'cancelled';
    const asked = pick(decision, 'ask').map(({ code }) => code);
    return decision.to === null && asked.join() === 'stopped' && has(decision, 'clearStop');
  });
  expect(breach).toBeUndefined();
});

test('a task that waits for a person hears only people and the end of its run', () => {
  const heard = new Set(['runSettled', 'retry', 'cancel', 'stop', 'degraded']);
  const breach = findBreach(
    (facts, { type }, decision) => facts.attention === null || heard.has(type) || decision.kind === 'stay',
  );
  expect(breach).toBeUndefined();
});

test('while a person is asked nothing is enqueued and nothing is done outside', () => {
  const breach = findBreachingAct(
    (_facts, _signal, decision) =>
      !has(decision, 'ask') || (!has(decision, 'effect') && !has(decision, 'enqueue')),
  );
  expect(breach).toBeUndefined();
});
