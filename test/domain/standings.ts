import type { Pause } from '../../src/domain/pause.ts';
import type { Standing } from '../../src/domain/standing.ts';

export const since = '2026-03-01 09:00:00';
const queuedAt = '2026-03-01 09:30:00';

/** A task in development whose developer is next. */
export function standing(parts: Partial<Standing> = {}): Standing {
  return {
    workItemId: 'SHOP-012',
    repo: 'shop',
    stage: 'development',
    step: 'work',
    attention: null,
    stopRequested: null,
    run: null,
    job: queuedJob(),
    blockers: [],
    lane: [],
    laneMore: 0,
    circle: null,
    freezes: [],
    rollingBack: false,
    pauses: [],
    hold: null,
    repoKnown: true,
    slots: { used: 0, all: 2 },
    projectSlots: null,
    approval: null,
    commit: 'c0ffee0123456789',
    lockHolder: null,
    trouble: null,
    ending: { why: null, verdict: null, froze: null, rollback: null },
    restart: null,
    watch: null,
    since,
    now: '2026-03-01 10:00:00',
    gates: { dependencies: true, serial: true },
    ...parts,
  };
}

export function queuedJob(parts: Partial<NonNullable<Standing['job']>> = {}): NonNullable<Standing['job']> {
  return {
    role: 'developer',
    status: 'queued',
    since: queuedAt,
    availableAt: null,
    error: null,
    opening: false,
    ...parts,
  };
}

export const opening = queuedJob({ role: 'analyst', opening: true });
export const pause: Pause = { scope: 'shop', since: '2026-02-28 18:00:00', who: 'Ada', mode: 'finish' };
export const freeze = {
  id: 1,
  reason: 'three checks failed',
  since: '2026-02-27 12:00:00',
  workItemId: 'SHOP-003',
};
export const blocker = { workItemId: 'SHOP-001', stage: 'review', taskId: 1, stuck: null };
export const cancelled = {
  workItemId: 'SHOP-002',
  stage: 'cancelled',
  taskId: 2,
  stuck: { kind: 'cancelled', why: 'cancelled by Ada', since: '2026-03-01 09:45:00', next: null },
} as const;

export const failed = {
  workItemId: 'SHOP-005',
  stage: 'testing',
  taskId: 5,
  stuck: { kind: 'failed', why: 'The tests are red.', since: '2026-02-28 09:45:00' },
} as const;
