import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/domain/explain.ts';
import { type AttentionCode, attentionCodes } from '../../src/domain/facts.ts';
import { isPhrase, type Phrase, phrase, type Said } from '../../src/domain/phrase.ts';
import { roles, stages, steps } from '../../src/domain/stage.ts';
import type { Standing } from '../../src/domain/standing.ts';
import { isSayable, translatorOf } from '../../src/locale/translator.ts';
import { findBreach } from './breaches.ts';
import { stopKinds } from './canonical-facts.ts';
import type { Example } from './explain-example.ts';
import { examples } from './explain-examples.ts';
import { blocker, freeze, opening, pause, queuedJob, since, standing } from './standings.ts';

const russian = translatorOf('ru');

/** Every phrase in plain data, at any depth. */
function listPhrases(value: unknown): Phrase[] {
  if (isPhrase(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(listPhrases);
}

describe.each(Object.entries(examples))('in Russian the reason %s', (_code, list) => {
  test.each(list as readonly Example[])('has words for: $is.text', ({ of, is }) => {
    const { text, lifts } = explain(standing(of));
    const isTold = is.code === 'attention';
    expect(russian.say(text)).toMatch(isTold ? /\S/ : /[а-яё]/i);
    expect(russian.say(lifts)).toMatch(is.lifts === '' ? /^$/ : /[а-яё]/i);
  });
});

test('whatever a decision says, every language can say', () => {
  const breach = findBreach((_facts, _signal, decision) => listPhrases(decision).every(isSayable), {
    numRuns: 5000,
  });
  expect(breach).toBeUndefined();
});

const aSaid = fc.constantFrom<Said>('it broke', phrase('why-ci-red'));
const anAttention = fc.record({
  code: fc.constantFrom<AttentionCode>(...attentionCodes),
  text: aSaid,
  since: fc.constant(since),
});
const aHold: fc.Arbitrary<Standing['hold']> = fc.oneof(
  fc.constant(null),
  fc.record({
    kind: fc.constant('limit' as const),
    account: fc.constant('team'),
    why: aSaid,
    since: fc.constant(since),
    until: fc.constant(since),
  }),
  fc.record({
    kind: fc.constant('budget' as const),
    scope: fc.constantFrom('*', 'shop'),
    spentUsd: fc.constantFrom(0.001, 7),
    budgetUsd: fc.constant(5),
    until: fc.constant(since),
  }),
);

const aStanding = fc
  .record({
    stage: fc.constantFrom(...stages, 'grooming', null),
    step: fc.constantFrom(...steps, 'odd'),
    attention: fc.option(anAttention),
    stopRequested: fc.option(fc.constantFrom(...stopKinds)),
    run: fc.option(fc.record({ role: fc.constantFrom(...roles, 'ci'), since: fc.constant(since) })),
    job: fc.option(
      fc.constantFrom(
        opening,
        queuedJob(),
        queuedJob({ status: 'running' }),
        queuedJob({ role: 'janitor' }),
        queuedJob({ availableAt: '2026-03-02 00:00:00' }),
        queuedJob({ availableAt: '2026-03-02 00:00:00', error: 'exit status 1' }),
      ),
    ),
    blockers: fc.subarray([blocker, { ...blocker, workItemId: 'ET-014', stage: null, taskId: null }]),
    lane: fc.subarray([blocker, { workItemId: 'SHOP-002', stage: 'testing' }]),
    laneMore: fc.constantFrom(0, 1, 5),
    freezes: fc.subarray([freeze]),
    pauses: fc.constantFrom<Standing['pauses']>([], [pause], [{ ...pause, scope: '*' }]),
    hold: aHold,
    repoKnown: fc.constantFrom(true, true, false),
    slots: fc.constantFrom({ used: 0, all: 2 }, { used: 1, all: 1 }),
    projectSlots: fc.constantFrom(null, { project: 'shop', used: 2, all: 2 }),
    commit: fc.option(fc.constant('c0ffee01')),
    lockHolder: fc.option(fc.constant('SHOP-001')),
    trouble: fc.option(fc.record({ why: aSaid, retryAt: fc.constant(since) })),
    restart: fc.option(fc.record({ who: fc.constant('Ada'), since: fc.constant(since) })),
    watch: fc.option(fc.record({ until: fc.constant(since), checks: fc.nat(30), failures: fc.nat(2) })),
  })
  .map((parts) => standing(parts));

test('whatever holds a task back, every language can say', () => {
  const isExplainable = fc.property(aStanding, (random) => {
    const { text, lifts } = explain(random);
    return isSayable(text) && isSayable(lifts);
  });
  const { counterexample } = fc.check(isExplainable, { numRuns: 2000 });
  expect(counterexample).toBeNull();
});

test.for([
  [{ slots: { used: 1, all: 1 } }, 'Единственный слот занят.'],
  [{ slots: { used: 3, all: 3 } }, 'Заняты все 3 слота.'],
  [{ projectSlots: { project: 'shop', used: 1, all: 1 } }, 'Единственный слот проекта shop занят.'],
  [{ projectSlots: { project: 'shop', used: 2, all: 2 } }, 'Оба слота проекта shop заняты.'],
  [{ projectSlots: { project: 'shop', used: 5, all: 5 } }, 'Заняты все 5 слотов проекта shop.'],
  [{ slots: { used: 11, all: 11 } }, 'Заняты все 11 слотов.'],
  [{ run: { role: 'developer', since } }, 'За работой: разработчик.'],
  [{ blockers: [blocker] }, 'Зависит от SHOP-001 (ревью).'],
  [
    {
      stage: 'cancelled',
      ending: { why: phrase('why-cancelled-by', { who: 'Ada' }), verdict: null, froze: null, rollback: null },
    },
    'Отменена (Ada).',
  ],
] as const)('%o reads in Russian: %s', ([of, text]) => {
  expect(russian.say(explain(standing(of as Partial<Standing>)).text)).toBe(text);
});

test('what another version has stored and this one cannot say is told by its English', () => {
  expect(isSayable(phrase('why-of-a-later-version'))).toBe(false);
  expect(isSayable(phrase('why-cancelled-by'))).toBe(false);
  expect(isPhrase({ id: 'constructor' })).toBe(false);
  expect(isPhrase({ id: 'why-ci-red', stage: 'review' })).toBe(false);
});
