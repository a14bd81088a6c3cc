import type { Facts, StopKind } from '../../src/domain/facts.ts';
import type { Position } from '../../src/domain/stage.ts';
import { ada, commit, completed, failed, stopKindsAt } from './canonical-facts.ts';
import type { StateCase } from './state-case.ts';

type Stopped = { name: string; kind: StopKind; facts?: Partial<Facts> };

const stops: readonly Stopped[] = [
  { name: 'to be stopped', kind: 'stop' },
  { name: 'to be halted', kind: 'halt' },
  { name: 'to be cancelled', kind: 'cancel' },
  { name: 'its budget used up', kind: 'budget' },
  { name: 'changes asked for', kind: 'changes' },
  { name: 'merged by hand', kind: 'merged' },
  { name: 'merged by hand, lock taken', kind: 'merged', facts: { lock: 'taken' } },
  { name: 'for a pause', kind: 'pause' },
];

function endedRun({ name, kind, facts }: Stopped): StateCase {
  return {
    name: `ended, ${name}`,
    only: (at) => at.step === 'work' && isAskedFor(kind, at),
    facts: () => requested(kind, facts),
    // A budget that is used up, or a pause, takes no result from a run that has just completed.
    signal: () => (kind === 'budget' || kind === 'pause' ? failed() : completed()),
  };
}

function endedCi({ name, kind, facts }: Stopped): StateCase {
  return {
    name: `CI ended, ${name}`,
    only: (at) => at.step === 'ci' && isAskedFor(kind, at),
    facts: () => requested(kind, facts),
    signal: () => ({ type: 'ciStopped', commit }),
  };
}

function isAskedFor(kind: StopKind, at: Position): boolean {
  return stopKindsAt(at).includes(kind);
}

function requested(kind: StopKind, facts: Partial<Facts> = {}): Partial<Facts> {
  return { stopRequested: kind, stopBy: ada.who, stopNote: 'the button is too small', ...facts };
}

/** What the end of a run means once it was asked to stop. */
export const stopCases: StateCase[] = [
  ...stops.map(endedRun),
  ...stops.filter(({ kind }) => kind !== 'budget').map(endedCi),
  {
    name: 'CI refused, to be stopped',
    only: ({ step }) => step === 'ci',
    facts: () => requested('stop'),
    signal: () => ({ type: 'effectRefused', effect: 'ci', why: 'no' }),
  },
];
