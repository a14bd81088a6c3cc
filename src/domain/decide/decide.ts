import { type Decision, stay } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { phrase } from '../phrase.ts';
import type { Signal, SignalOf, SignalType } from '../signal.ts';
import { approved, rejected } from './approval.ts';
import {
  baseMoved,
  ciFailed,
  ciPassed,
  ciStopped,
  degraded,
  effectRefused,
  healthy,
  landed,
  lockOffered,
  published,
  reviewTakenOver,
  stagingTakenOver,
  thawed,
  updateConflicted,
  updated,
} from './gates.ts';
import { overBudget, raised } from './money.ts';
import { branchMoved, changesRequested, halted, merged, stalled } from './outside.ts';
import { paused } from './paused.ts';
import { cancel, opened, retry, stop } from './people.ts';
import { rollback, withdraw } from './rollback.ts';
import { runSettled } from './run-settled.ts';

type Handlers = { [T in SignalType]: (facts: Facts, signal: SignalOf<T>) => Decision };

const handlers: Handlers = {
  opened,
  runSettled,
  published,
  reviewTakenOver,
  stagingTakenOver,
  approved,
  rejected,
  ciPassed,
  ciFailed,
  ciStopped,
  lockOffered,
  updated,
  updateConflicted,
  thawed,
  landed,
  baseMoved,
  healthy,
  degraded,
  effectRefused,
  merged,
  halted,
  changesRequested,
  branchMoved,
  overBudget,
  raised,
  stalled,
  paused,
  stop,
  cancel,
  rollback,
  withdraw,
  retry,
};

/** Signals a task that waits for a person still listens to: the others are kept out until it is answered. */
const heardAtAttention: ReadonlySet<SignalType> = new Set([
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

export const signalTypes = Object.keys(handlers) as SignalType[];

/** The ends of a CI run, which is the only run at its step; anywhere else a run ends as `runSettled`. */
const endsCi: ReadonlySet<SignalType> = new Set(['ciPassed', 'ciFailed', 'ciStopped', 'effectRefused']);

/** The pure heart: what a signal means for a task as it stands. Never throws for a signal that comes late or twice. */
export function decide(found: Facts, signal: Signal): Decision {
  const facts = atWork(found);
  if (facts.attention !== null && !heardAtAttention.has(signal.type)) {
    return stay(phrase('why-asked-first'));
  }
  const handler = handlers[signal.type] as (facts: Facts, signal: Signal) => Decision;
  const decision = handler(facts, signal);
  const endsRun = signal.type === 'runSettled' || (facts.step === 'ci' && endsCi.has(signal.type));
  if (facts.live && !endsRun && decision.kind === 'act' && decision.to !== null) {
    return stay(phrase('why-run-first'));
  }
  return decision;
}

/** A task taken over before its first run ended stands in `created` while its analyst works: that is analysis. */
function atWork(facts: Facts): Facts {
  return facts.stage === 'created' && facts.step === 'work' ? { ...facts, stage: 'analysis' } : facts;
}
