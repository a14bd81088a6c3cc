import { describe, expect, test } from 'vitest';
import { openTask } from '../../src/workflow/open-task.ts';
import { createTestContext, project } from '../support/context.ts';
import { ada, find, open, positionOf, walkTo } from './walk.ts';

describe('a task opened by hand', () => {
  test('gets the next number of its prefix, and its analyst is queued', async () => {
    const context = await createTestContext();
    expect([open(context), open(context)].map((task) => task.work_item_id)).toEqual(['ET-001', 'ET-002']);
    expect(positionOf(context, 1)).toBe('analysis/work');
    expect(context.store.jobs.listQueued().map(({ agent, task_content: title }) => [agent, title])).toEqual([
      ['analyst', 'A title'],
      ['analyst', 'A title'],
    ]);
  });

  test('counts on for each prefix and each repository, ended tasks included', async () => {
    const till = { key: 'till', origin: 'nowhere', defaultBranch: 'main' };
    const shop = project({ tracker: null });
    const projects = [
      shop,
      project({ name: 'fix', prefix: 'FIX', tracker: null }),
      project({ name: 'till', tracker: null, repo: till }),
    ];
    const context = await createTestContext({ projects });
    const opened = (one: (typeof projects)[number]) =>
      openTask(context, { project: one, title: 'T', description: '', item: null, by: ada }).workItemId;
    expect(projects.map(opened)).toEqual(['ET-001', 'FIX-001', 'ET-001']);
    walkTo(context, 1, 'done/rest');
    expect(projects.map(opened)).toEqual(['ET-002', 'FIX-002', 'ET-002']);
  });

  test('has a card in the chat of its project, and none where there is no chat', async () => {
    const context = await createTestContext({ projects: [project({ chat: { id: -5, topic: 7 } })] });
    open(context);
    expect(context.store.cards.find(1)).toMatchObject({ chat_id: -5, topic_id: 7 });
    const mute = await createTestContext({ projects: [project({ chat: null })] });
    open(mute);
    expect(mute.store.cards.find(1)).toBeUndefined();
    walkTo(mute, 1, 'done/rest');
  });

  test('is opened by somebody: the log says who', async () => {
    const context = await createTestContext();
    open(context);
    expect(context.store.log.listOfTask(1)).toMatchObject([
      {
        from_stage: 'created',
        to_stage: 'analysis',
        to_step: 'work',
        why: 'opened',
        who: 'Ada',
        via: 'telegram',
      },
    ]);
    expect(find(context, 1).version).toBe(1);
  });
});

test('a decision that fails half-way leaves nothing behind', async () => {
  const context = await createTestContext();
  const presenter = {
    ...context.presenter,
    brd: () => {
      throw new Error('cannot be shown');
    },
  };
  open(context);
  const broken = { ...context, presenter };
  expect(() => walkTo(broken, 1, 'analysis/approval')).toThrow('cannot be shown');
  expect(positionOf(context, 1)).toBe('analysis/work');
  expect(context.store.approvals.findLatest(1)).toBeUndefined();
  expect(context.store.jobs.findOfTask(1)).toMatchObject({ status: 'running' });
  expect(context.store.outbox.listDue('9999')).toEqual([]);
});
