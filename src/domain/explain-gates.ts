import { costPhrase } from './amounts.ts';
import type { EffectKind } from './decision.ts';
import { explainCircle } from './explain-circle.ts';
import { type Explanation, utc } from './explanation.ts';
import { holdsEffect, type Pause } from './pause.ts';
import { type Phrase, phrase } from './phrase.ts';
import { sayRole, sayStage } from './say-stage.ts';
import { isRole, isStage, pipeline, roleAt } from './stage.ts';
import type { Blocker, Hold, Standing } from './standing.ts';

export function explainUnknown({ job, repo, repoKnown }: Standing): Explanation | null {
  if (job !== null && !isRole(job.role)) {
    const known = Object.values(pipeline).flatMap(({ role }) => role ?? []);
    return {
      code: 'unknown-role',
      text: phrase('explain-unknown-role', { role: job.role, known }),
      since: job.since,
      lifts: phrase('explain-lift-left-alone'),
    };
  }
  if (repoKnown) return null;
  return {
    code: 'unknown-repo',
    text: phrase('explain-unknown-repo', { repo }),
    since: job?.since ?? null,
    lifts: phrase('explain-lift-unknown-repo'),
  };
}

/** Left over from an earlier installation: its agent would be paid for work that moves nothing. */
export function explainOtherStage({ job, stage, workItemId: task }: Standing): Explanation | null {
  if (job === null || !isStage(stage) || job.role === roleAt(stage)) return null;
  return {
    code: 'other-stage',
    text: phrase('explain-other-stage', { role: sayRole(job.role), stage: sayStage(stage) }),
    since: job.since,
    lifts: phrase('explain-lift-other-stage', { task }),
  };
}

export function explainPause({ pauses: [pause] }: Standing): Explanation | null {
  return pause === undefined ? null : wordPause(pause);
}

/** Where everything is stopped at once nothing is done outside either. */
export function explainHeldEffect({ pauses }: Standing, kind: EffectKind): Explanation | null {
  const pause = pauses.find((one) => holdsEffect(one, kind));
  return pause === undefined ? null : wordPause(pause);
}

function wordPause({ scope, since, mode }: Pause): Explanation {
  const paused = scope === '*' ? phrase('explain-pause-all') : phrase('explain-pause', { project: scope });
  const text = mode === 'stop' ? phrase('explain-pause-stop') : paused;
  const command = scope === '*' ? '/resume' : `/resume ${scope}`;
  return { code: 'pause', text, since, lifts: phrase('explain-lift-pause', { command }) };
}

/** What holds back the jobs of many tasks at once: an account, or the money of a day. */
export function explainShared({ hold, job, workItemId: task }: Standing): Explanation | null {
  if (hold === null) return null;
  switch (hold.kind) {
    case 'limit':
      return {
        code: 'usage-limit',
        text: phrase('explain-usage-limit', { account: hold.account, why: hold.why }),
        since: hold.since,
        lifts: phrase('explain-lift-usage-limit', { at: utc(hold.until) }),
      };
    case 'fault':
      return {
        code: 'account',
        text: phrase('explain-account', { account: hold.account, why: hold.why }),
        since: hold.since,
        lifts: phrase('explain-lift-account', { mend: hold.mend, task }),
      };
    case 'budget':
      return {
        code: 'budget',
        text: wordBudget(hold),
        since: job?.since ?? null,
        lifts: phrase('explain-lift-budget', { at: utc(hold.until), task }),
      };
  }
}

function wordBudget({ scope, spentUsd, budgetUsd }: Hold & { kind: 'budget' }): Phrase {
  const sums = { spent: costPhrase(spentUsd), budget: costPhrase(budgetUsd) };
  return scope === '*'
    ? phrase('explain-budget-all', sums)
    : phrase('explain-budget', { project: scope, ...sums });
}

/** Those of the project first: a slot that another project leaves free is none for its tasks. */
export function explainSlots({ slots, projectSlots }: Standing): Omit<Explanation, 'since'> | null {
  if (projectSlots !== null && projectSlots.used >= projectSlots.all) {
    const { project, all } = projectSlots;
    return {
      code: 'slots',
      text: phrase('explain-slots-project', { project, slots: all }),
      lifts: phrase('explain-lift-slots-project', { project }),
    };
  }
  if (slots.used < slots.all) return null;
  return {
    code: 'slots',
    text: phrase('explain-slots', { slots: slots.all }),
    lifts: phrase('explain-lift-slots'),
  };
}

export function explainBackoff({ job, now, workItemId: task }: Standing): Explanation | null {
  if (job?.availableAt == null || job.availableAt <= now) return null;
  const at = utc(job.availableAt);
  const text =
    job.error === null
      ? phrase('explain-backoff', { at })
      : phrase('explain-backoff-after', { at, error: job.error });
  return { code: 'backoff', text, since: job.since, lifts: phrase('explain-lift-backoff', { task }) };
}

export function explainOpening(standing: Standing): Explanation | null {
  const { job, lane, gates } = standing;
  if (job?.opening !== true) return null;
  if (standing.freezes.length > 0) return explainFreeze(standing);
  if (!gates.serial || lane.length === 0) return null;
  return explainCircle(standing) ?? { code: 'serial', since: job.since, ...wordLane(standing) };
}

export function explainFreeze({ repo, freezes, rollingBack, since }: Standing): Explanation {
  const [freeze] = freezes;
  const reason = freeze?.reason ?? phrase('explain-unfreezing');
  const task = freeze?.workItemId ?? null;
  return {
    code: 'freeze',
    text:
      task === null
        ? phrase('explain-freeze', { repo, reason })
        : phrase('explain-freeze-by', { repo, task, reason }),
    since: freeze?.since ?? since,
    lifts: rollingBack
      ? phrase('explain-lift-freeze-rollback', { repo })
      : phrase('explain-lift-freeze', { repo }),
  };
}

/** Without their stages: every move of one task would change the cards of all that wait for it. */
function wordLane({ repo, lane, laneMore: more }: Standing): Pick<Explanation, 'text' | 'lifts'> {
  const tasks = namesOf(lane);
  if (more > 0) {
    return {
      text: phrase('explain-serial-more', { repo, tasks, more }),
      lifts: phrase('explain-lift-serial-all'),
    };
  }
  const count = lane.length;
  return {
    text: phrase('explain-serial', { repo, tasks, count }),
    lifts: phrase('explain-lift-serial', { tasks, count }),
  };
}

export function namesOf(blockers: readonly Blocker[]): string[] {
  return blockers.map(({ workItemId }) => workItemId);
}
