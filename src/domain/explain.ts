import { explainCircle } from './explain-circle.ts';
import { explainDependency, explainStuck } from './explain-dependencies.ts';
import { explainCancelled, explainDone } from './explain-end.ts';
import {
  explainBackoff,
  explainFreeze,
  explainHeldEffect,
  explainOpening,
  explainOtherStage,
  explainPause,
  explainShared,
  explainSlots,
  explainUnknown,
} from './explain-gates.ts';
import { type Explanation, utc } from './explanation.ts';
import type { AttentionCode, StopKind } from './facts.ts';
import { type Phrase, phrase, type Said } from './phrase.ts';
import { sayRole } from './say-stage.ts';
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
    // All that comes after it ends by itself or is lifted for many; this asks about the task alone.
    explainStuck(standing) ??
    explainPause(standing) ??
    explainShared(standing) ??
    explainBackoff(standing) ??
    explainDependency(standing) ??
    explainOpening(standing)
  );
}

function explainEnd(standing: Standing): Explanation | null {
  const { stage, since, workItemId: task } = standing;
  if (stage === 'done' || stage === null) return explainDone(standing);
  if (stage === 'cancelled') return explainCancelled(standing);
  if (isStage(stage)) return null;
  return {
    code: 'unknown-stage',
    text: phrase('explain-unknown-stage', { stage }),
    since,
    lifts: phrase('explain-lift-unknown-stage', { task }),
  };
}

function explainAttention(standing: Standing): Explanation | null {
  const { attention, stopRequested, since, workItemId } = standing;
  if (attention !== null) {
    return {
      code: 'attention',
      text: attention.text,
      since: attention.since,
      lifts: liftingAttention(attention.code, workItemId),
    };
  }
  if (stopRequested === null) return null;
  // The end of a merge is awaited like that of a run, and an emergency keeps it from being looked at.
  const held = standing.step === 'merge' ? explainHeldEffect(standing, 'merge') : null;
  if (held !== null) return held;
  const text = stopRequested === 'pause' ? wordStoppedByPause(standing) : stoppingTexts[stopRequested];
  return { code: 'stopping', text, since, lifts: phrase('explain-lift-stopping') };
}

/** It may be lifted while the run still ends. */
function wordStoppedByPause({ pauses }: Standing): Phrase {
  const pause = pauses.find(({ mode }) => mode !== 'finish');
  return pause === undefined
    ? phrase('explain-stopping-resumed')
    : phrase('explain-stopping-pause', { who: pause.who });
}

function liftingAttention(code: AttentionCode, task: string): Phrase {
  switch (code) {
    case 'question':
      return phrase('explain-lift-question', { task });
    case 'budget':
      return phrase('explain-lift-money', { task });
    case 'misconfigured':
      return phrase('explain-lift-misconfigured', { task });
    case 'failed':
    case 'stopped':
    case 'rework-limit':
    case 'refused':
      return phrase('explain-lift-failed', { task });
    case 'deploy-failed':
      return phrase('explain-lift-deploy-failed', { task });
  }
}

const stoppingTexts: Record<Exclude<StopKind, 'pause'>, Phrase> = {
  stop: phrase('explain-stopping'),
  halt: phrase('explain-stopping-halt'),
  budget: phrase('explain-stopping-budget'),
  cancel: phrase('explain-stopping-cancel'),
  changes: phrase('explain-stopping-changes'),
  merged: phrase('explain-stopping-merged'),
};

function explainRun({ run, job, commit }: Standing): Explanation | null {
  if (run?.role === 'ci') {
    return {
      code: 'ci',
      text: phrase('explain-ci-running', { commit: short(commit) }),
      since: run.since,
      lifts: phrase('explain-lift-ci-running'),
    };
  }
  if (run !== null) {
    const text = phrase('explain-running', { role: sayRole(run.role) });
    return { code: 'running', text, since: run.since, lifts: '' };
  }
  if (job?.status !== 'running') return null;
  const text = phrase('explain-starting', { role: sayRole(job.role) });
  return { code: 'running', text, since: job.since, lifts: '' };
}

