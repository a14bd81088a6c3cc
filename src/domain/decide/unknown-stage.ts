import { type Decision, stay } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { phrase } from '../phrase.ts';
import type { Signal } from '../signal.ts';
import { cancelledBy, cancelTask } from './moves.ts';

/**
 * What a signal means for a task whose stage this pipeline does not know: it is left alone, but it holds its
 * repository's lane, so a person may cancel it. `facts` are those of a task at rest.
 */
export function decideUnknownStage(facts: Facts, signal: Signal): Decision {
  if (signal.type !== 'cancel') return stay(phrase('why-unknown-stage'));
  if (facts.live) return stay(phrase('why-run-under-way'));
  return cancelTask(facts, cancelledBy(facts, signal.by.who));
}
