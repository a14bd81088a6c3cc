import { advanceWaits } from '../../../src/workflow/advance-waits.ts';
import { freeze, unfreeze } from '../../../src/workflow/freeze.ts';
import { pause, resume } from '../../../src/workflow/pause.ts';
import type { TestContext } from '../../support/context.ts';
import { ada, claim, find, open, signal, walkTo } from '../../workflow/walk.ts';
import { at, beginRun, nowOf, openIn, type Situation, stopRun } from './situation.ts';

/** What the task asked for outside has failed and is tried again. */
function trouble(context: TestContext, taskId: number, why: string): void {
  for (const effect of context.store.outbox.listDue('9999')) {
    if (effect.task_id === taskId) context.store.outbox.tryLater(effect.id, '2026-03-01 12:00:20.000', why);
  }
}

const commitOf = (context: TestContext, taskId: number) => find(context, taskId).commit_sha ?? '';

/** What the world or another task has to do first. */
export const waiting: Readonly<Record<string, Situation>> = {
  'nothing holds it': {
    arrange: (context) => open(context).id,
    says: ['The analyst is next', 'Starts at once'],
  },
  'its job was taken and its agent is being started': {
    arrange: (context) => {
      const { id } = open(context);
      claim(context);
      return id;
    },
    says: ['The analyst is starting'],
    lift: (context) => void beginRun(context, 1),
    after: 'The analyst is at work',
  },
  'its agent is being stopped': {
    arrange: (context) => {
      const { id } = open(context);
      claim(context);
      beginRun(context, id);
      signal(context, id, { type: 'stop', by: ada });
      return id;
    },
    says: ['Being stopped', 'Over as soon as'],
    lift: (context) => stopRun(context, 1),
    after: 'Stopped by Ada',
  },
  'it is being cancelled': {
    arrange: (context) => {
      const { id } = open(context);
      claim(context);
      beginRun(context, id);
      signal(context, id, { type: 'cancel', by: ada });
      return id;
    },
    says: ['Being cancelled'],
    lift: (context) => stopRun(context, 1),
    after: 'Cancelled by Ada',
  },
  'its branch is being published': {
    arrange: at('development/publish'),
    says: ['The branch is being published'],
    lift: (context) => void signal(context, 1, { type: 'published', commit: commitOf(context, 1) }),
    after: 'Waiting for CI',
  },
  'the forge does not answer': {
    arrange: (context) => {
      const id = at('development/publish')(context);
      trouble(context, id, 'gitea answered 502');
      return id;
    },
    says: ['It failed: gitea answered 502', 'Another try at', '/retry ET-001'],
    lift: (context) => walkTo(context, 1, 'development/ci'),
    after: 'Waiting for CI',
  },
  'CI has not said anything yet': {
    arrange: at('development/ci'),
    says: ['Waiting for CI on c0ffee01', 'green on exactly this commit'],
    lift: (context) => void signal(context, 1, { type: 'ciPassed', commit: 'c0ffee01' }),
    after: 'The reviewer is next',
  },
  'another task holds the merge lock': {
    arrange: (context) => {
      context.gates.serial = 'off';
      at('staging/update')(context);
      return at('staging/lock')(context);
    },
    says: ['ET-001 holds the merge lock of shop'],
    lift: (context) => {
      walkTo(context, 1, 'done/rest');
      advanceWaits(context);
    },
    after: 'being brought up to date',
  },
  'it came to depend on another task before its merge': {
    arrange: (context) => {
      context.gates.serial = 'off';
      at('staging/update')(context);
      const id = at('staging/lock')(context);
      const other = openIn(context, 'blog');
      context.store.dependencies.add({ from: id, to: other.id }, 'chat', nowOf(context));
      walkTo(context, 1, 'done/rest');
      advanceWaits(context);
      return id;
    },
    says: ['It depends on BL-001'],
    lift: (context) => {
      context.store.dependencies.remove({ from: 2, to: 3 });
      advanceWaits(context);
    },
    after: 'being brought up to date',
  },
  'its branch is being brought up to date': {
    arrange: at('staging/update'),
    says: ['being brought up to date with the default branch'],
    lift: (context) => void signal(context, 1, { type: 'updateConflicted', details: 'in a.txt' }),
    after: 'The developer is next',
  },
  'the repository was frozen before its merge': {
    arrange: (context) => {
      const id = at('staging/work')(context);
      freeze(context, 'shop', { by: ada, reason: 'the fair is on' });
      walkTo(context, id, 'deploy/thaw');
      return id;
    },
    says: ['shop is frozen', 'the fair is on'],
    lift: (context) => {
      unfreeze(context, 'shop', { by: ada, reason: null });
      advanceWaits(context);
    },
    after: 'The change is being merged',
  },
  'it is being merged': {
    arrange: at('deploy/merge'),
    says: ['The change is being merged', 'default branch contains it'],
    lift: (context) => void signal(context, 1, { type: 'baseMoved' }),
    after: 'being brought up to date',
  },
  'everything was stopped before its branch was published': {
    arrange: (context) => {
      const id = at('development/publish')(context);
      pause(context, '*', { by: ada, reason: 'smoke', mode: 'stop' });
      return id;
    },
    says: ['Everything was stopped', '/resume'],
    lift: (context) => void resume(context, '*', ada),
    after: 'The branch is being published',
  },
  'everything was stopped while it waited for CI': {
    arrange: (context) => {
      const id = at('development/ci')(context);
      pause(context, '*', { by: ada, reason: 'smoke', mode: 'stop' });
      return id;
    },
    says: ['Everything was stopped', '/resume'],
    lift: (context) => void resume(context, '*', ada),
    after: 'Waiting for CI',
  },
  'CI has to wait for a pause that lets nothing finish': {
    arrange: (context) => {
      const id = at('development/ci')(context);
      pause(context, 'shop', { by: ada, reason: 'lunch', mode: 'now' });
      return id;
    },
    says: ['shop is paused', '/resume shop'],
    lift: (context) => void resume(context, 'shop', ada),
    after: 'Waiting for CI',
  },
  'everything was stopped before its merge': {
    arrange: (context) => {
      const id = at('deploy/merge')(context);
      pause(context, '*', { by: ada, reason: 'smoke', mode: 'stop' });
      return id;
    },
    says: ['stopped', '/resume'],
    lift: (context) => void resume(context, '*', ada),
    after: 'The change is being merged',
  },
  'its agent is being stopped for a pause': {
    arrange: (context) => {
      const { id } = open(context);
      claim(context);
      beginRun(context, id);
      pause(context, 'shop', { by: ada, reason: 'lunch', mode: 'now' });
      return id;
    },
    says: ['Being stopped', 'paused'],
    lift: (context) => {
      stopRun(context, 1);
      resume(context, 'shop', ada);
    },
    after: 'The analyst is next',
  },
  'the release is being watched': {
    arrange: at('deploy/health'),
    says: ["The release's health is being watched", 'healthy until'],
    lift: (context) => void signal(context, 1, { type: 'healthy' }),
    after: 'Done: the release is healthy',
  },
};
