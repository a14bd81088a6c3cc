import { type Asked, toAsked } from '../attention.ts';
import { backoffMs } from '../backoff.ts';
import { act, type Change, type Decision, stay } from '../decision.ts';
import type { AttentionCode, Facts, JobFacts, StopKind } from '../facts.ts';
import type { Outcome, OutcomeKind } from '../outcome.ts';
import { phrase, type Said } from '../phrase.ts';
import { sayRole, sayStage } from '../say-stage.ts';
import type { SignalOf } from '../signal.ts';
import { pipeline } from '../stage.ts';
import { judgeCompleted } from './completed.ts';
import { stopperOf } from './moves.ts';
import { stopWork } from './stopping.ts';

type Ended = { facts: Facts; job: JobFacts; outcome: Outcome };

/** The run of the running job has ended: on, again, back, or ask. */
export function runSettled(facts: Facts, signal: SignalOf<'runSettled'>): Decision {
  // What has just been paid for counts, a question as well: the next run finds no money, or a pause.
  const hasResult = signal.outcome.kind === 'completed' || signal.outcome.kind === 'question';
  const mayCount = facts.stopRequested === 'budget' || facts.stopRequested === 'pause';
  if (!mayCount || !hasResult) return settle(facts, signal);
  const decision = settle({ ...facts, stopRequested: null }, signal);
  if (decision.kind === 'stay') return decision;
  return { ...decision, changes: [...decision.changes, { do: 'clearStop' }] };
}

function settle(facts: Facts, signal: SignalOf<'runSettled'>): Decision {
  const { job } = facts;
  if (job === null || job.status !== 'running') return stay(phrase('why-no-job-running'));
  const { outcome, work } = signal;
  const ended = { facts, job, outcome };
  // A merge in flight is settled before the task is cancelled, and an ended task has nothing left to stop.
  const stoppable = facts.step !== 'merge' && facts.step !== 'rest';
  if (facts.stopRequested !== null && stoppable) return stopped(ended, facts.stopRequested);
  if (facts.step !== 'work' || job.role !== pipeline[facts.stage].role) {
    const said = { role: sayRole(job.role), stage: sayStage(facts.stage) };
    return act(null, phrase('why-other-stage', said), otherStage(outcome));
  }
  if (outcome.kind !== 'completed') return notCompleted(ended);
  if (work !== null && !work.descends) return failed(ended, phrase('why-history-rewritten'));
  const settled = finishJob('completed', null, true);
  const judged = judgeCompleted({ facts, report: outcome.report, work, settled });
  if (judged.kind !== 'fault') return judged;
  const { denied } = outcome.report;
  return failed(ended, denied === null ? judged.why : phrase('why-denied', { why: judged.why, denied }));
}

/** Jobs taken over from an earlier installation may belong to a stage that their task has left. */
function otherStage(outcome: Outcome): Change {
  const error = 'why' in outcome ? outcome.why : null;
  return finishJob(outcome.kind, error, outcome.kind === 'completed');
}

function notCompleted(ended: Ended): Decision {
  const { facts, outcome } = ended;
  switch (outcome.kind) {
    case 'failed':
      return failed(ended, outcome.why);
    case 'question':
      return act(
        null,
        phrase('why-agent-asks'),
        finishJob('question', null, false),
        ask('question', toAsked(outcome.question)),
      );
    case 'usageLimit':
      return limited(facts, outcome);
    case 'overBudget':
      return mustNotRepeat(facts) ? askAboutDeploy(outcome) : spent(ended, outcome.why);
    case 'misconfigured':
      return misconfigured(facts, outcome);
    case 'completed':
      throw new Error('a completed run is judged by its stage');
    case 'transient':
    case 'silent':
    case 'overtime':
    case 'cancelled':
    case 'lost':
      if (mustNotRepeat(facts) && !(outcome.kind === 'lost' && !outcome.began))
        return askAboutDeploy(outcome);
      return again(ended, outcome.why);
  }
}

