import type { Explanation } from '../../src/domain/explanation.ts';
import type { Example } from './explain-example.ts';
import { blocker, cancelled, failed, freeze, opening, pause, queuedJob, since } from './standings.ts';

const frozen: Explanation = {
  code: 'freeze',
  text: 'shop is frozen by SHOP-003: three checks failed.',
  since: freeze.since,
  lifts: 'Goes on when a person unfreezes it: /unfreeze shop.',
};

const wait = (workItemId: string, by: 'dependency' | 'repository' = 'dependency') => ({
  taskId: 1,
  workItemId,
  by,
});

/** What holds a queued job back. */
export const gateExamples = {
  slots: [
    {
      of: { slots: { used: 2, all: 2 } },
      is: {
        code: 'slots',
        text: 'All 2 slots are in use.',
        since: '2026-03-01 09:30:00',
        lifts: 'Starts when any running job has ended.',
      },
    },
    {
      of: { slots: { used: 4, all: 4 }, projectSlots: { project: 'shop', used: 2, all: 2 } },
      is: {
        code: 'slots',
        text: 'Both slots of shop are in use.',
        since: '2026-03-01 09:30:00',
        lifts: 'Starts when a running job of shop has ended.',
      },
    },
  ],
  'usage-limit': [
    {
      of: {
        hold: {
          kind: 'limit',
          account: 'team',
          why: 'the 5-hour limit',
          since,
          until: '2026-03-01 12:30:00',
        },
      },
      is: {
        code: 'usage-limit',
        text: 'The account team is at its limit: the 5-hour limit.',
        since,
        lifts: 'Goes on when the limit resets at 2026-03-01 12:30:00 UTC.',
      },
    },
  ],
  account: [
    {
      of: {
        hold: { kind: 'fault', account: 'team', why: 'the key is wrong', mend: 'Set another key.', since },
      },
      is: {
        code: 'account',
        text: 'The account team cannot be used: the key is wrong.',
        since,
        lifts: 'Set another key. Then /retry SHOP-012.',
      },
    },
  ],
  budget: [
    {
      of: {
        hold: { kind: 'budget', scope: 'shop', spentUsd: 50.1, budgetUsd: 50, until: '2026-03-02 00:00:00' },
      },
      is: {
        code: 'budget',
        text: 'The budget of shop for today is spent: $50.10 of $50.00.',
        since: '2026-03-01 09:30:00',
        lifts: 'Goes on at 2026-03-02 00:00:00 UTC, or when it is raised: /budget SHOP-012 and US dollars.',
      },
    },
    {
      of: { hold: { kind: 'budget', scope: '*', spentUsd: 7, budgetUsd: 5, until: '2026-03-02 00:00:00' } },
      is: {
        code: 'budget',
        text: 'The budget of all projects for today is spent: $7.00 of $5.00.',
        since: '2026-03-01 09:30:00',
        lifts: 'Goes on at 2026-03-02 00:00:00 UTC, or when it is raised: /budget SHOP-012 and US dollars.',
      },
    },
  ],
  dependency: [
    {
      of: { blockers: [blocker] },
      is: {
        code: 'dependency',
        text: 'It depends on SHOP-001 (review).',
        since: '2026-03-01 09:30:00',
        lifts: 'Starts when SHOP-001 is done.',
      },
    },
    {
      of: { blockers: [blocker, { ...blocker, workItemId: 'SHOP-002', stage: 'deploy' }] },
      is: {
        code: 'dependency',
        text: 'It depends on SHOP-001 (review), SHOP-002 (deploy).',
        since: '2026-03-01 09:30:00',
        lifts: 'Starts when SHOP-001, SHOP-002 are done.',
      },
    },
  ],
  'dependency-cancelled': [
    {
      of: { blockers: [cancelled, blocker] },
      is: {
        code: 'dependency-cancelled',
        text: 'It depends on SHOP-002 (cancelled by Ada), which will never be done.',
        since: '2026-03-01 09:45:00',
        lifts: 'Go on without: /deps remove SHOP-012 SHOP-002. Or cancel this too: /cancel SHOP-012.',
      },
    },
    {
      of: {
        step: 'lock',
        job: null,
        lockHolder: 'SHOP-009',
        blockers: [
          { ...cancelled, stuck: { ...cancelled.stuck, why: null } },
          {
            ...cancelled,
            taskId: 3,
            workItemId: 'task 3',
            stuck: {
              ...cancelled.stuck,
              since: '2026-02-28 08:00:00',
              next: { taskId: 4, workItemId: 'SHOP-003-2' },
            },
          },
        ],
      },
      is: {
        code: 'dependency-cancelled',
        text: 'It depends on SHOP-002 (cancelled), task 3 (cancelled by Ada, begun again as SHOP-003-2), which will never be done.',
        since: '2026-03-01 09:45:00',
        lifts:
          'Wait for SHOP-003-2 instead: /deps add SHOP-012 SHOP-003-2. Go on without: /deps remove SHOP-012 SHOP-002 3. Or cancel this too: /cancel SHOP-012.',
      },
    },
  ],
  'dependency-failed': [
    {
      of: { blockers: [failed], pauses: [pause] },
      is: {
        code: 'dependency-failed',
        text: 'It depends on SHOP-005, which has failed: The tests are red.',
        since: '2026-03-01 09:30:00',
        lifts:
          'Goes on when SHOP-005 is done: /task SHOP-005. Go on without: /deps remove SHOP-012 SHOP-005. Or cancel this too: /cancel SHOP-012.',
      },
    },
    {
      of: { blockers: [failed, { ...failed, taskId: 6, workItemId: 'SHOP-006' }] },
      is: {
        code: 'dependency-failed',
        text: 'It depends on SHOP-005 and SHOP-006, which have failed. The first: The tests are red.',
        since: '2026-03-01 09:30:00',
        lifts:
          'Goes on when SHOP-005 is done: /task SHOP-005. Go on without: /deps remove SHOP-012 SHOP-005 SHOP-006. Or cancel this too: /cancel SHOP-012.',
      },
    },
  ],
  circle: [
    {
      of: { blockers: [blocker], circle: [wait('SHOP-012'), wait('SHOP-001')] },
      is: {
        code: 'circle',
        text: 'Tasks wait for each other, and none of them goes on: SHOP-012 → SHOP-001 → SHOP-012.',
        since: '2026-03-01 09:30:00',
        lifts: 'Drop a dependency: /deps remove SHOP-012 SHOP-001. Or cancel one of them: /cancel SHOP-012.',
      },
    },
    {
      of: {
        stage: 'analysis',
        job: opening,
        lane: [blocker],
        circle: [wait('SHOP-012', 'repository'), wait('task 7'), wait('SHOP-003')],
      },
      is: {
        code: 'circle',
        text: 'Tasks wait for each other, and none of them goes on: SHOP-012 → task 7 → SHOP-003 → SHOP-012 (SHOP-012 needs the repository that task 7 has).',
        since: '2026-03-01 09:30:00',
        lifts: 'Drop a dependency: /deps remove 7 SHOP-003. Or cancel one of them: /cancel SHOP-012.',
      },
    },
    {
      of: {
        stage: 'staging',
        step: 'lock',
        job: null,
        lockHolder: 'SHOP-001',
        circle: [wait('SHOP-012', 'repository'), wait('SHOP-001')],
      },
      is: {
        code: 'circle',
        text: 'Tasks wait for each other, and none of them goes on: SHOP-012 → SHOP-001 → SHOP-012 (SHOP-012 needs the repository that SHOP-001 has).',
        since,
        lifts: 'Drop a dependency: /deps remove SHOP-001 SHOP-012. Or cancel one of them: /cancel SHOP-012.',
      },
    },
  ],
  serial: [
    {
      of: { stage: 'analysis', job: opening, lane: [blocker] },
      is: {
        code: 'serial',
        text: 'shop takes one task at a time, and SHOP-001 is on its way.',
        since: '2026-03-01 09:30:00',
        lifts: 'Starts when SHOP-001 is done or cancelled.',
      },
    },
    {
      of: { stage: 'analysis', job: opening, lane: [blocker], laneMore: 2 },
      is: {
        code: 'serial',
        text: 'shop takes one task at a time, and SHOP-001 and 2 more are on their way.',
        since: '2026-03-01 09:30:00',
        lifts: 'Starts when all of these are done or cancelled.',
      },
    },
  ],
  freeze: [
    { of: { stage: 'analysis', job: opening, freezes: [freeze] }, is: frozen },
    { of: { stage: 'deploy', step: 'thaw', job: null, freezes: [freeze] }, is: frozen },
    {
      of: { stage: 'deploy', step: 'thaw', job: null },
      is: { ...frozen, text: 'shop is frozen: being unfrozen.', since },
    },
  ],
  pause: [
    {
      of: { stage: 'deploy', step: 'merge', pauses: [{ ...pause, scope: '*', mode: 'stop' }] },
      is: {
        code: 'pause',
        text: 'Everything was stopped in an emergency (/stop all).',
        since: pause.since,
        lifts: 'Goes on when a person resumes it: /resume.',
      },
    },
    {
      of: { step: 'ci', pauses: [{ ...pause, mode: 'now' }] },
      is: {
        code: 'pause',
        text: 'Project shop is paused.',
        since: pause.since,
        lifts: 'Goes on when a person resumes it: /resume shop.',
      },
    },
    {
      of: { pauses: [pause] },
      is: {
        code: 'pause',
        text: 'Project shop is paused.',
        since: pause.since,
        lifts: 'Goes on when a person resumes it: /resume shop.',
      },
    },
    {
      of: { pauses: [{ ...pause, scope: '*' }, pause] },
      is: {
        code: 'pause',
        text: 'Everything is paused.',
        since: pause.since,
        lifts: 'Goes on when a person resumes it: /resume.',
      },
    },
  ],
  backoff: [
    {
      of: { job: queuedJob({ availableAt: '2026-03-01 10:05:00', error: 'answered 502' }) },
      is: {
        code: 'backoff',
        text: 'It is tried again at 2026-03-01 10:05:00 UTC after: answered 502',
        since: '2026-03-01 09:30:00',
        lifts: 'Starts then, or at once with /retry SHOP-012.',
      },
    },
  ],
} as const satisfies Record<string, readonly Example[]>;
