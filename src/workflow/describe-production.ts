import type { Said } from '../domain/phrase.ts';
import { readSaid } from '../locale/said-text.ts';
import type { DeploymentState, NamedDeployment } from '../store/deployments.ts';
import type { RollbackRow } from '../store/rollbacks.ts';
import type { ReadContext } from './describe-task.ts';

/** A look at a release: `error` is null where it was well. */
type Check = {
  at: string;
  via: 'url' | 'command' | 'webhook';
  error: string | null;
  durationMs: number | null;
};

export type ProductionView = {
  /** Those under way, the oldest first, then the last that ended, the latest first. */
  deployments: {
    task: string;
    repo: string;
    state: DeploymentState;
    commit: string | null;
    since: string;
    /** The end of its watch. */
    until: string | null;
    checks: number;
    /** In a row. */
    failures: number;
    lastError: string | null;
    /** While it is watched: the latest first. */
    latestChecks: Check[];
    /** Of a degraded or abandoned one. */
    reason: Said | null;
    endedBy: string | null;
    endedAt: string | null;
  }[];
  /** Of a repository that is rolled back, or was lately: the latest first. */
  rollbacks: {
    task: string;
    repo: string;
    state: RollbackRow['state'];
    commit: string | null;
    to: string | null;
    by: string;
    since: string;
    endedAt: string | null;
    exitCode: number | null;
  }[];
  /** The journal: those that hold, the oldest first, then the last that were lifted, the latest first. */
  freezes: {
    id: number;
    repo: string;
    reason: Said;
    since: string;
    /** Null where the release of `workItemId` froze it, or an earlier version. */
    by: string | null;
    workItemId: string | null;
    clearedAt: string | null;
    clearedBy: string | null;
    clearedWhy: string | null;
  }[];
  /** Who may merge now, by repository. */
  locks: { repo: string; task: string; since: string }[];
};

const ENDED = 5;
const CHECKS = 3;
/** Of the rollbacks; those under way are among them, as a repository has one at a time. */
const LOOKED_AT = 50;

/** What stands between a merge and a healthy release. */
export function describeProduction(context: ReadContext): ProductionView {
  const { deployments, locks } = context.store;
  return {
    deployments: [...deployments.listOpen(), ...deployments.listRecent(ENDED)].map((row) =>
      describeDeployment(context, row),
    ),
    rollbacks: listRollbacks(context),
    freezes: listFreezes(context),
    locks: locks.list(),
  };
}

function describeDeployment(
  { store }: ReadContext,
  row: NamedDeployment,
): ProductionView['deployments'][number] {
  return {
    task: row.task,
    repo: row.repo,
    state: row.state,
    commit: row.commit_sha,
    since: row.started_at,
    until: row.watch_until,
    checks: row.checks,
    failures: row.failures,
    lastError: row.last_error,
    latestChecks: row.state === 'watching' ? store.deployments.listChecks(row.id, CHECKS) : [],
    reason: row.reason === null ? null : readSaid(row.reason),
    endedBy: row.decided_by,
    endedAt: row.decided_at,
  };
}

function listRollbacks({ store }: ReadContext): ProductionView['rollbacks'] {
  return store.rollbacks
    .listRecent(LOOKED_AT)
    .filter(({ ended_at: endedAt }, index) => endedAt === null || index < ENDED)
    .map((row) => ({
      task: row.task,
      repo: row.repo,
      state: row.state,
      commit: row.commit_sha,
      to: row.to_sha,
      by: row.asked_by,
      since: row.asked_at,
      endedAt: row.ended_at,
      exitCode: row.exit_code,
    }));
}

function listFreezes({ store }: ReadContext): ProductionView['freezes'] {
  const held = { clearedAt: null, clearedBy: null, clearedWhy: null };
  return [
    ...store.freezes.listAllActive().map((row) => ({ ...row, ...held })),
    ...store.freezes.listCleared(ENDED),
  ];
}
