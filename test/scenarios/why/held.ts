import { addDependencies, removeDependencies } from '../../../src/workflow/change-dependencies.ts';
import { freeze, unfreeze } from '../../../src/workflow/freeze.ts';
import { pause, resume } from '../../../src/workflow/pause.ts';
import { ada, claim, open, signal, walkTo } from '../../workflow/walk.ts';
import { beginRun, endRun, nowOf, openIn, type Situation, stopRun } from './situation.ts';

const ready = 'The analyst is next';

/** What keeps a queued job from being given out. */
export const held: Readonly<Record<string, Situation>> = {
  'another task of the repository has started': {
    holds: true,
    arrange: (context) => {
      open(context);
      claim(context);
      return open(context).id;
    },
    says: ['shop takes one task at a time', 'ET-001'],
    lift: (context) => walkTo(context, 1, 'done/rest'),
    after: ready,
  },
  'a person froze the repository': {
    holds: true,
    arrange: (context) => {
      freeze(context, 'shop', { by: ada, reason: 'the fair is on' });
      return open(context).id;
    },
    says: ['shop is frozen', 'the fair is on', '/unfreeze shop'],
    lift: (context) => void unfreeze(context, 'shop', { by: ada, reason: null }),
    after: ready,
  },
  'a degraded release froze the repository': {
    holds: true,
    arrange: (context) => {
      const { id } = open(context);
      walkTo(context, id, 'deploy/health');
      signal(context, id, { type: 'degraded', reason: 'the lights are red', by: ada });
      return open(context).id;
    },
    says: ['shop is frozen by ET-001', 'the lights are red', '/unfreeze shop'],
    lift: (context) => void unfreeze(context, 'shop', { by: ada, reason: null }),
    after: ready,
  },
  'two freezes, of which one is lifted': {
    holds: true,
    arrange: (context) => {
      const first = freeze(context, 'shop', { by: ada, reason: 'the fair is on' });
      freeze(context, 'shop', { by: ada, reason: 'the fire brigade is here' });
      unfreeze(context, 'shop', { by: ada, reason: null, ids: [first.id] });
      return open(context).id;
    },
    says: ['shop is frozen', 'the fire brigade is here'],
    lift: (context) => void unfreeze(context, 'shop', { by: ada, reason: null }),
    after: ready,
  },
  'everything is paused': {
    holds: true,
    arrange: (context) => {
      pause(context, '*', { by: ada, reason: 'lunch', mode: 'finish' });
      return open(context).id;
    },
    says: ['paused', '/resume'],
    lift: (context) => void resume(context, '*', ada),
    after: ready,
  },
  'its project is paused': {
    holds: true,
    arrange: (context) => {
      pause(context, 'shop', { by: ada, reason: 'lunch', mode: 'finish' });
      return open(context).id;
    },
    says: ['shop is paused', '/resume shop'],
    lift: (context) => void resume(context, 'shop', ada),
    after: ready,
  },
  'it depends on a task that is not done': {
    holds: true,
    arrange: (context) => {
      const { id } = openIn(context, 'blog');
      const waiting = open(context);
      context.store.dependencies.add({ from: waiting.id, to: id }, 'chat', nowOf(context));
      return waiting.id;
    },
    says: ['It depends on BL-001 (analysis)'],
    lift: (context) => walkTo(context, 1, 'done/rest'),
    after: ready,
  },
  'a task it waits for depends on it, since the serial gate was switched on': {
    holds: true,
    arrange: (context) => {
      context.gates.serial = 'off';
      const { id } = open(context);
      walkTo(context, id, 'architecture/work');
      const waiting = open(context);
      addDependencies(context, id, ['ET-002'], ada);
      context.gates.serial = 'all';
      return waiting.id;
    },
    says: [
      'Tasks wait for each other, and none of them goes on: ET-002 → ET-001 → ET-002',
      'ET-002 needs the repository that ET-001 has',
      '/deps remove ET-001 ET-002',
    ],
    lift: (context) => void removeDependencies(context, 1, ['ET-002'], ada),
    after: 'shop takes one task at a time',
  },
  'it depends on a work item that nobody has opened': {
    holds: true,
    arrange: (context) => {
      const { id } = open(context);
      context.store.dependencies.await(id, { tracker: 'id', item: 'ET-099', name: 'ET-099' }, nowOf(context));
      return id;
    },
    says: ['ET-099'],
    lift: (context) => void context.store.dependencies.forgetAwaited(1, 'id', 'ET-099'),
    after: ready,
  },
  'it depends on a task that was cancelled': {
    holds: true,
    arrange: (context) => {
      const { id } = openIn(context, 'blog');
      const waiting = open(context);
      context.store.dependencies.add({ from: waiting.id, to: id }, 'chat', nowOf(context));
      signal(context, id, { type: 'cancel', by: ada });
      return waiting.id;
    },
    says: ['BL-001', 'cancelled'],
    lift: (context) => void context.store.dependencies.remove({ from: 2, to: 1 }),
    after: ready,
  },
  'all slots are in use': {
    holds: true,
    arrange: (context) => {
      context.gates.slots = 1;
      openIn(context, 'blog');
      claim(context);
      return open(context).id;
    },
    says: ['The only slot is in use'],
    lift: (context) => walkTo(context, 1, 'analysis/approval'),
    after: ready,
  },
  'all slots of its project are in use': {
    holds: true,
    arrange: (context) => {
      context.gates.perProject = 1;
      context.gates.serial = 'off';
      open(context);
      claim(context);
      return open(context).id;
    },
    says: ['shop', 'in use'],
    lift: (context) => walkTo(context, 1, 'analysis/approval'),
    after: ready,
  },
  'another task of its project is at work, which may have but one': {
    holds: true,
    arrange: (context) => {
      context.gates.perProject = 1;
      open(context);
      claim(context);
      return open(context).id;
    },
    says: ['shop takes one task at a time', 'ET-001'],
    lift: (context) => walkTo(context, 1, 'done/rest'),
    after: ready,
  },
  'its project is paused, and it was taken over and names none': {
    holds: true,
    arrange: (context) => {
      const { id } = open(context);
      context.database.db.prepare('UPDATE tasks SET project = NULL').run();
      pause(context, 'shop', { by: ada, reason: 'lunch', mode: 'finish' });
      return id;
    },
    says: ['shop is paused', '/resume shop'],
    lift: (context) => void resume(context, 'shop', ada),
    after: ready,
  },
  'it depends on a task that has failed': {
    holds: true,
    arrange: (context) => {
      const { id } = openIn(context, 'blog');
      const waiting = open(context);
      context.store.dependencies.add({ from: waiting.id, to: id }, 'chat', nowOf(context));
      endRun(context, id, { kind: 'misconfigured', of: 'role', why: 'no such model', mend: 'Name another.' });
      return waiting.id;
    },
    says: ['which has failed', 'It depends on BL-001', 'o such model', '/deps remove ET-001 BL-001'],
    lift: (context) => void signal(context, 1, { type: 'retry', hint: '', by: ada }),
    after: 'It depends on BL-001 (analysis)',
  },
  'the budget of the day is spent': {
    holds: true,
    arrange: (context) => {
      const { id } = openIn(context, 'panel');
      claim(context);
      beginRun(context, id);
      context.database.db.exec('UPDATE agent_runs SET cost_usd = 6');
      stopRun(context, id);
      signal(context, id, { type: 'cancel', by: ada });
      return openIn(context, 'panel').id;
    },
    says: ['The budget of panel for today is spent', '/budget PN-002'],
    lift: (context) => context.clock.advance(24 * 3_600_000),
    after: ready,
  },
  'it is put off after passing trouble': {
    holds: true,
    arrange: (context) => {
      const { id } = open(context);
      endRun(context, id, { kind: 'transient', why: 'the model is overloaded', retryAfterMs: null });
      return id;
    },
    says: ['the model is overloaded', '/retry ET-001'],
    lift: (context) => context.clock.advance(3_600_000),
    after: ready,
  },
  'the account is at its limit': {
    holds: true,
    arrange: (context) => {
      const until = '2026-03-01 14:00:00.000';
      const limit = { account: 'team', kind: 'limit', why: 'the 5-hour limit', mend: '', until } as const;
      context.store.accounts.hold(limit, nowOf(context));
      return openIn(context, 'paid').id;
    },
    says: ['The account team is at its limit: the 5-hour limit', 'resets at', '14:00'],
    lift: (context) => context.clock.advance(3 * 3_600_000),
    after: ready,
  },
  'the account cannot be used': {
    holds: true,
    arrange: (context) => {
      const mend = 'Set another key.';
      const fault = { account: 'team', kind: 'fault', why: 'the key is wrong', mend, until: null } as const;
      context.store.accounts.hold(fault, nowOf(context));
      return openIn(context, 'paid').id;
    },
    says: ['The account team cannot be used: the key is wrong', 'Set another key.', '/retry PD-001'],
    lift: (context) => void signal(context, 1, { type: 'retry', hint: '', by: ada }),
    after: ready,
  },
};