/** The CLI knows only what there was when its run began: what was granted meanwhile is not asked for again. */
function spent({ facts, job, outcome }: Ended, why: Said): Decision {
  if (facts.overBudget === null && job.lastOutcome !== outcome.kind) {
    return act(null, phrase('why-granted-meanwhile', { why }), {
      ...putOff(outcome.kind, why, facts.now),
      transient: false,
    });
  }
  return act(null, why, finishJob(outcome.kind, why, false), ask('budget', askedOf(why)));
}

/** Every job of the account waits with this one: each try before the reset would be refused as well. */
function limited(facts: Facts, outcome: Outcome & { kind: 'usageLimit' }): Decision {
  const { kind, why, until } = outcome;
  const held = heldBy(outcome);
  if (mustNotRepeat(facts)) {
    return act(null, why, finishJob(kind, why, false), ...held, ask('deploy-failed', askedOf(why)));
  }
  // A reset that is past, by whosever clock, must not have it tried without end.
  const soonest = new Date(facts.now.getTime() + backoffMs(1, facts.policy.backoff));
  return act(
    null,
    why,
    { ...putOff(kind, why, until < soonest ? soonest : until), transient: false },
    ...held,
  );
}

/** What an end says of the account it worked with, and so of all who use it. */
function heldBy(outcome: Outcome): Change[] {
  const account = { do: 'holdAccount' } as const;
  if (outcome.kind === 'usageLimit') {
    return [{ ...account, kind: 'limit', why: outcome.why, mend: '', until: outcome.until }];
  }
  if (outcome.kind !== 'misconfigured' || outcome.of !== 'account') return [];
  return [{ ...account, kind: 'fault', why: outcome.why, mend: outcome.mend, until: null }];
}

/** No try succeeds before somebody has mended it; what is wrong with an account is wrong for all who use it. */
function misconfigured(facts: Facts, outcome: Outcome & { kind: 'misconfigured' }): Decision {
  const { kind, why, mend } = outcome;
  const code = mustNotRepeat(facts) ? 'deploy-failed' : 'misconfigured';
  const asked = ask(code, { sentence: why, details: mend });
  return act(null, why, finishJob(kind, why, false), ...heldBy(outcome), asked);
}

function askAboutDeploy({ kind, why }: Outcome & { why: Said }): Decision {
  return act(null, why, finishJob(kind, why, false), ask('deploy-failed', askedOf(why)));
}

/** A fault of the work itself: it uses up an attempt. */
function failed({ facts, job, outcome }: Ended, why: Said): Decision {
  const kind = outcome.kind === 'completed' ? 'failed' : outcome.kind;
  if (mustNotRepeat(facts)) {
    return act(
      null,
      why,
      { ...finishJob(kind, why, false), attemptBack: false },
      ask('deploy-failed', withFindings(why, outcome)),
    );
  }
  const repeats = facts.sameFaults >= sameFaultLimit;
  const attempts = { attempt: String(job.attempts), most: String(job.maxAttempts) };
  if (job.attempts >= job.maxAttempts || repeats) {
    const count = (said: Said) =>
      repeats
        ? phrase('why-same-times', { why: said, count: facts.sameFaults })
        : phrase('why-attempts-used', { why: said, ...attempts });
    const { sentence, details } = withFindings(why, outcome);
    const asked = ask('failed', { sentence: count(sentence), details });
    return act(null, count(why), { ...finishJob(kind, why, false), attemptBack: false }, asked);
  }
  const at = new Date(facts.now.getTime() + backoffMs(job.attempts, facts.policy.backoff));
  return act(null, phrase('why-attempt', { why, ...attempts }), {
    ...putOff(kind, why, at),
    attemptBack: false,
    transient: false,
  });
}

