import { type Explanation, utc } from './explanation.ts';
import { isRole, pipeline } from './stage.ts';
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
    lifts: 'A project with this repository.',
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
    lifts: 'A person resumes it: the Resume button or npm start -- resume.',
  };
}

export function explainBackoff({ job, now, workItemId }: Standing): Explanation | null {
  if (job?.availableAt == null || job.availableAt <= now) return null;
  const after = job.error === null ? '' : ` after: ${job.error}`;
  return {
    code: 'backoff',
    text: `It is tried again at ${utc(job.availableAt)}${after}`,
    since: job.since,
    lifts: `The time, or /retry ${workItemId} at once.`,
  };
}

export function explainDependency({ blockers, gates, job }: Standing): Explanation | null {
  if (!gates.dependencies || blockers.length === 0) return null;
  return {
    code: 'dependency',
    text: `It depends on ${listed(blockers)}.`,
    since: job?.since ?? null,
    lifts: blockers.length === 1 ? 'That task is done.' : 'All of these are done.',
  };
}

export function explainOpening(standing: Standing): Explanation | null {
  const { job, lane, gates, repo } = standing;
  if (job?.opening !== true) return null;
  if (standing.freezes.length > 0) return explainFreeze(standing);
  if (!gates.serial || lane.length === 0) return null;
  return {
    code: 'serial',
    text: `${repo} takes one task at a time, and ${listed(lane)} is on its way.`,
    since: job.since,
    lifts: 'That task is done or cancelled.',
  };
}

export function explainFreeze({ repo, freezes, since }: Standing): Explanation {
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
