import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/domain/decide/decide.ts';
import type { Facts } from '../../src/domain/facts.ts';
import { listMirrorWishes, type MirrorWish, type Moment, stateFor } from '../../src/domain/mirror.ts';
import type { TrackerSettings } from '../../src/domain/project.ts';
import { emptyReport } from '../../src/domain/report.ts';
import type { Signal } from '../../src/domain/signal.ts';
import { type Position, positions, stages } from '../../src/domain/stage.ts';
import { toEnglish } from '../../src/locale/to-english.ts';
import { ada, commit, completed, factsAt, policy, revision, settled } from './canonical-facts.ts';
import { aSignal, someFacts } from './random-facts.ts';

const tracker: TrackerSettings = {
  kind: 'built-in',
  label: null,
  states: {
    start: ['In Progress'],
    approved: ['Approved'],
    rejected: ['Rejected'],
    cancelled: 'Cancelled',
    review: 'Needs Review',
    done: 'Done',
  },
  stages: { analysis: 'Analysing', development: 'In Development', testing: 'In Test' },
};

function wishesOf(facts: Facts, signal: Signal, settings: TrackerSettings | null = tracker): MirrorWish[] {
  const decision = decide(facts, signal);
  if (decision.kind !== 'act') return [];
  return toEnglish(listMirrorWishes({ from: facts, decision, facts }, settings));
}

function at(position: string, parts: Partial<Facts> = {}): Facts {
  const [stage, step] = position.split('/');
  const found = positions.find((one) => one.stage === stage && one.step === step);
  if (found === undefined) throw new Error(`there is no position ${position}`);
  return factsAt(found, parts);
}

const state = (name: string): MirrorWish => ({ kind: 'itemState', state: name });
const post = (on: 'both' | 'change', moment: Moment): MirrorWish => {
  return { kind: 'post', on: on === 'both' ? ['item', 'change'] : ['change'], ...moment };
};
const ciRed: Signal = { type: 'ciFailed', commit, log: 'expected 1, got 2' };
const question: Signal = {
  type: 'runSettled',
  outcome: { kind: 'question', question: 'Which currency?', report: emptyReport },
  work: null,
};
const failedTests = settled({
  kind: 'completed',
  report: { ...emptyReport, verdict: 'fail', findings: 'it is slow' },
});
const lost = settled({ kind: 'lost', why: 'it vanished', began: true });
const degraded: Signal = { type: 'degraded', reason: 'GET / answered 502', by: ada };
const noRelease = { ...policy, deploy: false, health: false };

