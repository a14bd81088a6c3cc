import { act, type Change, type Decision, stay } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { phrase, type Said } from '../phrase.ts';
import type { SignalOf } from '../signal.ts';
import type { Stage, Step } from '../stage.ts';
import {
  afterDeploy,
  askForApproval,
  cancelledBy,
  cancelTask,
  enterDeploy,
  enterStaging,
  finish,
  rework,
  startWork,
  stopperOf,
  updateEffect,
  workStaging,
} from './moves.ts';
import { stopWork } from './stopping.ts';

function isAt(facts: Facts, stage: Stage, step: Step): boolean {
  return facts.stage === stage && facts.step === step;
}

export function published(facts: Facts): Decision {
  if (facts.step !== 'publish') return stay(phrase('why-not-publishing'));
  if (facts.stage === 'analysis')
    return act({ stage: 'analysis', step: 'approval' }, phrase('why-brd-waits'));
  if (!facts.policy.ci) return startWork(facts, 'review', phrase('why-published-no-ci'), '');
  return act({ stage: 'development', step: 'ci' }, phrase('why-published'), ciEffect(facts.commit));
}

/** The earlier installation asked for approval where its answer does not reach us: people are asked again, once. */
export function reviewTakenOver(facts: Facts, { brd }: SignalOf<'reviewTakenOver'>): Decision {
  const waits = isAt(facts, 'analysis', 'work') && !facts.live && facts.job?.status !== 'queued';
  if (!waits || facts.approval !== null) return stay(phrase('why-no-review-open'));
  if (brd === null) {
    const asked = { sentence: phrase('ask-brd-not-found'), details: '' };
    return act(null, phrase('why-brd-not-found'), { do: 'ask', code: 'failed', asked });
  }
  const kept = { do: 'setCommit', commit: brd.commit } as const;
  return askForApproval(facts, brd, phrase('why-review-taken-over'), kept);
}

/** What the earlier installation tested is on no record, and it merged in its own way: staging begins anew. */
export function stagingTakenOver(facts: Facts): Decision {
  const untested = isAt(facts, 'staging', 'work') && facts.base === null;
  const notLanded = isAt(facts, 'deploy', 'work') && facts.mergeCommit === null;
  const waits = facts.job?.status === 'queued' && !facts.live;
  if (!waits || !(untested || notLanded)) return stay(phrase('why-no-staging-waits'));
  const why = phrase('why-staging-anew');
  return enterStaging(facts, why, { do: 'dropQueuedJobs', why });
}

export function ciPassed(facts: Facts, signal: SignalOf<'ciPassed'>): Decision {
  if (facts.step !== 'ci') return stay(phrase('why-no-ci-awaited'));
  if (signal.commit !== facts.commit) return stay(phrase('why-ci-other-commit'));
  if (facts.stopRequested !== null && facts.stopRequested !== 'pause') return stopCi(facts);
  // Done before the stop for a pause got to it.
  const stopped: Change[] = facts.stopRequested === null ? [] : [{ do: 'clearStop' }];
  return facts.policy.ci ? afterCi(facts, phrase('why-ci-green'), ...stopped) : withoutCi(facts, ...stopped);
}

/** CI was taken out of the settings while a task waited for it. */
export function withoutCi(facts: Facts, ...changes: Change[]): Decision {
  return afterCi(facts, phrase('why-no-ci'), ...changes);
}

function afterCi(facts: Facts, why: Said, ...changes: Change[]): Decision {
  if (facts.stage === 'development') return startWork(facts, 'review', why, '', ...changes);
  return workStaging(facts, why, ...changes);
}

export function ciFailed(facts: Facts, signal: SignalOf<'ciFailed'>): Decision {
  if (facts.step !== 'ci') return stay(phrase('why-no-ci-awaited'));
  if (signal.commit !== facts.commit) return stay(phrase('why-ci-other-commit'));
  if (facts.stopRequested !== null) return stopCi(facts);
  return rework(facts, signal.log, phrase('why-ci-red'));
}

/** CI is a run as well: a person stopped it, or it was stopped to cancel the task. */
export function ciStopped(facts: Facts, signal: SignalOf<'ciStopped'>): Decision {
  if (facts.step !== 'ci') return stay(phrase('why-no-ci-run'));
  if (signal.commit !== facts.commit) return stay(phrase('why-ci-other-commit'));
  return stopCi(facts);
}

/** A stop that was asked for is answered by whatever end the run comes to first. */
function stopCi(facts: Facts): Decision {
  const kind = facts.stopRequested ?? 'stop';
  return kind === 'pause' ? ciAfterPause(facts) : stopWork({ facts, kind });
}

/** Asked for again, and begun when the pause is lifted. A red result counts as little as none: the stop may have made it. */
function ciAfterPause(facts: Facts): Decision {
  const why = phrase('why-paused-by', { who: stopperOf(facts) });
  return act(null, why, { do: 'clearStop' }, ciEffect(facts.commit));
}

