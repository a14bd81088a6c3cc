import { type Decision, stay } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { phrase } from '../phrase.ts';
import type { SignalOf } from '../signal.ts';
import { mustNotRepeat } from './run-settled.ts';
import { requestStop } from './stopping.ts';

/** Half of a deploy is worse than its end: only an emergency stops one. What looks at a release changes nothing, and goes on. */
export function paused(facts: Facts, { emergency, by: { who } }: SignalOf<'paused'>): Decision {
  const isAtWork = facts.live && (facts.step === 'work' || facts.step === 'ci');
  if (!isAtWork) return stay(phrase('why-nothing-running'));
  if (mustNotRepeat(facts) && !emergency) return stay(phrase('why-deploy-finishes'));
  return requestStop(facts, { kind: 'pause', by: who, note: '', why: phrase('why-paused-by', { who }) });
}
