import type { ReasonCode } from '../../src/domain/explanation.ts';
import type { StopKind } from '../../src/domain/facts.ts';
import type { Example } from './explain-example.ts';
import { gateExamples } from './explain-examples-gates.ts';
import { releaseExamples } from './explain-examples-release.ts';
import { pause, queuedJob, since } from './standings.ts';

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
      is: { code: 'running', text: 'The developer is starting.', since: '2026-03-01 09:30:00', lifts: '' },
    },
  ],
  ready: [
    {
      of: {},
      is: {
        code: 'ready',
        text: 'The developer is next.',
        since: '2026-03-01 09:30:00',
        lifts: 'Starts at once.',
      },
    },
  ],
  ...gateExamples,
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
        text: 'Waiting for CI on c0ffee01.',
        since,
        lifts: 'Goes on when CI is green on exactly this commit.',
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
        lifts: 'Goes on when that task leaves deploy or goes back to development.',
      },
    },
  ],
  publish: [
    {
      of: { step: 'publish', job: null },
      is: {
        code: 'publish',
        text: 'The branch is being published.',
        since,
        lifts: 'Goes on when the forge has it.',
      },
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
        lifts: 'Another try at 2026-03-01 10:00:20 UTC, or /retry SHOP-012 at once.',
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
        lifts: 'Goes on when the forge has it.',
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
        lifts: 'Goes on when the default branch contains it.',
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
        text: "The release's health is being watched (4 checks so far, 1 failed in a row).",
        since,
        lifts: 'Done when it is healthy until 2026-03-01 10:05:00 UTC.',
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
        lifts: 'Answer with a reply or /answer SHOP-012 and your words, or /cancel SHOP-012.',
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
    stopping('stop', 'Being stopped.'),
    stopping('halt', 'Being stopped, to ask a person.'),
    stopping('cancel', 'Being cancelled.'),
    stopping('changes', 'Being stopped: a person asked for changes.'),
    stopping('merged', 'Being stopped: a person has merged the change.'),
    stopping('pause', 'Being stopped for a pause that is over: it goes on right after.'),
  ],
  'other-stage': [
    {
      of: { stage: 'review' },
      is: {
        code: 'other-stage',
        text: 'The queued job is for the developer, who has nothing to do in review.',
        since: '2026-03-01 09:30:00',
        lifts: 'It ends when the task moves; /retry SHOP-012 queues the right one.',
      },
    },
  ],
  'unknown-stage': [
    {
      of: { stage: 'grooming' },
      is: {
        code: 'unknown-stage',
        text: 'The stage "grooming" is none of this pipeline\'s; the task is shown and left alone.',
        since,
        lifts: 'Nothing of ours; /cancel SHOP-012 ends it.',
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
        lifts: 'Goes on when a project of the projects file has this repository.',
      },
    },
  ],
  'no-job': [
    {
      of: { job: null },
      is: {
        code: 'no-job',
        text: 'No job is queued for this stage.',
        since,
        lifts: '/retry SHOP-012 queues one.',
      },
    },
  ],
  ...releaseExamples,
  done: [
    {
      of: { stage: 'done', job: null, ending: { why: 'x', verdict: 'healthy', froze: null, rollback: null } },
      is: { code: 'done', text: 'Done: the release is healthy.', since, lifts: '' },
    },
    { of: { stage: 'done', job: null }, is: { code: 'done', text: 'Done.', since, lifts: '' } },
    {
      of: { stage: 'done', job: null, restart: { who: 'Ada', since: pause.since } },
      is: {
        code: 'done',
        text: 'Done. Ada moved the work item to a start state again.',
        since: pause.since,
        lifts: '/restart SHOP-012 opens a new task for it.',
      },
    },
  ],
  cancelled: [
    {
      of: { stage: 'cancelled', job: null },
      is: { code: 'cancelled', text: 'Cancelled.', since, lifts: '' },
    },
  ],
} as const satisfies Record<ReasonCode, readonly Example[]>;

function stopping(stopRequested: StopKind, text: string): Example {
  const lifts = 'Over as soon as what is running has ended.';
  return { of: { stopRequested }, is: { code: 'stopping', text, since, lifts } };
}
