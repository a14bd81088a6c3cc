import { act, type Decision, stay } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { phrase } from '../phrase.ts';
import type { SignalOf } from '../signal.ts';
import { notesFor, resume } from './people.ts';
import { requestStop } from './stopping.ts';

/** The run at work is stopped, and a person is asked when it has ended. A deploy is not: half of one is worse than its price. */
export function overBudget(facts: Facts, { why }: SignalOf<'overBudget'>): Decision {
  if (!facts.live || facts.step !== 'work') return stay(phrase('why-no-agent'));
  if (facts.stage === 'deploy') return stay(phrase('why-deploy-goes-on'));
  return requestStop(facts, { kind: 'budget', by: 'signalbox', note: why, why });
}

/** What waited for the money goes on; for anything else nothing changes but what it may spend. */
export function raised(facts: Facts, { why }: SignalOf<'raised'>): Decision {
  // Its process may be ending already: then it is tried again as after any other end that was nobody's fault.
  if (facts.stopRequested === 'budget' && facts.overBudget === null)
    return act(null, why, { do: 'clearStop' });
  if (facts.attention !== 'budget') return stay(why);
  if (facts.overBudget !== null) return stay(facts.overBudget);
  return resume(facts, why, notesFor(facts, ''), [{ do: 'clearAttention' }]);
}
