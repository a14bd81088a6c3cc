import { act, type Change, type Decision, stay } from '../decision.ts';
import type { Facts } from '../facts.ts';
import type { SignalOf } from '../signal.ts';
import type { Stage, Step } from '../stage.ts';
import {
  afterDeploy,
  askForApproval,
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
  if (facts.step !== 'publish') return stay('nothing was being published');
  if (facts.stage === 'analysis')
    return act({ stage: 'analysis', step: 'approval' }, 'the BRD waits for approval');
  if (!facts.policy.ci) return startWork(facts, 'review', 'published; no CI is configured', '');
  return act({ stage: 'development', step: 'ci' }, 'published', ciEffect(facts.commit));
}

/** The earlier installation asked for approval where its answer does not reach us: people are asked again, once. */
export function reviewTakenOver(facts: Facts, { brd }: SignalOf<'reviewTakenOver'>): Decision {
  const waits = isAt(facts, 'analysis', 'work') && !facts.live && facts.job?.status !== 'queued';
  if (!waits || facts.approval !== null) return stay('no review of the earlier installation is open');
  if (brd === null) {
    const text = 'The BRD under review is not on the branch any more. Retry has it written again.';
    return act(null, 'the BRD under review was not found', { do: 'ask', code: 'failed', text });
  }
  const kept = { do: 'setCommit', commit: brd.commit } as const;
  return askForApproval(facts, brd, 'the review of the BRD was taken over', kept);
}

/** What the earlier installation tested is on no record, and it merged in its own way: staging begins anew. */
export function stagingTakenOver(facts: Facts): Decision {
  const untested = isAt(facts, 'staging', 'work') && facts.base === null;
  const notLanded = isAt(facts, 'deploy', 'work') && facts.mergeCommit === null;
  const waits = facts.job?.status === 'queued' && !facts.live;
  if (!waits || !(untested || notLanded)) return stay('no staging of the earlier installation waits');
  const why = 'taken over; staging begins anew';
  return enterStaging(facts, why, { do: 'dropQueuedJobs', why });
}

export function approved(facts: Facts, signal: SignalOf<'approved'>): Decision {
  const refusal = refuseAnswer(facts, signal.revision);
  if (refusal !== null) return refusal;
  return startWork(facts, 'architecture', 'the BRD was approved', '', {
    do: 'decideApproval',
    decision: 'approved',
    comment: '',
    by: signal.by,
  });
}

export function rejected(facts: Facts, signal: SignalOf<'rejected'>): Decision {
  const refusal = refuseAnswer(facts, signal.revision);
  if (refusal !== null) return refusal;
  const { comment, by } = signal;
  return startWork(facts, 'analysis', 'changes to the BRD were asked for', comment, {
    do: 'decideApproval',
    decision: 'rejected',
    comment,
    by,
  });
}

/** An answer counts for the revision that is asked about and only once. */
function refuseAnswer(facts: Facts, revision: string): Decision | null {
  if (!isAt(facts, 'analysis', 'approval')) return stay('no approval is being asked for');
  if (facts.approval?.revision !== revision) return stay('the answer is about an older revision of the BRD');
  if (facts.approval.decision !== null) return stay('this revision was answered already');
  return null;
}

export function ciPassed(facts: Facts, signal: SignalOf<'ciPassed'>): Decision {
  if (facts.step !== 'ci') return stay('no CI result is being waited for');
  if (signal.commit !== facts.commit) return stay('the CI result is about another commit');
  if (facts.stopRequested !== null) return stopCi(facts);
  return facts.policy.ci ? afterCi(facts, 'CI is green') : withoutCi(facts);
}

/** CI was taken out of the settings while a task waited for it. */
export function withoutCi(facts: Facts, ...changes: Change[]): Decision {
  return afterCi(facts, 'no CI is configured any more', ...changes);
}

function afterCi(facts: Facts, why: string, ...changes: Change[]): Decision {
  if (facts.stage === 'development') return startWork(facts, 'review', why, '', ...changes);
  return workStaging(facts, why, ...changes);
}

export function ciFailed(facts: Facts, signal: SignalOf<'ciFailed'>): Decision {
  if (facts.step !== 'ci') return stay('no CI result is being waited for');
  if (signal.commit !== facts.commit) return stay('the CI result is about another commit');
  if (facts.stopRequested !== null) return stopCi(facts);
  return rework(facts, signal.log, 'CI is red');
}

/** CI is a run as well: a person stopped it, or it was stopped to cancel the task. */
export function ciStopped(facts: Facts, signal: SignalOf<'ciStopped'>): Decision {
  if (facts.step !== 'ci') return stay('no CI run is being waited for');
  if (signal.commit !== facts.commit) return stay('the CI result is about another commit');
  return stopCi(facts);
}

