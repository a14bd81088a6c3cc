import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReasonCode } from '../../src/domain/explanation.ts';
import { attentionCodes } from '../../src/domain/facts.ts';
import { stages, steps } from '../../src/domain/stage.ts';
import type { Standing } from '../../src/domain/standing.ts';
import { stopKinds } from './canonical-facts.ts';
import type { Example } from './explain-example.ts';
import { examples } from './explain-examples.ts';
import { explain, findHold } from './in-english.ts';
import {
  blocker,
  cancelled,
  failed,
  freeze,
  opening,
  pause,
  queuedJob,
  since,
  standing,
} from './standings.ts';

describe.each(Object.entries(examples))('the reason %s', (_code, list) => {
  test.each(list as readonly Example[])('reads: $is.text', ({ of, is }) => {
    expect(explain(standing(of))).toEqual(is);
  });
});

test('a task of an old file without a stage is done', () => {
  expect(explain(standing({ stage: null })).code).toBe('done');
});

const shut: [ReasonCode, Partial<Standing>][] = [
  ['unknown-repo', { repoKnown: false }],
  ['attention', { attention: { code: 'failed', text: 'x', since } }],
  ['dependency-cancelled', { blockers: [cancelled] }],
  ['dependency-failed', { blockers: [failed] }],
  ['pause', { pauses: [pause] }],
  ['backoff', {}],
  ['dependency', { blockers: [blocker] }],
  ['freeze', { freezes: [freeze] }],
  ['serial', { lane: [blocker] }],
];

test('of several shut gates the first is named, and each further one after it is lifted', () => {
  const open = standing({ stage: 'analysis', job: opening });
  const late = queuedJob({ role: 'analyst', opening: true, availableAt: '2026-03-02 00:00:00' });
  for (const [index, [code]] of shut.entries()) {
    const rest = shut.slice(index);
    const job = rest.some(([later]) => later === 'backoff') ? late : opening;
    const parts = rest.map(([, part]) => part);
    const blockers = parts.flatMap((part) => part.blockers ?? []);
    const held: Standing = Object.assign({ ...open, job }, ...parts, { blockers });
    expect(findHold(held)?.code).toBe(code);
  }
  expect(findHold(open)).toBeNull();
});

test('a task that has started passes the gates that only hold new ones', () => {
  const started = queuedJob({ role: 'analyst' });
  const held: Partial<Standing> = { stage: 'analysis', freezes: [freeze], lane: [blocker] };
  expect(findHold(standing({ ...held, job: started }))).toBeNull();
  expect(findHold(standing({ ...held, stage: 'created', job: started }))).toBeNull();
});

test('gates that are switched off hold nothing, but a freeze still does', () => {
  const gates = { dependencies: false, serial: false };
  const off: Partial<Standing> = { stage: 'analysis', job: opening, gates, lane: [blocker] };
  expect(findHold(standing({ ...off, blockers: [blocker, cancelled, failed] }))).toBeNull();
  expect(findHold(standing({ ...off, freezes: [freeze] }))?.code).toBe('freeze');
});

test('a job put off is due at its time, not after it', () => {
  expect(findHold(standing({ job: queuedJob({ availableAt: '2026-03-01 10:00:00' }) }))).toBeNull();
});

test('only a queued job can be held back', () => {
  for (const status of ['running', 'done', 'failed'] as const) {
    expect(findHold(standing({ pauses: [pause], job: queuedJob({ status }) }))).toBeNull();
  }
  expect(findHold(standing({ pauses: [pause], job: null }))).toBeNull();
});

test('there is always a sentence, and a way on for everything that has not ended', () => {
  const parts = fc.record({
    stage: fc.constantFrom(...stages, 'grooming', null),
    step: fc.constantFrom(...steps, 'odd'),
    attention: fc.option(
      fc.record({
        code: fc.constantFrom(...attentionCodes),
        text: fc.constant('x'),
        since: fc.constant(since),
      }),
    ),
    stopRequested: fc.option(fc.constantFrom(...stopKinds)),
    job: fc.option(fc.constantFrom(opening, queuedJob(), queuedJob({ status: 'running' }))),
    blockers: fc.subarray([blocker, cancelled, failed]),
    freezes: fc.subarray([freeze]),
    commit: fc.option(fc.constant('c0ffee01')),
  });
  fc.assert(
    fc.property(parts, (random) => {
      const { code, text, lifts } = explain(standing(random));
      expect(text).toMatch(/\S/);
      // What runs or has ended needs no word on what lifts it.
      expect(lifts === '').toBe(['done', 'degraded', 'cancelled', 'running'].includes(code));
    }),
  );
});
