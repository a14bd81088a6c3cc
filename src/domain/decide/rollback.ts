import { act, type Change, type Decision, stay } from '../decision.ts';
import type { Facts, RollbackFacts } from '../facts.ts';
import { type Phrase, phrase } from '../phrase.ts';
import { sayStage } from '../say-stage.ts';
import type { SignalOf } from '../signal.ts';
import { finish } from './moves.ts';

/**
 * A person wants back what was live before. Only while nothing else lands: in a frozen repository, or where the deploy
 * itself failed, which is declared degraded by it.
 */
export function rollback(facts: Facts, { by: { who } }: SignalOf<'rollback'>): Decision {
  const refused = whyNot(facts);
  if (refused !== null) return stay(refused);
  const asked = phrase('why-rollback-by', { who });
  const effect: Change = { do: 'effect', kind: 'rollback', payload: { by: who } };
  if (!hasFailed(facts)) return act(null, asked, effect);
  const reason = phrase('why-deploy-failed');
  const why = phrase('why-and', { why: phrase('why-degraded', { reason }), next: asked });
  return finish(facts, why, { do: 'clearAttention' }, { do: 'freeze', reason }, effect);
}

/** A person takes back what was asked for, as long as nothing of it has begun: a release is not left between two. */
export function withdraw(
  { stage, rollback: { own } }: Facts,
  { by: { who } }: SignalOf<'withdraw'>,
): Decision {
  if (own === null) return stay(phrase('why-withdraw-none'));
  if (own.state !== 'asked') return stay(whyNotWithdrawn[own.state]);
  const args = { who, asker: own.by, stage: sayStage(stage) };
  return act(null, phrase('why-rollback-withdrawn', args), { do: 'withdrawRollback' });
}

const whyNotWithdrawn = {
  running: phrase('why-withdraw-begun'),
  done: phrase('why-rollback-done'),
  failed: phrase('why-withdraw-failed'),
  withdrawn: phrase('why-withdraw-already'),
} as const satisfies Record<Exclude<RollbackFacts['state'], 'asked'>, Phrase>;

function whyNot(facts: Facts): Phrase | null {
  const { configured, underWay, own, latest } = facts.rollback;
  const hasEnded = facts.stage === 'done' || facts.stage === 'cancelled';
  if (!hasLanded(facts))
    return phrase(facts.landedByHand ? 'why-rollback-undeployed' : 'why-rollback-nothing');
  if (!hasEnded && !hasFailed(facts)) return phrase('why-rollback-too-soon');
  if (!configured) return phrase('why-rollback-none');
  if (underWay) return phrase('why-rollback-under-way');
  if (own?.state === 'done') return phrase('why-rollback-done');
  if (!latest) return phrase('why-rollback-not-latest');
  return hasEnded && !facts.frozen ? phrase('why-rollback-not-frozen') : null;
}

/** A deploy that failed asks a person. */
function hasFailed({ stage, step, attention }: Facts): boolean {
  return stage === 'deploy' && step === 'work' && attention === 'deploy-failed';
}

/** By our merge, or by hand: then the task stands at the default branch itself. */
function hasLanded({ mergeCommit, commit, base }: Facts): boolean {
  return mergeCommit !== null || (commit !== null && commit === base);
}
