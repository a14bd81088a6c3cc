import { readAsked } from './attention.ts';
import { explainCancelled, explainDone } from './explain-end.ts';
import {
  explainBackoff,
  explainDependency,
  explainFreeze,
  explainOpening,
  explainOtherStage,
  explainPause,
  explainShared,
  explainUnknown,
} from './explain-gates.ts';
import { type Explanation, utc } from './explanation.ts';
import type { AttentionCode, StopKind } from './facts.ts';
import { isStage } from './stage.ts';
import type { Standing } from './standing.ts';

/** Answers "why does nothing move?". The gates come in the order in which the claim query would find them shut. */
export function explain(standing: Standing): Explanation {
  return explainEnd(standing) ?? explainAttention(standing) ?? explainRun(standing) ?? explainStep(standing);
}

/** The first gate that holds a queued job back; null when only a slot is wanting or nothing at all. */
export function findHold(standing: Standing): Explanation | null {
  const { job } = standing;
  if (job === null || job.status !== 'queued') return null;
  return (
    explainUnknown(standing) ??
    explainOtherStage(standing) ??
    explainAttention(standing) ??
    explainPause(standing) ??
    explainShared(standing) ??
    explainBackoff(standing) ??
    explainDependency(standing) ??
    explainOpening(standing)
  );
}

function explainEnd(standing: Standing): Explanation | null {
  const { stage, since, workItemId } = standing;
  if (stage === 'done' || stage === null) return explainDone(standing);
  if (stage === 'cancelled') return explainCancelled(standing);
  if (isStage(stage)) return null;
  return {
    code: 'unknown-stage',
    text: `The stage "${stage}" is none of this pipeline's; the task is shown and left alone.`,
    since,
    lifts: `Nothing of ours; /cancel ${workItemId} ends it.`,
  };
}

function explainAttention({ attention, stopRequested, since, workItemId }: Standing): Explanation | null {
  if (attention !== null) {
    return {
      code: 'attention',
      text: readAsked(attention.text).sentence,
      since: attention.since,
      lifts: liftingAttention(attention.code, workItemId),
    };
  }
  if (stopRequested === null) return null;
  return {
    code: 'stopping',
    text: stoppingTexts[stopRequested],
    since,
    lifts: 'Over as soon as what is running has ended.',
  };
}

function liftingAttention(code: AttentionCode, workItemId: string): string {
  switch (code) {
    case 'question':
      return `Answer with a reply or /answer ${workItemId} and your words, or /cancel ${workItemId}.`;
    case 'budget':
      return `Raise it (/budget ${workItemId} and US dollars) or /cancel ${workItemId}.`;
    case 'misconfigured':
      return `When it is mended, /retry ${workItemId}; or /cancel ${workItemId}.`;
    case 'failed':
    case 'stopped':
    case 'rework-limit':
    case 'refused':
    case 'deploy-failed':
      return `Retry (/retry ${workItemId}, a hint may follow) or /cancel ${workItemId}.`;
  }
}

const stoppingTexts: Record<StopKind, string> = {
  stop: 'Being stopped.',
  halt: 'Being stopped, to ask a person.',
  budget: 'Being stopped: the money is spent.',
  cancel: 'Being cancelled.',
  changes: 'Being stopped: a person asked for changes.',
  merged: 'Being stopped: a person has merged the change.',
};

function explainRun({ run, job, commit }: Standing): Explanation | null {
  if (run !== null) {
    if (run.role === 'ci') {
      return {
        code: 'ci',
        text: `CI is running on ${short(commit)}.`,
        since: run.since,
        lifts: 'Goes on when it is green.',
      };
    }
    return {
      code: 'running',
      text: `The ${run.role} is at work.`,
      since: run.since,
      lifts: '',
    };
  }
  if (job?.status !== 'running') return null;
  return { code: 'running', text: `The ${job.role} is starting.`, since: job.since, lifts: '' };
}

function explainStep(standing: Standing): Explanation {
  const { step, since } = standing;
  switch (step) {
    case 'approval':
      return {
        code: 'brd',
        text: 'The requirements (BRD) wait for approval.',
        since: standing.approval?.since ?? since,
        lifts: `Approve or ask for changes: /approve ${standing.workItemId}, /reject ${standing.workItemId} reason.`,
      };
    case 'ci':
      return explainEffect(standing, {
        code: 'ci',
        text: `Waiting for CI on ${short(standing.commit)}.`,
        lifts: 'Goes on when CI is green on exactly this commit.',
      });
    case 'lock':
      if (standing.lockHolder === null) {
        const held = explainDependency(standing);
        if (held !== null) return held;
      }
      return {
        code: 'lock',
        text: `${standing.lockHolder ?? 'Another task'} holds the merge lock of ${standing.repo}.`,
        since,
        lifts: 'Goes on when that task leaves deploy or goes back to development.',
      };
    case 'thaw':
      return explainFreeze(standing);
    case 'publish':
      return explainEffect(standing, {
        code: 'publish',
        text: 'The branch is being published.',
        lifts: 'Goes on when the forge has it.',
      });
    case 'update':
      return explainEffect(standing, {
        code: 'update',
        text: 'The branch is being brought up to date with the default branch.',
        lifts: 'Goes on when the forge has it.',
      });
    case 'merge':
      return explainEffect(standing, {
        code: 'merge',
        text: 'The change is being merged.',
        lifts: 'Goes on when the default branch contains it.',
      });
    case 'health':
      return explainHealth(standing);
    default:
      return explainWork(standing);
  }
}

/** Something outside that is under way, or that failed and is tried again. */
function explainEffect(
  { trouble, since, workItemId }: Standing,
  { code, text, lifts }: Pick<Explanation, 'code' | 'text' | 'lifts'>,
): Explanation {
  if (trouble === null) return { code, text, since, lifts };
  return {
    code,
    text: `${text} It failed: ${trouble.why}`,
    since,
    lifts: `Another try at ${utc(trouble.retryAt)}, or /retry ${workItemId} at once.`,
  };
}

function explainHealth({ watch, since }: Standing): Explanation {
  const failed = watch === null || watch.failures === 0 ? '' : `, ${watch.failures} failed in a row`;
  const checks = watch?.checks === 1 ? '1 check' : `${watch?.checks ?? 0} checks`;
  const told = watch === null || watch.checks === 0 ? '' : ` (${checks} so far${failed})`;
  return {
    code: 'health',
    text: `The release's health is being watched${told}.`,
    since,
    lifts:
      watch === null ? 'Done at the end of the watch.' : `Done when it is healthy until ${utc(watch.until)}.`,
  };
}

function explainWork(standing: Standing): Explanation {
  const { job, step, slots, since } = standing;
  if (job === null || job.status !== 'queued' || step !== 'work') {
    return {
      code: 'no-job',
      text: 'No job is queued for this stage.',
      since,
      lifts: `/retry ${standing.workItemId} queues one.`,
    };
  }
  const hold = findHold(standing);
  if (hold !== null) return hold;
  if (slots.used >= slots.all) {
    return {
      code: 'slots',
      text: `All ${slots.all} slots are in use.`,
      since: job.since,
      lifts: 'Starts when any running job has ended.',
    };
  }
  return { code: 'ready', text: `The ${job.role} is next.`, since: job.since, lifts: 'Starts at once.' };
}

function short(commit: string | null): string {
  return commit === null ? 'the commit' : commit.slice(0, 8);
}
