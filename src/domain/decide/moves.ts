import { act, type Change, type Decision } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { type Phrase, phrase, type Said } from '../phrase.ts';
import { pipeline, type Stage, type Step } from '../stage.ts';

/** Into the working step of a stage, with its job. */
export function startWork(
  facts: Facts,
  stage: Stage,
  why: Said,
  notes: string,
  ...changes: Change[]
): Decision {
  const { role } = pipeline[stage];
  if (role === null) throw new Error(`stage ${stage} has no work to start`);
  return leave(facts, { stage, step: 'work' }, why, ...changes, { do: 'enqueue', role, notes });
}

/** A move that gives the merge lock back when it leads out of staging and deploy. */
export function leave(
  facts: Facts,
  to: { stage: Stage; step: Step },
  why: Said,
  ...changes: Change[]
): Decision {
  const keepsLock = to.stage === 'staging' || to.stage === 'deploy';
  const release: Change[] = facts.lock === 'ours' && !keepsLock ? [{ do: 'releaseLock' }] : [];
  return act(to, why, ...changes, ...release);
}

/** Back to the developer with what was found; past the limit a person is asked instead. */
export function rework(facts: Facts, findings: string, why: Said, ...changes: Change[]): Decision {
  const rounds = facts.rework + 1;
  const repeats = isSame(findings, facts.lastFindings);
  if (rounds <= facts.policy.reworkLimit && !repeats) {
    const counted: Change = { do: 'setRework', rework: rounds };
    return startWork(
      facts,
      'development',
      phrase('why-rework', { why, round: rounds }),
      findings,
      ...changes,
      counted,
    );
  }
  const sentence = repeats
    ? phrase('why-rework-repeats', { why })
    : phrase('ask-rework-limit', { why, rounds: facts.policy.reworkLimit });
  const asked: Change = { do: 'ask', code: 'rework-limit', asked: { sentence, details: findings } };
  const limit = repeats ? sentence : phrase('why-rework-limit', { why });
  return leave(facts, { stage: 'development', step: 'work' }, limit, ...changes, asked);
}

/** Another round with the same findings would be paid for and change nothing. */
function isSame(findings: string, last: string): boolean {
  const bare = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  return bare(findings) !== '' && bare(findings) === bare(last);
}

/**
 * Staging begins with the merge lock: what is tested there is what lands. A task that has come to depend on another
 * takes none, since that other one may need it to get done.
 */
export function enterStaging(facts: Facts, why: Said, ...changes: Change[]): Decision {
  if (facts.lock === 'taken') {
    return act({ stage: 'staging', step: 'lock' }, phrase('why-then-lock-taken', { why }), ...changes);
  }
  if (facts.blocked && facts.lock === 'free') {
    return act({ stage: 'staging', step: 'lock' }, phrase('why-then-blocked', { why }), ...changes);
  }
  return act({ stage: 'staging', step: 'update' }, why, ...changes, { do: 'takeLock' }, updateEffect);
}

export const updateEffect: Change = { do: 'effect', kind: 'update', payload: {} };

/** The staging job, or straight on where nothing is configured. */
export function workStaging(facts: Facts, why: Said, ...changes: Change[]): Decision {
  if (facts.policy.staging) return startWork(facts, 'staging', why, '', ...changes);
  return enterDeploy(facts, phrase('why-then-no-staging', { why }), ...changes);
}

export function enterDeploy(facts: Facts, why: Said, ...changes: Change[]): Decision {
  if (facts.frozen) {
    return act({ stage: 'deploy', step: 'thaw' }, phrase('why-then-frozen', { why }), ...changes);
  }
  return act({ stage: 'deploy', step: 'merge' }, why, ...changes, mergeEffect);
}

export const mergeEffect: Change = { do: 'effect', kind: 'merge', payload: {} };

/** After the deploy succeeded, or right after landing where none is configured. */
export function afterDeploy(facts: Facts, why: Said, ...changes: Change[]): Decision {
  if (facts.policy.health) {
    return act({ stage: 'deploy', step: 'health' }, why, ...changes, { do: 'watchHealth' });
  }
  return finish(facts, phrase('why-then-no-health', { why }), ...changes);
}

export function finish(facts: Facts, why: Said, ...changes: Change[]): Decision {
  return leave(facts, { stage: 'done', step: 'rest' }, why, ...changes, cleanUp('done'));
}

export function cancelTask(facts: Facts, why: Said, ...changes: Change[]): Decision {
  const ours = facts.mergeCommit !== null;
  const reason = phrase(ours ? 'why-cancelled-landed' : 'why-cancelled-undeployed');
  const frozen: Change[] = ours || isLandedByHand(facts) ? [{ do: 'freeze', reason }] : [];
  return leave(
    facts,
    { stage: 'cancelled', step: 'rest' },
    why,
    ...changes,
    { do: 'dropQueuedJobs', why },
    { do: 'dropEffects' },
    { do: 'clearStop' },
    ...(facts.attention === null ? [] : [{ do: 'clearAttention' } as const]),
    ...frozen,
    // What was developed after somebody merged is given up like any other that has not landed.
    cleanUp(ours || standsAtBase(facts) ? 'done' : 'cancelled'),
  );
}

/** The why of a cancel: who wanted it, and whether that was too late. */
export function cancelledBy(facts: Facts, who: Said): Phrase {
  if (facts.mergeCommit !== null) return phrase('why-cancelled-late', { who });
  return phrase(isLandedByHand(facts) ? 'why-cancelled-merged' : 'why-cancelled-by', { who });
}

function isLandedByHand(facts: Facts): boolean {
  return facts.landedByHand || standsAtBase(facts);
}

/** What was found landed by hand stands at the default branch itself. */
function standsAtBase({ commit, base }: Facts): boolean {
  return commit !== null && commit === base;
}

/** Who asked for the stop that is being obeyed. */
export function stopperOf({ stopBy }: Facts): Said {
  return stopBy ?? phrase('why-a-person');
}

function cleanUp(end: 'done' | 'cancelled'): Change {
  return { do: 'effect', kind: 'cleanUp', payload: { end } };
}

/** Asks for approval of a revision again: the branch is published first, so that people can read it. */
export function askForApproval(
  facts: Facts,
  brd: { revision: string; text: string; summary?: string | null },
  why: Said,
  ...changes: Change[]
): Decision {
  return leave(
    facts,
    { stage: 'analysis', step: 'publish' },
    why,
    ...changes,
    { do: 'requestApproval', revision: brd.revision, document: brd.text, summary: brd.summary ?? null },
    { do: 'effect', kind: 'publish', payload: { state: 'draft' } },
  );
}
