import type { Facts } from '../../src/domain/facts.ts';
import type { Position } from '../../src/domain/stage.ts';
import { ada, jobOf, policy, revision } from './canonical-facts.ts';
import type { StateCase } from './state-case.ts';

const merged = () => ({ type: 'merged', by: ada }) as const;
const halted = () => ({ type: 'halted', why: 'Ada closed the pull request', by: ada }) as const;
const changes = () => ({ type: 'changesRequested', comment: 'the button is too small', by: ada }) as const;
const continued = (brd: { revision: string; text: string } | null) => () =>
  ({ type: 'branchMoved', commit: 'c0ffee03', brd, by: ada }) as const;
const moved = continued({ revision, text: '# BRD' });
const stalled = () => ({ type: 'stalled' }) as const;
const working = ({ step }: Position) => step === 'work';
const runs = ({ step }: Position) => step === 'work' || step === 'ci';

const runsOrUpdates = (at: Position) => runs(at) || at.step === 'update';

/** No process lives; at work its job waits for a slot. */
function noRun(at: Position): Partial<Facts> {
  return { live: false, job: working(at) ? jobOf(at, { status: 'queued' }) : null };
}

/** Nothing is under way, though it should be: at work the job was never queued. */
function nothing(): Partial<Facts> {
  return { live: false, job: null, effectPending: false };
}

/** What people do at the forge and on the board, and what the clock finds. */
export const outsideCases: StateCase[] = [
  { name: 'merged by hand', signal: merged },
  { name: 'merged by hand before its run', only: runs, facts: noRun, signal: merged },
  {
    name: 'merged by hand before its run, lock taken',
    only: runs,
    facts: (at) => ({ ...noRun(at), lock: 'taken' }),
    signal: merged,
  },
  { name: 'halted', signal: halted },
  { name: 'halted before its run', only: runs, facts: noRun, signal: halted },
  { name: 'changes asked for', signal: changes },
  { name: 'changes asked for before its run', only: runs, facts: noRun, signal: changes },
  {
    name: 'changes asked for before its run, rework used up',
    facts: (at) => ({ ...noRun(at), rework: policy.reworkLimit }),
    signal: changes,
  },
  { name: 'branch continued', signal: moved },
  { name: 'branch continued before its run', only: runs, facts: noRun, signal: moved },
  {
    name: 'branch continued before its run, BRD changed',
    only: runsOrUpdates,
    facts: noRun,
    signal: continued({ revision: 'brd-2', text: '# BRD' }),
  },
  {
    name: 'branch continued before its run, BRD deleted',
    only: runsOrUpdates,
    facts: noRun,
    signal: continued(null),
  },
  { name: 'stalled', facts: nothing, signal: stalled },
  {
    name: 'stalled, no CI any more',
    only: ({ step }) => step === 'ci',
    facts: () => ({ ...nothing(), policy: { ...policy, ci: false } }),
    signal: stalled,
  },
  {
    name: 'stalled, repository frozen',
    only: ({ step }) => step === 'merge',
    facts: () => ({ ...nothing(), frozen: true }),
    signal: stalled,
  },
  {
    name: 'stalled, to be cancelled',
    only: ({ step }) => step === 'merge',
    facts: () => ({ ...nothing(), stopRequested: 'cancel' }),
    signal: stalled,
  },
  {
    name: 'stalled, its deploy has ended',
    only: (at) => at.stage === 'deploy' && working(at),
    facts: (at) => ({ ...nothing(), job: jobOf(at, { status: 'done' }) }),
    signal: stalled,
  },
];
