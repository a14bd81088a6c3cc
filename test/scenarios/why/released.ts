import { freeze, unfreeze } from '../../../src/workflow/freeze.ts';
import { keepLook } from '../../../src/workflow/health/judge-look.ts';
import { pause, resume } from '../../../src/workflow/pause.ts';
import { endRollback } from '../../../src/workflow/tell-rollback.ts';
import { type TestContext, urlHealth } from '../../support/context.ts';
import { ada, open, signal, walkTo } from '../../workflow/walk.ts';
import { at, nowOf, openIn, type Situation } from './situation.ts';

const done = 'Rolled back by Ada';

/** A release that froze its repository, and that somebody wants rolled back. */
function rollingBack(context: TestContext): number {
  const id = at('deploy/health')(context);
  signal(context, id, { type: 'degraded', reason: 'the lights are red', by: ada });
  signal(context, id, { type: 'rollback', by: ada });
  return id;
}

function endOfRollback(context: TestContext, why: string | null): void {
  const { store } = context;
  const row = store.rollbacks.findOfTask(1);
  if (row === undefined) throw new Error('nothing is rolled back');
  for (const { id } of store.outbox.listDue('9999')) store.outbox.settle(id, 'done', null, nowOf(context));
  endRollback(context, row, { why, exitCode: why === null ? 0 : 3, output: '' });
}

function look(context: TestContext, error: string | null): void {
  const id = context.store.deployments.findOfTask(1)?.id ?? 0;
  keepLook(context, id, urlHealth, { via: 'url', error, durationMs: 5 });
}

function lookByCommand({ store }: TestContext): void {
  const name = store.healthLooks.name(store.deployments.findOfTask(1)?.id ?? 0, 'a');
  const none = { taskId: null, jobId: null, effectId: null, startCommit: null, model: null, effort: null };
  const of = { agent: 'health', stage: 'deploy', runner: 'command', account: null, sessionId: null };
  store.runs.begin({ ...none, ...of, resumes: null, name, folder: 'f', clone: 'c' }, '2026-03-01 12:00:00');
}

/** What becomes of a release, and of those behind it. */
export const released: Readonly<Record<string, Situation>> = {
  'its health fails, and not yet often enough': {
    arrange: (context) => {
      const id = at('deploy/health')(context);
      look(context, 'answered 502');
      return id;
    },
    says: ['1 failed in a row', 'healthy until'],
    lift: (context) => {
      look(context, 'answered 502');
      look(context, 'answered 502');
    },
    after: 'answered 502',
  },
  'a command looks at its health': {
    arrange: (context) => {
      const { id } = openIn(context, 'blog');
      walkTo(context, id, 'deploy/health');
      lookByCommand(context);
      return id;
    },
    says: ["The release's health is being watched", 'healthy until'],
    lift: (context) => void signal(context, 1, { type: 'healthy' }),
    after: 'Done: the release is healthy',
  },
  'an emergency came while its health was watched': {
    arrange: (context) => {
      const id = at('deploy/health')(context);
      pause(context, '*', { by: ada, reason: 'smoke', mode: 'stop' });
      return id;
    },
    says: ["The release's health is being watched"],
    lift: (context) => void signal(context, 1, { type: 'healthy' }),
    after: 'Done: the release is healthy',
  },
  'the rollback was asked for, and has not begun': {
    arrange: rollingBack,
    says: ['To be rolled back, as Ada asked', '/rollback ET-001 cancel'],
    lift: (context) => void signal(context, 1, { type: 'withdraw', by: ada }),
    after: 'the lights are red',
  },
  'the rollback is under way': {
    arrange: (context) => {
      const id = rollingBack(context);
      context.store.rollbacks.begin(context.store.rollbacks.findOfTask(id)?.id ?? 0, 1);
      return id;
    },
    says: ['Being rolled back, as Ada asked', 'Over when the rollback command has ended'],
    lift: (context) => endOfRollback(context, null),
    after: done,
  },
  'the rollback was asked for after a failed deploy': {
    arrange: (context) => {
      const id = at('deploy/work')(context);
      context.store.tasks.ask(id, 'deploy-failed', 'exit status 3', nowOf(context));
      signal(context, id, { type: 'rollback', by: ada });
      return id;
    },
    says: ['To be rolled back, as Ada asked'],
    lift: (context) => endOfRollback(context, null),
    after: done,
  },
  'an emergency keeps the rollback from beginning': {
    arrange: (context) => {
      const id = rollingBack(context);
      pause(context, '*', { by: ada, reason: 'smoke', mode: 'stop' });
      return id;
    },
    says: ['Everything was stopped in an emergency', '/resume'],
    lift: (context) => void resume(context, '*', ada),
    after: 'To be rolled back, as Ada asked',
  },
  'the rollback could not begin and is tried again': {
    arrange: (context) => {
      const id = rollingBack(context);
      const effect = context.store.outbox.findPending(id, 'rollback')?.id ?? 0;
      for (const { id: other } of context.store.outbox.listDue('9999'))
        if (other !== effect) context.store.outbox.settle(other, 'done', null, nowOf(context));
      context.store.outbox.tryLater(effect, '2026-03-01 12:00:20.000', 'the origin does not answer');
      return id;
    },
    says: ['It failed: the origin does not answer', 'To be rolled back', 'Another try at', '/retry ET-001'],
    lift: (context) => endOfRollback(context, null),
    after: done,
  },
  'the rollback has failed': {
    arrange: (context) => {
      const id = rollingBack(context);
      endOfRollback(context, 'its command ended with exit status 3');
      return id;
    },
    says: ['exit status 3', '/rollback ET-001', '/unfreeze shop'],
    lift: (context) => void signal(context, 1, { type: 'rollback', by: ada }),
    after: 'To be rolled back, as Ada asked',
  },
  'the release is rolled back, and the repository still frozen': {
    arrange: (context) => {
      const id = rollingBack(context);
      endOfRollback(context, null);
      return id;
    },
    says: ['shop stays frozen', done, '/unfreeze shop'],
    lift: (context) => void unfreeze(context, 'shop', { by: ada, reason: null }),
    after: done,
  },
  'nobody can unfreeze the repository of the next task before the rollback has ended': {
    holds: true,
    arrange: (context) => {
      rollingBack(context);
      unfreeze(context, 'shop', { by: ada, reason: null });
      return open(context).id;
    },
    says: ['when the rollback under way has ended', 'shop is frozen by ET-001', '/unfreeze shop'],
    lift: (context) => {
      endOfRollback(context, null);
      unfreeze(context, 'shop', { by: ada, reason: null });
    },
    after: 'The analyst is next',
  },
  'one of two freezes is lifted after the rollback': {
    holds: true,
    arrange: (context) => {
      rollingBack(context);
      freeze(context, 'shop', { by: ada, reason: 'the fair is on' });
      endOfRollback(context, null);
      const [first] = context.store.freezes.listActive('shop');
      unfreeze(context, 'shop', { by: ada, reason: null, ids: [first?.id ?? 0] });
      return open(context).id;
    },
    says: ['the fair is on', 'shop is frozen', '/unfreeze shop'],
    lift: (context) => void unfreeze(context, 'shop', { by: ada, reason: null }),
    after: 'The analyst is next',
  },
};
