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
const ready = { configured: true, underWay: false, latest: true, done: false };

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
    [{ rollback: { ...ready, done: true } }, 'it is rolled back already'],
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
      const { configured, latest, underWay, done } = rollback;
      const isClosed = frozen || stage === 'deploy';
      return configured && latest && !underWay && !done && isClosed;
    },
    { signal: aSignalOf('rollback') },
  );
  expect(breach).toBeUndefined();
});

test('a rollback under way is not stopped halfway', () => {
  const decision = decide(factsAt(rest, { live: true }), { type: 'stop', by: ada });
  expect(decision.kind).toBe('stay');
});
