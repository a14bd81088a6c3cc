import { isRole, isStage, pipeline } from './stage.ts';
import type { Blocker, Standing } from './standing.ts';

export type ReasonCode =
  | 'running'
  | 'ready'
  | 'slots'
  | 'dependency'
  | 'serial'
  | 'freeze'
  | 'pause'
  | 'backoff'
  | 'brd'
  | 'ci'
  | 'lock'
  | 'publish'
  | 'update'
  | 'merge'
  | 'health'
  | 'attention'
  | 'stopping'
  | 'unknown-stage'
  | 'unknown-role'
  | 'unknown-repo'
  | 'no-job'
  | 'done'
  | 'cancelled';

/** What a task waits for, since when (UTC text as stored), and what lifts it. Sentences for people, a code for scripts. */
export type Explanation = { code: ReasonCode; text: string; since: string | null; lifts: string };

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
    explainAttention(standing) ??
    explainPause(standing) ??
    explainBackoff(standing) ??
    explainDependency(standing) ??
    explainOpening(standing)
  );
}

function explainEnd({ stage, since }: Standing): Explanation | null {
  if (stage === 'done' || stage === null) return { code: 'done', text: 'Done.', since, lifts: '' };
  if (stage === 'cancelled') return { code: 'cancelled', text: 'Cancelled.', since, lifts: '' };
  if (isStage(stage)) return null;
  return {
    code: 'unknown-stage',
    text: `The stage "${stage}" is none of this pipeline's; the task is shown and left alone.`,
    since,
    lifts: 'Move the work item on by hand.',
  };
}

function explainAttention({ attention, stopRequested, since, workItemId }: Standing): Explanation | null {
  if (attention !== null) {
    return {
      code: 'attention',
      text: attention.text,
      since: attention.since,
      lifts:
        attention.code === 'question'
          ? `Answer with /retry ${workItemId} and your answer, or /cancel ${workItemId}.`
          : `Retry (/retry ${workItemId}, a hint may follow) or /cancel ${workItemId}.`,
    };
  }
  if (stopRequested === null) return null;
  return { code: 'stopping', text: 'Being stopped.', since, lifts: 'The end of what is running.' };
}

function explainRun({ run, job, commit, since }: Standing): Explanation | null {
  if (run !== null) {
    if (run.role === 'ci') {
      return {
        code: 'ci',
        text: `CI is running on ${short(commit)}.`,
        since: run.since,
        lifts: 'Its end, green.',
      };
    }
    return {
      code: 'running',
      text: `The ${run.role} is at work.`,
      since: run.since,
      lifts: 'The end of its run.',
    };
  }
  if (job?.status !== 'running') return null;
  return { code: 'running', text: `The ${job.role} is starting.`, since, lifts: 'The end of its run.' };
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
      return {
        code: 'ci',
        text: `CI is to be green on ${short(standing.commit)}.`,
        since,
        lifts: 'The CI result for exactly this commit.',
      };
    case 'lock':
      return {
        code: 'lock',
        text: `${standing.lockHolder ?? 'Another task'} holds the merge lock of ${standing.repo}.`,
        since,
        lifts: 'It leaves deploy or goes back to development.',
      };
    case 'thaw':
      return frozen(standing);
    case 'publish':
      return { code: 'publish', text: 'The branch is being published.', since, lifts: 'The forge takes it.' };
    case 'update':
      return {
        code: 'update',
        text: 'The branch is being brought up to date with the default branch.',
        since,
        lifts: 'The forge takes it.',
      };
    case 'merge':
      return {
        code: 'merge',
        text: 'The change is being merged.',
        since,
        lifts: 'The default branch contains it.',
      };
    case 'health':
      return explainHealth(standing);
    default:
      return explainWork(standing);
  }
}

function explainHealth({ watch, since }: Standing): Explanation {
  const told = watch === null ? '' : ` ${watch.checks} checks so far, ${watch.failures} failed in a row.`;
  return {
    code: 'health',
    text: `The release's health is being watched.${told}`,
    since,
    lifts: watch === null ? 'The end of the watch.' : `A healthy watch until ${watch.until} UTC.`,
  };
}