function explainStep(standing: Standing): Explanation {
  const { step, since, workItemId: task } = standing;
  switch (step) {
    case 'approval':
      return {
        code: 'brd',
        text: phrase('explain-brd'),
        since: standing.approval?.since ?? since,
        lifts: phrase('explain-lift-brd', { task }),
      };
    case 'lock':
      return explainLock(standing);
    case 'thaw':
      return explainFreeze(standing);
    case 'ci':
    case 'publish':
    case 'update':
    case 'merge':
      return explainHeldEffect(standing, step) ?? explainEffect(standing, step);
    case 'health':
      return explainHealth(standing);
    default:
      return explainWork(standing);
  }
}

function explainLock(standing: Standing): Explanation {
  const { since, repo, lockHolder: holder } = standing;
  const held =
    explainStuck(standing) ?? (holder === null ? explainDependency(standing) : explainCircle(standing));
  if (held !== null) return held;
  const text =
    holder === null ? phrase('explain-lock-other', { repo }) : phrase('explain-lock', { holder, repo });
  return { code: 'lock', text, since, lifts: phrase('explain-lift-lock') };
}

/** Something outside that is under way, or that failed and is tried again. */
function explainEffect(standing: Standing, code: 'ci' | 'publish' | 'update' | 'merge'): Explanation {
  const { trouble, since, workItemId: task } = standing;
  const { text, lifts } = wordEffect(standing, code);
  if (trouble === null) return { code, text, since, lifts };
  return {
    code,
    text: phrase('explain-failed', { text, why: trouble.why }),
    since,
    lifts: phrase('explain-lift-failed-effect', { at: utc(trouble.retryAt), task }),
  };
}

function wordEffect(
  { commit }: Standing,
  code: 'ci' | 'publish' | 'update' | 'merge',
): { text: Phrase; lifts: Phrase } {
  switch (code) {
    case 'ci':
      return { text: phrase('explain-ci', { commit: short(commit) }), lifts: phrase('explain-lift-ci') };
    case 'publish':
      return { text: phrase('explain-publish'), lifts: phrase('explain-lift-forge') };
    case 'update':
      return { text: phrase('explain-update'), lifts: phrase('explain-lift-forge') };
    case 'merge':
      return { text: phrase('explain-merge'), lifts: phrase('explain-lift-merge') };
  }
}

function explainHealth({ watch, since }: Standing): Explanation {
  const lifts =
    watch === null
      ? phrase('explain-lift-health-end')
      : phrase('explain-lift-health', { until: utc(watch.until) });
  return { code: 'health', text: wordWatch(watch), since, lifts };
}

function wordWatch(watch: Standing['watch']): Phrase {
  if (watch === null || watch.checks === 0) return phrase('explain-health');
  const { checks, failures } = watch;
  if (failures === 0) return phrase('explain-health-checks', { checks });
  return phrase('explain-health-failing', { checks, failures });
}

function explainWork(standing: Standing): Explanation {
  const { job, step, since, workItemId: task } = standing;
  if (job === null || job.status !== 'queued' || step !== 'work') {
    return {
      code: 'no-job',
      text: phrase('explain-no-job'),
      since,
      lifts: phrase('explain-lift-no-job', { task }),
    };
  }
  const hold = findHold(standing);
  if (hold !== null) return hold;
  const full = explainSlots(standing);
  if (full !== null) return { ...full, since: job.since };
  const text = phrase('explain-ready', { role: sayRole(job.role) });
  return { code: 'ready', text, since: job.since, lifts: phrase('explain-lift-ready') };
}

function short(commit: string | null): Said {
  return commit === null ? phrase('explain-the-commit') : commit.slice(0, 8);
}
