import { ada, bo, claim, completed, open, settle, signal, walkTo } from '../../workflow/walk.ts';
import { asks, at, endRun, failure, openIn, type Situation } from './situation.ts';

/** What a person has to do first. */
export const asking: Readonly<Record<string, Situation>> = {
  'the requirements wait for approval': {
    arrange: at('analysis/approval'),
    says: ['The requirements (BRD) wait for approval', '/approve ET-001'],
    lift: (context) => void signal(context, 1, { type: 'approved', revision: 'rev-1', by: ada }),
    after: 'The architect is next',
  },
  'one of two has approved the requirements': {
    arrange: (context) => {
      const { id } = openIn(context, 'panel');
      walkTo(context, id, 'analysis/approval');
      signal(context, id, { type: 'approved', revision: 'rev-1', by: { ...ada, person: 'Ada' } });
      return id;
    },
    says: ['The requirements (BRD) wait for approval'],
    lift: (context) =>
      void signal(context, 1, { type: 'approved', revision: 'rev-1', by: { ...bo, person: 'Bo' } }),
    after: 'The architect is next',
  },
  'an agent asks a question': {
    arrange: (context) => {
      const { id } = open(context);
      endRun(context, id, asks('Which currency?'));
      return id;
    },
    says: ['Which currency?', '/answer ET-001'],
    lift: (context) => void signal(context, 1, { type: 'retry', hint: 'Euro', by: ada }),
    after: 'The analyst is next',
  },
  'its attempts are used up': {
    arrange: (context) => {
      const { id } = open(context);
      endRun(context, id, failure('it does not compile'));
      context.clock.advance(60_000);
      endRun(context, id, failure('it still does not compile'));
      return id;
    },
    says: ['It still does not compile (attempt 2 of 2)', '/retry ET-001'],
    lift: (context) => void signal(context, 1, { type: 'retry', hint: '', by: ada }),
    after: 'The analyst is next',
  },
  'rework went round too often': {
    arrange: (context) => {
      const { id } = open(context);
      for (const round of [1, 2, 3, 4]) {
        walkTo(context, id, 'review/work');
        claim(context);
        settle(context, id, completed('changes', `remark ${round}`));
      }
      return id;
    },
    says: ['3 rounds', '/retry ET-001'],
    lift: (context) => void signal(context, 1, { type: 'retry', hint: '', by: ada }),
    after: 'The developer is next',
  },
  'a person stopped it': {
    arrange: (context) => {
      const { id } = open(context);
      signal(context, id, { type: 'stop', by: ada });
      return id;
    },
    says: ['Stopped by Ada', '/retry ET-001'],
    lift: (context) => void signal(context, 1, { type: 'retry', hint: '', by: ada }),
    after: 'The analyst is next',
  },
  'its budget is used up': {
    arrange: (context) => {
      const { id } = open(context);
      endRun(context, id, { kind: 'overBudget', why: 'the budget of $2 is used up' });
      endRun(context, id, { kind: 'overBudget', why: 'the budget of $2 is used up' });
      return id;
    },
    says: ['The budget of $2 is used up', '/budget ET-001'],
    lift: (context) => void signal(context, 1, { type: 'retry', hint: '', by: ada }),
    after: 'The analyst is next',
  },
  'the deploy failed': {
    arrange: (context) => {
      const { id } = open(context);
      walkTo(context, id, 'deploy/work');
      endRun(context, id, failure('exit status 3'));
      return id;
    },
    says: ['Exit status 3', '/retry ET-001'],
    lift: (context) => void signal(context, 1, { type: 'degraded', reason: 'it is down', by: ada }),
    after: 'it is down',
  },
  'the forge refused the merge': {
    arrange: (context) => {
      const id = at('deploy/merge')(context);
      signal(context, id, { type: 'effectRefused', effect: 'merge', why: 'main is protected' });
      return id;
    },
    says: ['main is protected', '/retry ET-001'],
    lift: (context) => void signal(context, 1, { type: 'retry', hint: '', by: ada }),
    after: 'The change is being merged',
  },
};