/** A stop that was asked for is answered by whatever end the run comes to first. */
function stopCi(facts: Facts): Decision {
  return stopWork({ facts, kind: facts.stopRequested ?? 'stop' });
}

export function lockOffered(facts: Facts): Decision {
  if (!isAt(facts, 'staging', 'lock')) return stay('the merge lock is not being waited for');
  if (facts.lock === 'taken') return stay('the merge lock is taken');
  if (facts.blocked) return stay('the task depends on what is not done');
  return enterStaging(facts, 'the merge lock is free');
}

export function updated(facts: Facts, signal: SignalOf<'updated'>): Decision {
  if (!isAt(facts, 'staging', 'update')) return stay('the branch was not being updated');
  const { commit, base, alike } = signal;
  const kept = [
    { do: 'setCommit', commit },
    { do: 'setBase', base },
  ] as const;
  if (!facts.policy.ci) return workStaging(facts, 'the branch is up to date; no CI is configured', ...kept);
  return act({ stage: 'staging', step: 'ci' }, 'the branch is up to date', ...kept, ciEffect(commit, alike));
}

export function updateConflicted(facts: Facts, signal: SignalOf<'updateConflicted'>): Decision {
  if (!isAt(facts, 'staging', 'update')) return stay('the branch was not being updated');
  return rework(facts, signal.details, 'the branch conflicts with the default branch');
}

export function thawed(facts: Facts): Decision {
  if (!isAt(facts, 'deploy', 'thaw')) return stay('the task does not wait for a frozen repository');
  if (facts.frozen) return stay('the repository is still frozen');
  return enterDeploy(facts, 'the repository was unfrozen');
}

export function landed(facts: Facts, signal: SignalOf<'landed'>): Decision {
  if (!isAt(facts, 'deploy', 'merge')) return stay('nothing was being merged');
  const kept = { do: 'setMergeCommit', commit: signal.commit } as const;
  if (facts.stopRequested === 'cancel') {
    const why = `cancelled by ${stopperOf(facts)}, after it had landed`;
    return cancelTask({ ...facts, mergeCommit: signal.commit }, why, kept);
  }
  if (facts.policy.deploy) return startWork(facts, 'deploy', 'the change landed', '', kept);
  return afterDeploy(facts, 'the change landed; nothing is configured for deploy, passed', kept);
}

/** Each costs a staging: after so many a person decides whether the time is right. */
const landingLimit = 5;

/** The default branch moved between staging and merge, or may move once the repository thaws: nothing untested lands. */
export function baseMoved(facts: Facts): Decision {
  if (!isAt(facts, 'deploy', 'merge')) return stay('nothing was being merged');
  if (facts.stopRequested === 'cancel') return cancelTask(facts, `cancelled by ${stopperOf(facts)}`);
  if (facts.frozen) return enterDeploy(facts, 'nothing has landed');
  if (facts.landings >= landingLimit) {
    const text = `the default branch moved on ${facts.landings} times while the change was being landed`;
    return act(null, text, { do: 'ask', code: 'refused', text });
  }
  return act({ stage: 'staging', step: 'update' }, 'the default branch moved on', updateEffect);
}

export function healthy(facts: Facts): Decision {
  if (!isAt(facts, 'deploy', 'health')) return stay('no health check is under way');
  return finish(facts, 'the release is healthy');
}

export function degraded(facts: Facts, signal: SignalOf<'degraded'>): Decision {
  const declared = isAt(facts, 'deploy', 'work') && facts.attention === 'deploy-failed';
  if (!isAt(facts, 'deploy', 'health') && !declared) return stay('no health check is under way');
  return finish(
    facts,
    `the release is degraded: ${signal.reason}`,
    ...(declared ? [{ do: 'clearAttention' } as const] : []),
    { do: 'freeze', reason: signal.reason },
  );
}

/** Effects are named after the step that waits for them. */
export function effectRefused(facts: Facts, signal: SignalOf<'effectRefused'>): Decision {
  if (facts.step !== signal.effect) return stay(`no ${signal.effect} is being waited for`);
  const isMerge = facts.step === 'merge';
  if (facts.stopRequested !== null && facts.step === 'ci') return stopCi(facts);
  if (facts.stopRequested === 'cancel' && !isMerge)
    return cancelTask(facts, `cancelled by ${stopperOf(facts)}`);
  const text = `${signal.effect} was refused: ${signal.why}`;
  // A merge that could not be settled may have landed all the same: a further cancel looks again.
  const stopped: Change[] = facts.stopRequested !== null && isMerge ? [{ do: 'clearStop' }] : [];
  return act(null, text, ...stopped, { do: 'ask', code: 'refused', text });
}

export function ciEffect(commit: string | null, alike?: string) {
  if (commit === null) throw new Error('CI was asked for before there was a commit');
  const payload: Record<string, string> = alike === undefined ? { commit } : { commit, alike };
  return { do: 'effect', kind: 'ci', payload } as const;
}
