import { writeAsked } from '../attention.ts';
import { backoffMs } from '../backoff.ts';
import { act, type Change, type Decision, stay } from '../decision.ts';
import type { AttentionCode, Facts, JobFacts, StopKind } from '../facts.ts';
import type { Outcome, OutcomeKind } from '../outcome.ts';
import type { SignalOf } from '../signal.ts';
import { pipeline } from '../stage.ts';
import { judgeCompleted } from './completed.ts';
import { stopWork } from './stopping.ts';

type Ended = { facts: Facts; job: JobFacts; outcome: Outcome };

/** The run of the running job has ended: on, again, back, or ask. */
export function runSettled(facts: Facts, signal: SignalOf<'runSettled'>): Decision {
  // What has just been paid for counts, a question as well: the next run finds no money, and asks.
  const hasResult = signal.outcome.kind === 'completed' || signal.outcome.kind === 'question';
  if (facts.stopRequested !== 'budget' || !hasResult) return settle(facts, signal);
  const decision = settle({ ...facts, stopRequested: null }, signal);
  if (decision.kind === 'stay') return decision;
  return { ...decision, changes: [...decision.changes, { do: 'clearStop' }] };
}

function settle(facts: Facts, signal: SignalOf<'runSettled'>): Decision {
  const { job } = facts;
  if (job === null || job.status !== 'running') return stay('no job of this task was running');
  const { outcome, work } = signal;
  const ended = { facts, job, outcome };
  // A merge in flight is settled before the task is cancelled, and an ended task has nothing left to stop.
  const stoppable = facts.step !== 'merge' && facts.step !== 'rest';
  if (facts.stopRequested !== null && stoppable) return stopped(ended, facts.stopRequested);
  if (facts.step !== 'work' || job.role !== pipeline[facts.stage].role) {
    return act(
      null,
      `a job of the ${job.role} ended; it moves nothing in ${facts.stage}`,
      otherStage(outcome),
    );
  }
  if (outcome.kind !== 'completed') return notCompleted(ended);
  if (work !== null && !work.descends) return failed(ended, 'the run rewrote the history of its branch');
  const settled = finishJob('completed', null, true);
  const judged = judgeCompleted({ facts, report: outcome.report, work, settled });
  if (judged.kind !== 'fault') return judged;
  const { denied } = outcome.report;
  return failed(ended, denied === null ? judged.why : `${judged.why}; it was not allowed: ${denied}`);
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
        'the agent asks',
        finishJob('question', null, false),
        ask('question', outcome.question),
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
function spent({ facts, job, outcome }: Ended, why: string): Decision {
  if (facts.overBudget === null && job.lastOutcome !== outcome.kind) {
    return act(null, `${why}; more was granted meanwhile`, {
      ...putOff(outcome.kind, why, facts.now),
      transient: false,
    });
  }
  return act(null, why, finishJob(outcome.kind, why, false), ask('budget', why));
}

/** Every job of the account waits with this one: each try before the reset would be refused as well. */
function limited(facts: Facts, outcome: Outcome & { kind: 'usageLimit' }): Decision {
  const { kind, why, until } = outcome;
  const held = heldBy(outcome);
  if (mustNotRepeat(facts)) {
    return act(null, why, finishJob(kind, why, false), ...held, ask('deploy-failed', why));
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
  const text = writeAsked({ sentence: why, details: mend });
  const code = mustNotRepeat(facts) ? 'deploy-failed' : 'misconfigured';
  return act(null, why, finishJob(kind, why, false), ...heldBy(outcome), ask(code, text));
}

function askAboutDeploy({ kind, why }: Outcome & { why: string }): Decision {
  return act(null, why, finishJob(kind, why, false), ask('deploy-failed', why));
}

/** A fault of the work itself: it uses up an attempt. */
function failed({ facts, job, outcome }: Ended, why: string): Decision {
  const kind = outcome.kind === 'completed' ? 'failed' : outcome.kind;
  if (mustNotRepeat(facts)) {
    return act(null, why, { ...finishJob(kind, why, false), attemptBack: false }, ask('deploy-failed', why));
  }
  const repeats = facts.sameFaults >= sameFaultLimit;
  if (job.attempts >= job.maxAttempts || repeats) {
    const count = repeats
      ? `${facts.sameFaults} times the same`
      : `attempt ${job.attempts} of ${job.maxAttempts}`;
    const sentence = `${why} (${count})`;
    const details = outcome.kind === 'failed' ? (outcome.report.findings ?? '') : '';
    const asked = ask('failed', writeAsked({ sentence, details }));
    return act(null, sentence, { ...finishJob(kind, why, false), attemptBack: false }, asked);
  }
  const at = new Date(facts.now.getTime() + backoffMs(job.attempts, facts.policy.backoff));
  return act(null, `${why}; attempt ${job.attempts} of ${job.maxAttempts}`, {
    ...putOff(kind, why, at),
    attemptBack: false,
    transient: false,
  });
}

/** Nobody's fault: the attempt is given back, and a budget of its own bounds the repeats. */
function again({ facts, job, outcome }: Ended, why: string): Decision {
  const n = job.transients + 1;
  const usedUp = n > facts.policy.transientLimit;
  const repeats = facts.sameFaults >= sameFaultLimit;
  if (usedUp || repeats || (tookAllItsTime(outcome.kind) && job.lastOutcome === outcome.kind)) {
    const count = usedUp ? n : facts.sameFaults;
    const text = usedUp || repeats ? `${why}; it happened ${count} times` : `${why}, twice in a row`;
    return act(null, text, finishJob(outcome.kind, why, false), ask('failed', text));
  }
  const retryAfterMs = outcome.kind === 'transient' ? outcome.retryAfterMs : null;
  const at = new Date(facts.now.getTime() + backoffMs(n, facts.policy.backoff, retryAfterMs));
  return act(null, `${why}; it is tried again`, putOff(outcome.kind, why, at));
}

/** The breaker: whatever budgets are left, the same fault so often in a row is not going away by itself. */
const sameFaultLimit = 3;

/** Hours are lost with each of these, so twice in a row is once too often. */
function tookAllItsTime(kind: OutcomeKind): boolean {
  return kind === 'overtime' || kind === 'silent';
}

function stopped({ facts, outcome }: Ended, kind: StopKind): Decision {
  const late =
    outcome.kind === 'completed'
      ? ' The run had just completed; its result was dropped.'
      : outcome.kind === 'question'
        ? ` The agent had just asked: ${outcome.question}`
        : '';
  const decision = stopWork({ facts, kind, late }, (why) => finishJob('cancelled', why, false));
  if (decision.kind === 'stay') return decision;
  return { ...decision, changes: [...decision.changes, ...heldBy(outcome)] };
}

/** A deploy that failed, overran or was lost is never repeated by itself. */
export function mustNotRepeat(facts: Facts): boolean {
  return facts.stage === 'deploy' && !facts.policy.deployRepeatable;
}

function finishJob(
  outcome: OutcomeKind,
  error: string | null,
  succeeded: boolean,
): Change & { do: 'finishJob' } {
  return { do: 'finishJob', outcome, error, succeeded, attemptBack: outcome !== 'failed' };
}

function putOff(outcome: OutcomeKind, error: string, at: Date): Change & { do: 'putOffJob' } {
  return { do: 'putOffJob', outcome, error, at, attemptBack: true, transient: true };
}

function ask(code: AttentionCode, text: string): Change {
  return { do: 'ask', code, text };
}