/** Nobody's fault: the attempt is given back, and a budget of its own bounds the repeats. */
function again({ facts, job, outcome }: Ended, why: Said): Decision {
  const n = job.transients + 1;
  const usedUp = n > facts.policy.transientLimit;
  const repeats = facts.sameFaults >= sameFaultLimit;
  if (usedUp || repeats || (tookAllItsTime(outcome.kind) && job.lastOutcome === outcome.kind)) {
    const count = usedUp ? n : facts.sameFaults;
    const often = (said: Said) =>
      usedUp || repeats
        ? phrase('why-happened-times', { why: said, count })
        : phrase('why-twice', { why: said });
    const { sentence, details } = askedOf(why);
    const asked = ask('failed', { sentence: often(sentence), details });
    return act(null, often(why), finishJob(outcome.kind, why, false), asked);
  }
  const retryAfterMs = outcome.kind === 'transient' ? outcome.retryAfterMs : null;
  const at = new Date(facts.now.getTime() + backoffMs(n, facts.policy.backoff, retryAfterMs));
  return act(null, phrase('why-tried-again', { why }), putOff(outcome.kind, why, at));
}

/** The breaker: whatever budgets are left, the same fault so often in a row is not going away by itself. */
const sameFaultLimit = 3;

/** Hours are lost with each of these, so twice in a row is once too often. */
function tookAllItsTime(kind: OutcomeKind): boolean {
  return kind === 'overtime' || kind === 'silent';
}

function stopped(ended: Ended, kind: StopKind): Decision {
  const { facts, outcome } = ended;
  if (kind === 'pause') return stoppedByPause(ended);
  const decision = stopWork({ facts, kind, late: outcome }, (why) => finishJob('cancelled', why, false));
  if (decision.kind === 'stay') return decision;
  return { ...decision, changes: [...decision.changes, ...heldBy(outcome)] };
}

/** Queued again as if this run had never begun, to go on in its session. What a pause stopped may have ended in whatever way. */
function stoppedByPause({ facts, outcome }: Ended): Decision {
  const why = phrase('why-paused-by', { who: stopperOf(facts) });
  const mayHaveBegun = outcome.kind !== 'lost' || outcome.began;
  if (mustNotRepeat(facts) && mayHaveBegun) {
    const asked = { sentence: phrase('ask-deploy-stopped', { why }), details: '' };
    const finished = finishJob('cancelled', why, false);
    return act(null, why, finished, { do: 'clearStop' }, ...heldBy(outcome), ask('deploy-failed', asked));
  }
  const again = { ...putOff('cancelled', why, facts.now), transient: false };
  return act(null, why, again, { do: 'clearStop' }, ...heldBy(outcome));
}

/** A deploy that failed, overran or was lost is never repeated by itself. */
export function mustNotRepeat(facts: Facts): boolean {
  return facts.stage === 'deploy' && !facts.policy.deployRepeatable;
}

function finishJob(
  outcome: OutcomeKind,
  error: Said | null,
  succeeded: boolean,
): Change & { do: 'finishJob' } {
  return { do: 'finishJob', outcome, error, succeeded, attemptBack: outcome !== 'failed' };
}

function putOff(outcome: OutcomeKind, error: Said, at: Date): Change & { do: 'putOffJob' } {
  return { do: 'putOffJob', outcome, error, at, attemptBack: true, transient: true };
}

function ask(code: AttentionCode, asked: Asked): Change {
  return { do: 'ask', code, asked };
}

/** With the end of what it printed, or what it reported. */
function withFindings(why: Said, outcome: Outcome): Asked {
  const { sentence, details } = askedOf(why);
  const findings = 'report' in outcome ? (outcome.report.findings ?? '') : '';
  return { sentence, details: [details, findings].filter((part) => part !== '').join('\n\n') };
}

/** What programs tell may be long: its first paragraph is the head. */
function askedOf(why: Said): Asked {
  return typeof why === 'string' ? toAsked(why) : { sentence: why, details: '' };
}
