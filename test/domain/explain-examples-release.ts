import { durationPhrase } from '../../src/domain/amounts.ts';
import { phrase } from '../../src/domain/phrase.ts';
import type { Example } from './explain-example.ts';
import { pause, since } from './standings.ts';

const failure = phrase('why-rollback-failed', {
  who: 'Ada',
  why: phrase('why-rollback-exit', { status: '3' }),
});

/** What is said of a release that froze its repository. */
export const releaseExamples = {
  degraded: [
    {
      of: {
        stage: 'done',
        job: null,
        ending: {
          why: 'x',
          verdict: 'degraded',
          froze: { reason: 'answered 502', cleared: false },
          rollback: null,
        },
      },
      is: {
        code: 'degraded',
        text: 'Released, but degraded: answered 502.',
        since,
        lifts: 'shop stays frozen until a person unfreezes it: /unfreeze shop.',
      },
    },
    {
      of: {
        stage: 'done',
        job: null,
        ending: {
          why: 'x',
          verdict: 'degraded',
          froze: { reason: 'answered 502', cleared: true },
          rollback: null,
        },
      },
      is: { code: 'degraded', text: 'Released, but degraded: answered 502.', since, lifts: '' },
    },
  ],
  rollback: [
    {
      of: {
        stage: 'done',
        job: null,
        ending: {
          why: 'x',
          verdict: 'degraded',
          froze: { reason: 'answered 502', cleared: false },
          rollback: { state: 'asked', who: 'Ada', since: pause.since, said: null },
        },
      },
      is: {
        code: 'rollback',
        text: 'To be rolled back, as Ada asked.',
        since: pause.since,
        lifts: 'The rollback begins by itself. Until then /rollback SHOP-012 cancel takes it back.',
      },
    },
    {
      of: {
        stage: 'done',
        job: null,
        ending: {
          why: 'x',
          verdict: 'degraded',
          froze: { reason: 'answered 502', cleared: false },
          rollback: { state: 'under-way', who: 'Ada', since: pause.since, said: null },
        },
      },
      is: {
        code: 'rollback',
        text: 'Being rolled back, as Ada asked.',
        since: pause.since,
        lifts: 'Over when the rollback command has ended.',
      },
    },
    {
      of: {
        stage: 'done',
        job: null,
        ending: {
          why: 'x',
          verdict: 'degraded',
          froze: { reason: 'answered 502', cleared: false },
          rollback: {
            state: 'done',
            who: 'Ada',
            since: pause.since,
            said: phrase('why-rolled-back', { who: 'Ada', time: durationPhrase(12_000) }),
          },
        },
      },
      is: {
        code: 'rollback',
        text: 'Rolled back by Ada in 12 s.',
        since: pause.since,
        lifts: 'shop stays frozen until a person unfreezes it: /unfreeze shop.',
      },
    },
  ],
  'rollback-failed': [
    {
      of: {
        stage: 'cancelled',
        job: null,
        ending: {
          why: 'x',
          verdict: null,
          froze: { reason: 'cancelled', cleared: false },
          rollback: { state: 'failed', who: 'Ada', since: pause.since, said: failure },
        },
      },
      is: {
        code: 'rollback-failed',
        text: 'The rollback asked for by Ada failed: its command ended with exit status 3.',
        since: pause.since,
        lifts:
          'Try again with /rollback SHOP-012. shop stays frozen until a person unfreezes it: /unfreeze shop.',
      },
    },
  ],
} as const satisfies Record<string, readonly Example[]>;