describe('what is told of a decision', () => {
  test.each<[string, Facts, Signal, MirrorWish[]]>([
    ['opening shows the stage', at('created/rest'), { type: 'opened', by: ada }, [state('Analysing')]],
    [
      'a published BRD asks for a decision at both places',
      at('analysis/publish'),
      { type: 'published', commit },
      [state('Needs Review'), post('both', { moment: 'brd' })],
    ],
    [
      'a rejected BRD shows the analysis again',
      at('analysis/approval'),
      { type: 'rejected', revision, comment: 'more', by: ada },
      [state('Analysing')],
    ],
    [
      'a stage without a state of its own leaves the one that is shown',
      at('analysis/approval'),
      { type: 'approved', revision, by: ada },
      [],
    ],
    ['a step within a stage tells nothing', at('development/publish'), { type: 'published', commit }, []],
    [
      'a question is asked at both places',
      at('development/work'),
      question,
      [
        post('both', {
          moment: 'question',
          role: 'developer',
          question: { sentence: 'Which currency?', details: '' },
        }),
      ],
    ],
    [
      'rework goes to the change with what was found',
      at('testing/work', { rework: 1 }),
      failedTests,
      [
        state('In Development'),
        post('change', {
          moment: 'rework',
          why: 'the tests failed',
          round: 2,
          limit: 3,
          findings: 'it is slow',
        }),
      ],
    ],
    [
      'rework within development moves no state',
      at('development/ci'),
      ciRed,
      [
        post('change', {
          moment: 'rework',
          why: 'CI is red',
          round: 1,
          limit: 3,
          findings: 'expected 1, got 2',
        }),
      ],
    ],
    [
      'rework beyond the limit is told with what was found',
      at('development/ci', { rework: 3 }),
      ciRed,
      [
        post('change', {
          moment: 'rework',
          why: 'CI is red',
          round: null,
          limit: 3,
          findings: 'expected 1, got 2',
        }),
      ],
    ],
    [
      'a retry that forgives the rounds is no rework',
      at('development/work', { attention: 'rework-limit', rework: 3, live: false, job: null }),
      { type: 'retry', hint: '', by: ada },
      [],
    ],
    [
      'a healthy release is done',
      at('deploy/health'),
      { type: 'healthy' },
      [state('Done'), post('both', { moment: 'done', release: 'healthy' })],
    ],
    [
      'a degraded release says what failed, and then that the task is done',
      at('deploy/health'),
      degraded,
      [
        state('Done'),
        post('both', { moment: 'degraded', reason: 'GET / answered 502' }),
        post('both', { moment: 'done', release: 'degraded' }),
      ],
    ],
    [
      'a deploy that nobody watches is deployed',
      at('deploy/work', { policy: { ...policy, health: false } }),
      completed('pass'),
      [state('Done'), post('both', { moment: 'done', release: 'deployed' })],
    ],
    [
      'a merge without a deploy is merged',
      at('deploy/merge', { policy: noRelease }),
      { type: 'landed', commit: 'merged1' },
      [state('Done'), post('both', { moment: 'done', release: 'merged' })],
    ],
    [
      'a cancelled task shows it',
      at('development/publish'),
      { type: 'cancel', by: ada },
      [state('Cancelled')],
    ],
    ['a stop tells nothing', at('development/work'), { type: 'stop', by: ada }, []],
    ['a run that is tried again tells nothing', at('development/work'), lost, []],
  ])('%s', (_, facts, signal, wishes) => {
    expect(wishesOf(facts, signal)).toEqual(wishes);
  });

  test('is no state where no item shows the task', () => {
    expect(wishesOf(at('deploy/health'), { type: 'healthy' }, null)).toEqual([
      post('both', { moment: 'done', release: 'healthy' }),
    ]);
  });
});

describe('the state of a position', () => {
  test('is the one of its stage while no state for the wait is configured', () => {
    const { review: _, ...states } = tracker.states;
    const waiting: Position = { stage: 'analysis', step: 'approval' };
    expect(stateFor(waiting, { ...tracker, states })).toBe('Analysing');
  });

  const aName = fc.constantFrom('In Progress', 'in progress ', 'APPROVED', 'Rejected', 'Review', 'Done');
  const someNames = fc.array(aName, { maxLength: 3 });
  const aTracker: fc.Arbitrary<TrackerSettings> = fc.record({
    kind: fc.constant('built-in'),
    label: fc.constant(null),
    states: fc.record({
      start: someNames,
      approved: someNames,
      rejected: someNames,
      cancelled: aName,
      review: aName,
      done: aName,
    }),
    stages: fc.dictionary(fc.constantFrom(...stages), aName),
  });

  test('is never one by which people start, approve or reject, in whatever case', () => {
    fc.assert(
      fc.property(aTracker, fc.constantFrom(...positions), (settings, position) => {
        const name = stateFor(position, settings);
        const { start, approved, rejected } = settings.states;
        const told = [...start, ...approved, ...rejected].map((one) => one.trim().toLowerCase());
        expect(told).not.toContain(name?.trim().toLowerCase());
      }),
    );
  });

  test('is never such a state after any decision', () => {
    const settings: TrackerSettings = {
      ...tracker,
      states: { ...tracker.states, done: 'APPROVED', review: 'in progress', cancelled: 'rejected' },
      stages: Object.fromEntries(stages.map((stage) => [stage, 'In progress'])),
    };
    fc.assert(
      fc.property(someFacts, aSignal, (facts, signal) => {
        expect(wishesOf(facts, signal, settings).filter(({ kind }) => kind === 'itemState')).toEqual([]);
      }),
    );
  });
});
