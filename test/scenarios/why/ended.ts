import { ada, open, signal } from '../../workflow/walk.ts';
import { at, nowOf, type Situation } from './situation.ts';

/** What is over. */
export const ended: Readonly<Record<string, Situation>> = {
  'it is done and its release is healthy': {
    arrange: at('done/rest'),
    says: ['Done: the release is healthy'],
  },
  'its release is degraded': {
    arrange: (context) => {
      const id = at('deploy/health')(context);
      signal(context, id, { type: 'degraded', reason: 'the lights are red', by: ada });
      return id;
    },
    says: ['the lights are red', 'shop stays frozen', '/unfreeze shop'],
  },
  'it was cancelled': {
    arrange: (context) => {
      const { id } = open(context);
      signal(context, id, { type: 'cancel', by: ada });
      return id;
    },
    says: ['Cancelled by Ada'],
  },
  'it was cancelled after its change had landed': {
    arrange: (context) => {
      const id = at('deploy/health')(context);
      signal(context, id, { type: 'cancel', by: ada });
      return id;
    },
    says: ['/unfreeze shop'],
  },
};

/** What only a file of the earlier installation holds. */
export const takenOver: Readonly<Record<string, Situation>> = {
  'its stage is none of the pipeline': {
    arrange: (context) => {
      const { id } = open(context);
      context.database.db.prepare(`UPDATE tasks SET stage = 'grooming' WHERE id = ?`).run(id);
      return id;
    },
    says: ['The stage "grooming" is none of this pipeline', '/cancel ET-001'],
  },
  'its role is none of the pipeline': {
    holds: true,
    arrange: (context) => {
      const { id } = open(context);
      context.database.db.prepare(`UPDATE jobs SET agent = 'janitor' WHERE task_id = ?`).run(id);
      return id;
    },
    says: ['The agent "janitor" is none of this pipeline'],
    lift: (context) => void signal(context, 1, { type: 'retry', hint: '', by: ada }),
    after: 'The analyst is next',
  },
  'its repository is none of the settings': {
    holds: true,
    arrange: (context) => {
      const { id } = open(context);
      context.database.db.prepare(`UPDATE jobs SET repo = 'lost' WHERE task_id = ?`).run(id);
      return id;
    },
    says: ['lost'],
  },
  'its job is for another stage': {
    holds: true,
    arrange: (context) => {
      const { id } = open(context);
      context.database.db.prepare(`UPDATE jobs SET agent = 'tester' WHERE task_id = ?`).run(id);
      return id;
    },
    says: ['tester', '/retry ET-001'],
    lift: (context) => void signal(context, 1, { type: 'retry', hint: '', by: ada }),
    after: 'The analyst is next',
  },
  'no job is queued': {
    arrange: (context) => {
      const { id } = open(context);
      context.store.jobs.dropQueued(id, 'gone', nowOf(context));
      return id;
    },
    says: ['No job is queued', '/retry ET-001'],
    lift: (context) => void signal(context, 1, { type: 'retry', hint: '', by: ada }),
    after: 'The analyst is next',
  },
};
