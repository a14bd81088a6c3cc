import type { Explanation, ReasonCode } from '../../src/domain/explanation.ts';
import type { Standing } from '../../src/domain/standing.ts';
import { blocker, freeze, opening, pause, queuedJob, since } from './standings.ts';

export type Example = { of: Partial<Standing>; is: Explanation };

const frozen: Explanation = {
  code: 'freeze',
  text: 'shop is frozen by SHOP-003: three checks failed.',
  since: freeze.since,
  lifts: 'A person unfreezes it: /unfreeze shop.',
};

/** At least one for each reason there is. */
export const examples = {
  running: [
    {
      of: { run: { role: 'developer', since: '2026-03-01 09:40:00' } },
      is: {
        code: 'running',
        text: 'The developer is at work.',
        since: '2026-03-01 09:40:00',
        lifts: '',
      },
    },
    {
      of: { job: queuedJob({ status: 'running' }) },
      is: { code: 'running', text: 'The developer is starting.', since, lifts: '' },
    },
  ],
  ready: [
    {
      of: {},
      is: {
        code: 'ready',
        text: 'The developer is next.',
        since: '2026-03-01 09:30:00',
        lifts: 'It starts at once.',
      },
    },
  ],
  slots: [
    {
      of: { slots: { used: 2, all: 2 } },
      is: {
        code: 'slots',
        text: 'All 2 slots are in use.',
        since: '2026-03-01 09:30:00',
        lifts: 'The end of any running job.',
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
        lifts: 'That task is done.',
      },
    },
    {
      of: { blockers: [blocker, { workItemId: 'SHOP-002', stage: 'cancelled' }] },
      is: {
        code: 'dependency',
        text: 'It depends on SHOP-001 (review), SHOP-002 (cancelled).',
        since: '2026-03-01 09:30:00',
        lifts: 'All of these are done.',
      },
    },
  ],
  serial: [
    {
      of: { stage: 'analysis', job: opening, lane: [blocker] },
      is: {
        code: 'serial',
        text: 'shop takes one task at a time, and SHOP-001 (review) is on its way.',
        since: '2026-03-01 09:30:00',
        lifts: 'That task is done or cancelled.',
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
      of: { pauses: [pause] },
      is: {
        code: 'pause',
        text: 'Project shop is paused.',
        since: pause.since,
        lifts: 'A person resumes it: the Resume button or npm start -- resume.',
      },
    },
    {
      of: { pauses: [{ ...pause, scope: '*' }, pause] },
      is: {
        code: 'pause',
        text: 'Everything is paused.',
        since: pause.since,
        lifts: 'A person resumes it: the Resume button or npm start -- resume.',
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
        lifts: 'The time, or /retry SHOP-012 at once.',
      },
    },
  ],
  brd: [
    {
      of: {
        stage: 'analysis',
        step: 'approval',
        job: null,
        approval: { revision: 'brd-1', since: '2026-03-01 09:50:00', nonce: 'n' },
      },
      is: {
        code: 'brd',
        text: 'The requirements (BRD) wait for approval.',
        since: '2026-03-01 09:50:00',
        lifts: 'Approve or ask for changes: /approve SHOP-012, /reject SHOP-012 reason.',
      },
    },
  ],
  ci: [
    {
      of: { step: 'ci', job: null },
      is: {
        code: 'ci',
        text: 'CI is to be green on c0ffee01.',
        since,
        lifts: 'The CI result for exactly this commit.',
      },
    },
  ],
  lock: [
    {
      of: { stage: 'staging', step: 'lock', job: null, lockHolder: 'SHOP-001' },
      is: {
        code: 'lock',
        text: 'SHOP-001 holds the merge lock of shop.',
        since,
        lifts: 'It leaves deploy or goes back to development.',
      },
    },
  ],
  publish: [
    {
      of: { step: 'publish', job: null },
      is: { code: 'publish', text: 'The branch is being published.', since, lifts: 'The forge takes it.' },
    },
    {
      of: {
        step: 'publish',
        job: null,
        trouble: { why: 'the origin is away', retryAt: '2026-03-01 10:00:20.500' },
      },
      is: {
        code: 'publish',
        text: 'The branch is being published. It failed: the origin is away',
        since,
        lifts: 'Another try at 2026-03-01 10:00:20 UTC.',
      },
    },
  ],
  update: [
    {
      of: { stage: 'staging', step: 'update', job: null },
      is: {
        code: 'update',
        text: 'The branch is being brought up to date with the default branch.',
        since,
        lifts: 'The forge takes it.',
      },
    },
  ],
  merge: [
    {
      of: { stage: 'deploy', step: 'merge', job: null },
      is: {
        code: 'merge',
        text: 'The change is being merged.',
        since,
        lifts: 'The default branch contains it.',
      },
    },
  ],
  health: [
    {
      of: {
        stage: 'deploy',
        step: 'health',
        job: null,
        watch: { until: '2026-03-01 10:05:00', checks: 4, failures: 1 },
      },
      is: {
        code: 'health',
        text: "The release's health is being watched. 4 checks so far, 1 failed in a row.",
        since,
        lifts: 'A healthy watch until 2026-03-01 10:05:00 UTC.',
      },
    },
  ],
  attention: [
    {
      of: { attention: { code: 'question', text: 'Which currency?', since: pause.since } },
      is: {
        code: 'attention',
        text: 'Which currency?',
        since: pause.since,
        lifts: 'Answer with /retry SHOP-012 and your answer, or /cancel SHOP-012.',
      },
    },
    {
      of: { attention: { code: 'failed', text: 'exit status 1', since: pause.since } },
      is: {
        code: 'attention',
        text: 'exit status 1',
        since: pause.since,
        lifts: 'Retry (/retry SHOP-012, a hint may follow) or /cancel SHOP-012.',
      },
    },
  ],
  stopping: [
    {
      of: { stopRequested: 'stop' },
      is: { code: 'stopping', text: 'Being stopped.', since, lifts: 'The end of what is running.' },
    },
  ],
  'unknown-stage': [
    {
      of: { stage: 'grooming' },
      is: {
        code: 'unknown-stage',
        text: 'The stage "grooming" is none of this pipeline\'s; the task is shown and left alone.',
        since,
        lifts: 'Move the work item on by hand.',
      },
    },
  ],
  'unknown-role': [
    {
      of: { job: queuedJob({ role: 'janitor' }) },
      is: {
        code: 'unknown-role',
        text: 'The agent "janitor" is none of this pipeline\'s (analyst, architect, developer, reviewer, tester, staging-deployer, deployer).',
        since: '2026-03-01 09:30:00',
        lifts: 'It is shown and left alone.',
      },
    },
  ],
  'unknown-repo': [
    {
      of: { repoKnown: false },
      is: {
        code: 'unknown-repo',
        text: 'The repository "shop" is in no project of the projects file.',
        since: '2026-03-01 09:30:00',
        lifts: 'A project with this repository.',
      },
    },
  ],
  'no-job': [
    {
      of: { job: null },
      is: { code: 'no-job', text: 'No job is queued for this stage.', since, lifts: '/retry SHOP-012' },
    },
  ],
  done: [{ of: { stage: 'done', job: null }, is: { code: 'done', text: 'Done.', since, lifts: '' } }],
  cancelled: [
    {
      of: { stage: 'cancelled', job: null },
      is: { code: 'cancelled', text: 'Cancelled.', since, lifts: '' },
    },
  ],
} as const satisfies Record<ReasonCode, readonly Example[]>;