function explainWork(standing: Standing): Explanation {
  const { job, step, slots, since } = standing;
  if (job === null || job.status !== 'queued' || step !== 'work') {
    return {
      code: 'no-job',
      text: 'No job is queued for this stage.',
      since,
      lifts: `/retry ${standing.workItemId}`,
    };
  }
  const hold = findHold(standing);
  if (hold !== null) return hold;
  if (slots.used >= slots.all) {
    return {
      code: 'slots',
      text: `All ${slots.all} slots are in use.`,
      since: job.since,
      lifts: 'The end of any running job.',
    };
  }
  return { code: 'ready', text: `The ${job.role} is next.`, since: job.since, lifts: 'It starts at once.' };
}

function explainUnknown({ job, stage, repo, repoKnown }: Standing): Explanation | null {
  if (job !== null && !isRole(job.role)) {
    return {
      code: 'unknown-role',
      text: `The agent "${job.role}" is none of this pipeline's (${Object.values(pipeline)
        .flatMap(({ role }) => role ?? [])
        .join(', ')}).`,
      since: job.since,
      lifts: 'It is shown and left alone.',
    };
  }
  if (repoKnown || stage === undefined) return null;
  return {
    code: 'unknown-repo',
    text: `The repository "${repo}" is in no project of the projects file.`,
    since: job?.since ?? null,
    lifts: 'A project with this repository.',
  };
}

function explainPause({ pauses, job }: Standing): Explanation | null {
  const [pause] = pauses;
  if (pause === undefined) return null;
  const what = pause.scope === '*' ? 'Everything' : `Project ${pause.scope}`;
  return {
    code: 'pause',
    text: `${what} is paused.`,
    since: job === null ? pause.since : pause.since,
    lifts: 'A person resumes it: the Resume button or npm start -- resume.',
  };
}

function explainBackoff({ job, now, workItemId }: Standing): Explanation | null {
  if (job?.availableAt == null || job.availableAt <= now) return null;
  const after = job.error === null ? '' : ` after: ${job.error}`;
  return {
    code: 'backoff',
    text: `It is tried again at ${job.availableAt} UTC${after}`,
    since: job.since,
    lifts: `The time, or /retry ${workItemId} at once.`,
  };
}

function explainDependency({ blockers, gates, job }: Standing): Explanation | null {
  if (!gates.dependencies || blockers.length === 0) return null;
  return {
    code: 'dependency',
    text: `It depends on ${listed(blockers)}.`,
    since: job?.since ?? null,
    lifts: blockers.length === 1 ? 'That task is done.' : 'All of these are done.',
  };
}

function explainOpening(standing: Standing): Explanation | null {
  const { job, lane, gates, repo } = standing;
  if (job?.opening !== true) return null;
  if (standing.freezes.length > 0) return frozen(standing);
  if (!gates.serial || lane.length === 0) return null;
  return {
    code: 'serial',
    text: `${repo} takes one task at a time, and ${listed(lane)} is on its way.`,
    since: job.since,
    lifts: 'That task is done or cancelled.',
  };
}

function frozen({ repo, freezes, since }: Standing): Explanation {
  const [freeze] = freezes;
  const by = freeze?.workItemId == null ? '' : ` by ${freeze.workItemId}`;
  return {
    code: 'freeze',
    text: `${repo} is frozen${by}: ${freeze?.reason ?? 'being unfrozen'}.`,
    since: freeze?.since ?? since,
    lifts: `A person unfreezes it: /unfreeze ${repo}.`,
  };
}

function listed(blockers: readonly Blocker[]): string {
  return blockers.map(({ workItemId, stage }) => `${workItemId} (${stage ?? 'unknown'})`).join(', ');
}

function short(commit: string | null): string {
  return commit === null ? 'the commit' : commit.slice(0, 8);
}
