import { describe, expect, test } from 'vitest';
import { decide } from '../../src/domain/decide/decide.ts';
import type { Facts } from '../../src/domain/facts.ts';
import { phrase } from '../../src/domain/phrase.ts';
import { inEnglish } from '../../src/locale/translator.ts';
import { findBreach, pick } from './breaches.ts';
import { ada, factsAt } from './canonical-facts.ts';
import { aSignalOf } from './random-facts.ts';

const signal = { type: 'rollback', by: ada } as const;
const rest = { stage: 'done', step: 'rest' } as const;
const ready = { configured: true, underWay: false, latest: true, own: null };

function decideAt(parts: Partial<Facts>) {
  return decide(factsAt(rest, { frozen: true, ...parts }), signal);
}

test('a release that froze its repository is rolled back where it stands', () => {
  expect(decideAt({})).toMatchObject({
    kind: 'act',
    to: null,
    changes: [{ do: 'effect', kind: 'rollback', payload: { by: 'Ada' } }],
  });
  const cancelled = factsAt({ stage: 'cancelled', step: 'rest' }, { frozen: true, mergeCommit: 'merged1' });
  expect(decide(cancelled, signal)).toMatchObject({ kind: 'act', to: null });
});

test('where the deploy failed it is declared degraded in the same decision', () => {
  const asks = { attention: 'deploy-failed', live: false } as const;
  const decision = decide(factsAt({ stage: 'deploy', step: 'work' }, asks), signal);
  expect(decision).toMatchObject({ kind: 'act', to: rest });
  expect(pick(decision, 'effect').map(({ kind }) => kind)).toEqual(['rollback', 'cleanUp']);
  expect(pick(decision, 'freeze')).toEqual([{ do: 'freeze', reason: phrase('why-deploy-failed') }]);
  expect(pick(decision, 'releaseLock')).toHaveLength(1);
});

describe('a rollback is refused with the true reason', () => {
  test.each<[Partial<Facts>, string]>([
    [{ mergeCommit: null, base: 'other' }, 'nothing of this task has landed'],
    [{ rollback: { ...ready, configured: false } }, 'no rollback command is configured for this project'],
    [{ rollback: { ...ready, underWay: true } }, 'a rollback is under way in this repository'],
    [{ rollback: { ...ready, own: { state: 'done', by: 'Bo' } } }, 'it is rolled back already'],
    [{ rollback: { ...ready, latest: false } }, 'another release has landed since'],
    [{ frozen: false }, 'the repository is not frozen: freeze it first, so that nothing lands meanwhile'],
  ])('with %o', (parts, why) => {
    const decision = decideAt(parts);
    expect([decision.kind, inEnglish(decision.why)]).toEqual(['stay', why]);
  });

  test('while its release is still under way', () => {
    const decision = decide(factsAt({ stage: 'deploy', step: 'health' }), signal);
    expect(inEnglish(decision.why)).toMatch(/^its release is still under way/);
  });
});

test('nothing is rolled back twice, unconfigured, or with others landing', () => {
  const breach = findBreach(
    ({ rollback, frozen, stage }, _signal, decision) => {
      if (pick(decision, 'effect').every(({ kind }) => kind !== 'rollback')) return true;
      const { configured, latest, underWay, own } = rollback;
      const isClosed = frozen || stage === 'deploy';
      return configured && latest && !underWay && own?.state !== 'done' && isClosed;
    },
    { signal: aSignalOf('rollback') },
  );
  expect(breach).toBeUndefined();
});

test('a rollback under way is not stopped halfway', () => {
  const decision = decide(factsAt(rest, { live: true }), { type: 'stop', by: ada });
  expect(decision.kind).toBe('stay');
});

describe('taking a rollback back', () => {
  const withdraw = { type: 'withdraw', by: ada } as const;
  const standing = (own: Facts['rollback']['own']) =>
    factsAt(rest, { frozen: true, rollback: { ...ready, underWay: true, own } });

  test('before it has begun changes nothing else, and says what stays', () => {
    const decision = decide(standing({ state: 'asked', by: 'Bo' }), withdraw);
    expect(decision).toMatchObject({ kind: 'act', to: null, changes: [{ do: 'withdrawRollback' }] });
    expect(inEnglish(decision.why)).toBe(
      'Ada withdrew the rollback that Bo asked for, before it began; nothing was rolled back: the task stays done, and its repository frozen',
    );
  });

  test.each<[NonNullable<Facts['rollback']['own']>['state'] | null, string]>([
    ['running', 'the rollback has begun, and is not stopped halfway'],
    ['done', 'it is rolled back already'],
    ['failed', 'the rollback has ended already: it failed'],
    ['withdrawn', 'the rollback is withdrawn already'],
    [null, 'no rollback of this release was asked for'],
  ])('is refused with the true reason where it is %s', (state, why) => {
    const decision = decide(standing(state === null ? null : { state, by: 'Bo' }), withdraw);
    expect([decision.kind, inEnglish(decision.why)]).toEqual(['stay', why]);
  });

  test('is done only to what is asked for and has not begun', () => {
    const breach = findBreach(
      ({ rollback: { own } }, _signal, decision) =>
        (own?.state === 'asked') === (decision.kind === 'act' && decision.to === null),
      { signal: aSignalOf('withdraw') },
    );
    expect(breach).toBeUndefined();
  });
});
