import { formatCost } from './amounts.ts';
import { type Explanation, utc } from './explanation.ts';
import { isRole, isStage, pipeline, roleAt } from './stage.ts';
import type { Blocker, Standing } from './standing.ts';

export function explainUnknown({ job, repo, repoKnown }: Standing): Explanation | null {
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
  if (repoKnown) return null;
  return {
    code: 'unknown-repo',
    text: `The repository "${repo}" is in no project of the projects file.`,
    since: job?.since ?? null,
    lifts: 'Goes on when a project of the projects file has this repository.',
  };
}

/** Left over from an earlier installation: its agent would be paid for work that moves nothing. */
export function explainOtherStage({ job, stage, workItemId }: Standing): Explanation | null {
  if (job === null || !isStage(stage) || job.role === roleAt(stage)) return null;
  return {
    code: 'other-stage',
    text: `The queued job is for the ${job.role}, who has nothing to do in ${stage}.`,
    since: job.since,
    lifts: `It ends when the task moves; /retry ${workItemId} queues the right one.`,
  };
}

export function explainPause({ pauses }: Standing): Explanation | null {
  const [pause] = pauses;
  if (pause === undefined) return null;
  const what = pause.scope === '*' ? 'Everything' : `Project ${pause.scope}`;
  return {
    code: 'pause',
    text: `${what} is paused.`,
    since: pause.since,
    lifts: 'Goes on when a person resumes: the Resume button or npm start -- resume.',
  };
}

/** What holds back the jobs of many tasks at once: an account, or the money of a day. */
export function explainShared({ hold, job, workItemId }: Standing): Explanation | null {
  if (hold === null) return null;
  switch (hold.kind) {
    case 'limit':
      return {
        code: 'usage-limit',
        text: `The account ${hold.account} is at its limit: ${hold.why}.`,
        since: hold.since,
        lifts: `Goes on when the limit resets at ${utc(hold.until)}.`,
      };
    case 'fault':
      return {
        code: 'account',
        text: `The account ${hold.account} cannot be used: ${hold.why}.`,
        since: hold.since,
        lifts: `${hold.mend} Then /retry ${workItemId}.`,
      };
    case 'budget': {
      const what = hold.scope === '*' ? 'all projects' : hold.scope;
      return {
        code: 'budget',
        text: `The budget of ${what} for today is spent: ${formatCost(hold.spentUsd)} of ${formatCost(hold.budgetUsd)}.`,
        since: job?.since ?? null,
        lifts: `Goes on at ${utc(hold.until)}, or when it is raised: /budget ${workItemId} and US dollars.`,
      };
    }
  }
}

export function explainBackoff({ job, now, workItemId }: Standing): Explanation | null {
  if (job?.availableAt == null || job.availableAt <= now) return null;
  const after = job.error === null ? '' : ` after: ${job.error}`;
  return {
    code: 'backoff',
    text: `It is tried again at ${utc(job.availableAt)}${after}`,
    since: job.since,
    lifts: `Starts then, or at once with /retry ${workItemId}.`,
  };
}

export function explainDependency({ blockers, gates, job }: Standing): Explanation | null {
  if (!gates.dependencies || blockers.length === 0) return null;
  return {
    code: 'dependency',
    text: `It depends on ${listed(blockers)}.`,
    since: job?.since ?? null,
    lifts: `Starts when ${namesOf(blockers)} ${blockers.length === 1 ? 'is' : 'are'} done.`,
  };
}

export function explainOpening(standing: Standing): Explanation | null {
  const { job, lane, gates, repo } = standing;
  if (job?.opening !== true) return null;
  if (standing.freezes.length > 0) return explainFreeze(standing);
  if (!gates.serial || lane.length === 0) return null;
  return {
    code: 'serial',
    text: `${repo} takes one task at a time, and ${laneOf(standing)}.`,
    since: job.since,
    lifts: `Starts when ${standing.laneMore > 0 ? 'all of these' : namesOf(lane)} ${lane.length + standing.laneMore === 1 ? 'is' : 'are'} done or cancelled.`,
  };
}

export function explainFreeze({ repo, freezes, since }: Standing): Explanation {
  const [freeze] = freezes;
  const by = freeze?.workItemId == null ? '' : ` by ${freeze.workItemId}`;
  return {
    code: 'freeze',
    text: `${repo} is frozen${by}: ${freeze?.reason ?? 'being unfrozen'}.`,
    since: freeze?.since ?? since,
    lifts: `Goes on when a person unfreezes it: /unfreeze ${repo}.`,
  };
}

/** Without their stages: every move of one task would change the cards of all that wait for it. */
function laneOf({ lane, laneMore }: Standing): string {
  if (laneMore > 0) return `${namesOf(lane)} and ${laneMore} more are on their way`;
  return `${namesOf(lane)} ${lane.length === 1 ? 'is on its way' : 'are on their way'}`;
}

function listed(blockers: readonly Blocker[]): string {
  return blockers.map(({ workItemId, stage }) => `${workItemId} (${stage ?? 'no task yet'})`).join(', ');
}

function namesOf(blockers: readonly Blocker[]): string {
  return blockers.map(({ workItemId }) => workItemId).join(', ');
}
