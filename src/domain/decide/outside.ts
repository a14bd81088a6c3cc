import { act, type Change, type Decision, stay } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { phrase, type Said } from '../phrase.ts';
import type { SignalOf } from '../signal.ts';
import { roleAt } from '../stage.ts';
import { askForApproval, enterDeploy, leave } from './moves.ts';
import { resume } from './people.ts';
import { mustNotRepeat } from './run-settled.ts';
import { halt, requestStop, sendBack, takeUpMerge } from './stopping.ts';

/** Somebody merged the change. From staging on our own landing finds that out. */
export function merged(facts: Facts, { by: { who } }: SignalOf<'merged'>): Decision {
  if (isEnded(facts)) return stay(phrase('why-ended'));
  if (facts.stage === 'staging' || facts.stage === 'deploy') {
    return stay(phrase('why-merge-found-later'));
  }
  if (facts.stage === 'development' && facts.step === 'publish') {
    return stay(phrase('why-merge-lacks-commit'));
  }
  if (!isUnderReview(facts)) return haltBy(facts, who, phrase('why-merged-early', { who }));
  const why = phrase('why-merged-by', { who });
  if (facts.live) return requestStop(facts, { kind: 'merged', by: who, note: '', why });
  return takeUpMerge(facts, who);
}

/** Heard until the change lands: what is landing or deployed is never left halfway. */
export function halted(facts: Facts, { why, by: { who } }: SignalOf<'halted'>): Decision {
  if (isEnded(facts)) return stay(phrase('why-ended'));
  if (isLanding(facts)) return stay(phrase('why-landing'));
  return haltBy(facts, who, why === '' ? phrase('why-halted-by', { who }) : why);
}

function haltBy(facts: Facts, who: string, why: Said): Decision {
  if (facts.live) return requestStop(facts, { kind: 'halt', by: who, note: why, why });
  return halt(why, why);
}

export function changesRequested(
  facts: Facts,
  { comment, by: { who } }: SignalOf<'changesRequested'>,
): Decision {
  const waitsToLand = isUnderReview(facts) || facts.stage === 'staging' || facts.step === 'thaw';
  if (!waitsToLand) return stay(phrase('why-none-developed'));
  const why = phrase('why-changes-by', { who });
  if (facts.live) return requestStop(facts, { kind: 'changes', by: who, note: comment, why });
  return sendBack(facts, who, comment);
}

/** Commits of people are published, checked, reviewed and tested like those of the developer, and reopen the BRD gate like them. */
export function branchMoved(facts: Facts, { commit, brd, by: { who } }: SignalOf<'branchMoved'>): Decision {
  if (commit === facts.commit) return stay(phrase('why-same-commit'));
  const waits = (facts.stage === 'development' && facts.step === 'ci') || facts.step === 'update';
  if (!waits || facts.live) return stay(phrase('why-looked-at-later'));
  const kept: Change[] = [{ do: 'setCommit', commit }, { do: 'dropEffects' }];
  if (facts.approvedRevision !== null && brd?.revision !== facts.approvedRevision) {
    if (brd !== null) return askForApproval(facts, brd, phrase('why-brd-changed-by', { who }), ...kept);
    const why = phrase('why-brd-deleted-by', { who });
    return halt(phrase('ask-put-brd-back', { why }), why);
  }
  const why = phrase('why-branch-continued', { who });
  const publish: Change = { do: 'effect', kind: 'publish', payload: { state: 'ready' } };
  return leave(facts, { stage: 'development', step: 'publish' }, why, ...kept, publish);
}

/** Asks again for what its step is about. Only where nothing is under way, which no path of ours leaves behind. */
export function stalled(facts: Facts): Decision {
  const why = phrase('why-nothing-under-way');
  if (facts.live || facts.effectPending || isQueued(facts)) return stay(phrase('why-something-under-way'));
  if (facts.stopRequested !== null && !settlesMerge(facts)) return stay(phrase('why-being-stopped'));
  if (isEnded(facts)) return stay(phrase('why-ended'));
  switch (facts.step) {
    case 'work':
      return workAgain(facts, why);
    case 'rest':
    case 'publish':
    case 'ci':
    case 'update':
      return resume(facts, why, '', []);
    case 'merge':
      return settlesMerge(facts) ? resume(facts, why, '', []) : enterDeploy(facts, why);
    case 'approval':
    case 'lock':
    case 'thaw':
    case 'health':
      return stay(phrase('why-waits-elsewhere'));
  }
}

function workAgain(facts: Facts, why: Said): Decision {
  const { job, stage, approval } = facts;
  if (job === null || job.role !== roleAt(stage)) return resume(facts, why, '', []);
  // The end of our first job requests an approval or asks a person: this job is none of ours.
  if (approval === null) return stay(phrase('why-left-so'));
  if (mustNotRepeat(facts)) {
    const asked = { sentence: phrase('ask-deploy-unknown'), details: '' };
    return act(null, why, { do: 'ask', code: 'deploy-failed', asked });
  }
  return resume(facts, why, job.notes, []);
}

function isQueued({ stage, job }: Facts): boolean {
  return job?.status === 'queued' && job.role === roleAt(stage);
}

/** A cancel waits for the merge, which then only looks whether the change has landed. */
function settlesMerge({ step, stopRequested }: Facts): boolean {
  return step === 'merge' && stopRequested === 'cancel';
}

/** Developed and not yet in staging: nobody writes at it. */
function isUnderReview({ stage, step }: Facts): boolean {
  return stage === 'review' || stage === 'testing' || (stage === 'development' && step !== 'work');
}

/** A deploy taken over has no merge on record: one that runs is past it. */
function isLanding({ stage, step, live, mergeCommit }: Facts): boolean {
  if (stage !== 'deploy' || step === 'thaw') return false;
  return step !== 'work' || live || mergeCommit !== null;
}

function isEnded({ stage }: Facts): boolean {
  return stage === 'done' || stage === 'cancelled';
}