export function lockOffered(facts: Facts): Decision {
  if (!isAt(facts, 'staging', 'lock')) return stay(phrase('why-lock-not-awaited'));
  if (facts.lock === 'taken') return stay(phrase('why-lock-taken'));
  if (facts.blocked) return stay(phrase('why-blocked'));
  return enterStaging(facts, phrase('why-lock-free'));
}

export function updated(facts: Facts, signal: SignalOf<'updated'>): Decision {
  if (!isAt(facts, 'staging', 'update')) return stay(phrase('why-not-updating'));
  const { commit, base, alike } = signal;
  const kept = [
    { do: 'setCommit', commit },
    { do: 'setBase', base },
  ] as const;
  if (!facts.policy.ci) return workStaging(facts, phrase('why-up-to-date-no-ci'), ...kept);
  return act({ stage: 'staging', step: 'ci' }, phrase('why-up-to-date'), ...kept, ciEffect(commit, alike));
}

export function updateConflicted(facts: Facts, signal: SignalOf<'updateConflicted'>): Decision {
  if (!isAt(facts, 'staging', 'update')) return stay(phrase('why-not-updating'));
  return rework(facts, signal.details, phrase('why-conflicts'));
}

export function thawed(facts: Facts): Decision {
  if (!isAt(facts, 'deploy', 'thaw')) return stay(phrase('why-not-waiting-frozen'));
  if (facts.frozen) return stay(phrase('why-still-frozen'));
  return enterDeploy(facts, phrase('why-unfrozen'));
}

export function landed(facts: Facts, signal: SignalOf<'landed'>): Decision {
  if (!isAt(facts, 'deploy', 'merge')) return stay(phrase('why-not-merging'));
  const kept = { do: 'setMergeCommit', commit: signal.commit } as const;
  if (facts.stopRequested === 'cancel') {
    const late = { ...facts, mergeCommit: signal.commit };
    return cancelTask(late, cancelledBy(late, stopperOf(facts)), kept);
  }
  if (facts.policy.deploy) return startWork(facts, 'deploy', phrase('why-landed'), '', kept);
  return afterDeploy(facts, phrase('why-landed-no-deploy'), kept);
}

/** Each costs a staging: after so many a person decides whether the time is right. */
const landingLimit = 5;

/** The default branch moved between staging and merge, or may move once the repository thaws: nothing untested lands. */
export function baseMoved(facts: Facts): Decision {
  if (!isAt(facts, 'deploy', 'merge')) return stay(phrase('why-not-merging'));
  if (facts.stopRequested === 'cancel') return cancelTask(facts, cancelledBy(facts, stopperOf(facts)));
  if (facts.frozen) return enterDeploy(facts, 'nothing has landed');
  if (facts.landings >= landingLimit) {
    const why = phrase('why-moved-on-often', { count: facts.landings });
    return act(null, why, { do: 'ask', code: 'refused', asked: { sentence: why, details: '' } });
  }
  return act({ stage: 'staging', step: 'update' }, phrase('why-moved-on'), updateEffect);
}

export function healthy(facts: Facts): Decision {
  if (!isAt(facts, 'deploy', 'health')) return stay(phrase('why-no-watch'));
  return finish(facts, phrase('why-healthy'));
}

export function degraded(facts: Facts, signal: SignalOf<'degraded'>): Decision {
  const declared = isAt(facts, 'deploy', 'work') && facts.attention === 'deploy-failed';
  if (!isAt(facts, 'deploy', 'health') && !declared) return stay(phrase('why-no-watch'));
  return finish(
    facts,
    phrase('why-degraded', { reason: signal.reason }),
    ...(declared ? [{ do: 'clearAttention' } as const] : []),
    { do: 'freeze', reason: signal.reason },
  );
}

/** Effects are named after the step that waits for them. */
export function effectRefused(facts: Facts, signal: SignalOf<'effectRefused'>): Decision {
  if (facts.step !== signal.effect) return stay(phrase('why-effect-not-awaited', { effect: signal.effect }));
  const isMerge = facts.step === 'merge';
  if (facts.stopRequested !== null && facts.step === 'ci') return stopCi(facts);
  if (facts.stopRequested === 'cancel' && !isMerge)
    return cancelTask(facts, cancelledBy(facts, stopperOf(facts)));
  const why = phrase('why-refused', { effect: signal.effect, why: signal.why });
  // A merge that could not be settled may have landed all the same: a further cancel looks again.
  const stopped: Change[] = facts.stopRequested !== null && isMerge ? [{ do: 'clearStop' }] : [];
  return act(null, why, ...stopped, { do: 'ask', code: 'refused', asked: { sentence: why, details: '' } });
}

export function ciEffect(commit: string | null, alike?: string) {
  if (commit === null) throw new Error('CI was asked for before there was a commit');
  const payload: Record<string, string> = alike === undefined ? { commit } : { commit, alike };
  return { do: 'effect', kind: 'ci', payload } as const;
}
