import { describe, expect, test } from 'vitest';
import { changeReviewed } from '../../../src/workflow/intake/change-intake.ts';
import { enterState } from '../../../src/workflow/intake/item-intake.ts';
import { openTask } from '../../../src/workflow/open-task.ts';
import { createTestContext, type TestContext } from '../../support/context.ts';
import { ada, find, walkTo } from '../walk.ts';
import { arrive, hear, people } from './word-of.ts';

const lastLog = (context: TestContext) => context.store.log.listOfTask(1).at(-1);

describe('an answer from outside', () => {
  test('that names a revision counts for the latest only, and the card says what was not counted', async () => {
    const context = await arrive();
    context.store.approvals.request(
      { taskId: 1, revision: '1a2b3c4d', nonce: 'n', document: '#', summary: null, path: null },
      '2026-03-01 12:00:30.000',
    );
    const why =
      '/approve in Plane by ANN is about revision abc123; revision 1a2b3c4d is the one to decide about: not counted';
    expect(hear(context, '/approve abc123', { by: 'ann' })).toBe(why);
    expect(lastLog(context)).toMatchObject({ why, who: 'ANN', via: 'plane', to_stage: null });
    expect(hear(context, '/approve 1a2b3c', { by: 'ann' })).toBe('the BRD was approved');
  });

  test('about a request that another took the place of is shown, once', async () => {
    const context = await arrive();
    const at = context.clock.now();
    context.clock.advance(60_000);
    context.store.approvals.request(
      { taskId: 1, revision: 'rev-2', nonce: 'n', document: '#', summary: null, path: null },
      '2026-03-01 12:02:00.000',
    );
    const why =
      '/reject in GitHub by ANN is about revision rev-1; revision rev-2 is the one to decide about: not counted';
    const words = { by: 'ann', system: 'github', at, id: 'same' } as const;
    expect(hear(context, '/reject Too long.', words)).toBe(why);
    hear(context, '/reject Too long.', words);
    expect(context.store.log.listOfTask(1).filter((row) => row.why === why)).toHaveLength(1);
    expect(hear(context, '/approve', { by: 'vic', at })).toBe('ignored: written before it was asked');
  });

  test('by a review of an older commit is shown, that of who has no say is not', async () => {
    const context = await arrive();
    const review = { system: 'gitea', number: 1, recovered: false, text: '', at: null } as const;
    const give = (login: string) =>
      context.store.transaction(() =>
        changeReviewed(context, find(context, 1), { ...review, login, verdict: 'approved', commit: 'older' }),
      );
    const why =
      'approved in Gitea by ANN is about an older commit, not about revision rev-1 of the BRD: not counted';
    expect(give('gitea-ann')).toBe(why);
    expect(lastLog(context)).toMatchObject({ why, who: 'ANN' });
    expect(give('gitea-vic')).toBe('ignored: the review is about another commit');
  });

  test('by a state of the work item that was set for a request of before is shown', async () => {
    const context = { ...(await createTestContext()), people };
    const [tracked] = context.projects.all;
    if (tracked?.tracker == null) throw new Error('no tracker');
    const item = { id: 'i-1', wantedId: 'ET-012' };
    openTask(context, { project: tracked, title: 'A title', description: '', item, by: ada });
    walkTo(context, 1, 'analysis/approval');
    context.clock.advance(60_000);
    const movedAt = context.clock.now();
    context.clock.advance(60_000);
    context.store.approvals.request(
      { taskId: 1, revision: 'rev-2', nonce: 'n', document: '#', summary: null, path: null },
      '2026-03-01 12:02:00.000',
    );
    const state = { id: '', name: tracked.tracker.states.approved[0] ?? '' };
    const seen = {
      id: 'i-1',
      sequence: 12,
      title: 'A title',
      description: '',
      state,
      labels: [],
      archived: false,
    };
    const project = { ...tracked, tracker: tracked.tracker };
    const move = { project, item: seen, by: { id: 'plane-ann', name: 'ann' }, movedAt, recovered: false };
    expect(context.store.transaction(() => enterState(context, move))).toBe(
      'approved in Plane by ANN is about revision rev-1; revision rev-2 is the one to decide about: not counted',
    );
    expect(find(context, 1).stage).toBe('analysis');
  });
});
