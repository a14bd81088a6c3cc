import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { decide, signalTypes } from '../../src/domain/decide/decide.ts';
import type { Facts } from '../../src/domain/facts.ts';
import type { Signal } from '../../src/domain/signal.ts';
import { pipeline, stages } from '../../src/domain/stage.ts';
import { endsOfCi, findBreach, findBreachingAct, has, moveOf, pick, ranked } from './breaches.ts';
import { allPositions, aSignalOf, factsAround } from './random-facts.ts';

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
  const breach = findBreachingAct((facts, { type }, { to }) => {
    const ends = type === 'runSettled' || (facts.step === 'ci' && endsOfCi.has(type));
    return !facts.live || ends || to === null;
  });
  expect(breach).toBeUndefined();
});

const holding = new Set(['staging', 'deploy']);

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

test('an ended task never moves again, gets no job and no effect but a rollback that a person asked for', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    if (facts.stage !== 'done' && facts.stage !== 'cancelled') return true;
    const forbidden = (['enqueue', 'takeLock', 'freeze'] as const).some((kind) => has(decision, kind));
    const effects = pick(decision, 'effect').map(({ kind }) => kind);
    const allowed = signal.type === 'rollback' ? ['rollback'] : [];
    return decision.to === null && !forbidden && effects.join() === allowed.join();
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

test('a stage is never skipped on the way forwards, but staging with nothing configured and what a merge overtakes', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    const { from, to } = moveOf(facts, decision);
    const skipped = to.stage === 'cancelled' ? [] : stages.slice(ranked(from) + 1, ranked(to));
    const isMerged = signal.type === 'merged' || facts.stopRequested === 'merged';
    if (isMerged && to.stage === 'staging') return ranked(from) >= stages.indexOf('development');
    return skipped.every((stage) => stage === 'staging' && !facts.policy.staging);
  });
  expect(breach).toBeUndefined();
});

test('a deploy is never repeated by itself, unless it is repeatable or never began', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    const { job, policy, stage } = facts;
    if (stage !== 'deploy' || policy.deployRepeatable) return true;
    const deploys = pick(decision, 'enqueue').some(({ role }) => role === 'deployer');
    const repeats = has(decision, 'putOffJob') || deploys;
    if (signal.type === 'stalled') return !repeats || job?.role !== 'deployer';
    const neverBegan =
      signal.type === 'runSettled' && signal.outcome.kind === 'lost' && !signal.outcome.began;
    return signal.type !== 'runSettled' || neverBegan || !repeats;
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

/** The very findings of the round before; people may say the same thing twice. */
function repeatsFindings({ lastFindings, stopRequested }: Facts, signal: Signal): boolean {
  if (lastFindings === '' || stopRequested === 'changes') return false;
  if (signal.type === 'ciFailed') return signal.log === lastFindings;
  if (signal.type === 'updateConflicted') return signal.details === lastFindings;
  if (signal.type !== 'runSettled' || signal.outcome.kind !== 'completed') return false;
  const { findings, summary } = signal.outcome.report;
  return (findings ?? summary) === lastFindings;
}

test('every way back to the developer counts as rework, and past the limit a person is asked instead', () => {
  const again = new Set(['ciFailed', 'changesRequested']);
  const breach = findBreachingAct((facts, signal, decision) => {
    const { from, to } = moveOf(facts, decision);
    const isAgain = from.step !== 'work' && (again.has(signal.type) || facts.stopRequested === 'changes');
    const isBack = ranked(from) > ranked(to) || (isAgain && decision.to !== null);
    if (to.stage !== 'development' || to.step !== 'work' || !isBack) return true;
    const [counted] = pick(decision, 'setRework');
    const within = facts.rework + 1 <= facts.policy.reworkLimit && !repeatsFindings(facts, signal);
    const asked = pick(decision, 'ask').map(({ code }) => code);
    return (
      counted?.rework === (within ? facts.rework + 1 : undefined) &&
      has(decision, 'enqueue') === within &&
      asked.join() === (within ? '' : 'rework-limit')
    );
  });
  expect(breach).toBeUndefined();
});

test('only commits that somebody made on the branch go back to development without a round of rework', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    const { from, to } = moveOf(facts, decision);
    const isBack = to.stage === 'development' && ranked(from) > ranked(to);
    return !isBack || (to.step === 'publish') === (signal.type === 'branchMoved');
  });
  expect(breach).toBeUndefined();
});

test('a merge begins only while the repository is not frozen, unless a person asks for it or for a look at it', () => {
  const asks = new Set(['retry', 'raised']);
  const breach = findBreachingAct((facts, signal, decision) => {
    const merges = pick(decision, 'effect').some(({ kind }) => kind === 'merge');
    const cancels = facts.stopRequested === 'cancel' && signal.type === 'stalled';
    const looks = cancels || (signal.type === 'cancel' && has(decision, 'requestStop'));
    return !merges || !facts.frozen || asks.has(signal.type) || looks;
  });
  expect(breach).toBeUndefined();
});

test('a degraded release, a failed deploy that is rolled back and a cancel after landing freeze the repository; nothing else does', () => {
  const breach = findBreach((facts, signal, decision) => {
    const { from, to } = moveOf(facts, decision);
    const landed = facts.mergeCommit !== null || signal.type === 'landed';
    const landedByHand = facts.landedByHand || (facts.commit !== null && facts.commit === facts.base);
    const isEnd = from.stage !== 'cancelled' && to.stage === 'cancelled';
    const cancelled = isEnd && (landed || landedByHand);
    const degraded = signal.type === 'degraded' && decision.kind === 'act';
    const givenUp = signal.type === 'rollback' && from.stage === 'deploy' && decision.kind === 'act';
    return has(decision, 'freeze') === (cancelled || degraded || givenUp);
  });
  expect(breach).toBeUndefined();
});

test('what was developed after somebody merged is given up with a cancel, and what landed is left', () => {
  const breach = findBreachingAct((facts, signal, decision) => {
    if (decision.to?.stage !== 'cancelled') return true;
    const standsAtBase = facts.commit !== null && facts.commit === facts.base;
    const isLeft = facts.mergeCommit !== null || signal.type === 'landed' || standsAtBase;
    const ends = pick(decision, 'effect').map(({ payload }) => payload['end']);
    return ends.join() === (isLeft ? 'done' : 'cancelled');
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

test('a task that waits for a person hears only people and the end of its run', () => {
  const heard = new Set([
    'runSettled',
    'retry',
    'raised',
    'cancel',
    'stop',
    'paused',
    'degraded',
    'rollback',
    'withdraw',
  ]);
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
