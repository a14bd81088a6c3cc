import { describe, expect, test } from 'vitest';
import { resume } from '../../src/workflow/pause.ts';
import { announceTakeover } from '../../src/workflow/takeover.ts';
import { createTestContext, makeFolder, project, reopen } from '../support/context.ts';
import { createOldInstallation } from '../support/old-installation.ts';
import { ada, claim } from './walk.ts';

const owner = 1001;
const projects = [project({ chat: { id: -100, topic: 7 } })];

async function takenOver() {
  const path = `${makeFolder()}/old.db`;
  createOldInstallation(path);
  const context = await createTestContext({ path, projects, gates: { dependencies: false } });
  return context;
}

describe('after the takeover of an earlier installation', () => {
  test('the owner gets one summary with a button to resume', async () => {
    const context = await takenOver();
    expect(context.database.takenOver).toBe(true);
    announceTakeover(context, owner);
    announceTakeover(context, owner);
    const [notice, ...others] = context.store.notices.listPending();
    expect(others).toEqual([]);
    expect(notice).toMatchObject({ key: 'takeover', chat_id: owner, task_id: null, loud: 1 });
    const { text } = JSON.parse(notice?.message ?? '{}') as { text: string };
    expect(text.split('\n')).toEqual([
      'Signalbox has taken over the earlier installation. Nothing runs before you press Resume.',
      '',
      'Unfinished tasks: 3',
      '· development: SHOP-7',
      '· analysis: SHOP-7',
      '· polishing: shiny',
      'Queued jobs: 3 (developer of shop, developer of shop, wizard of till)',
      'Frozen repositories: shop (degraded)',
      'Odd: 1 queued job belongs to no task.',
      '[resume:*]',
    ]);
  });

  test('unfinished tasks of configured projects get cards, finished ones none', async () => {
    const context = await takenOver();
    announceTakeover(context, owner);
    const cards = [1, 2, 3, 4, 5].map((id) => context.store.cards.find(id)?.topic_id);
    expect(cards).toEqual([7, 7, undefined, undefined, undefined]);
  });

  test('nothing is claimed before a person resumes, however often Signalbox starts', async () => {
    const context = await takenOver();
    context.database.db.exec(`UPDATE jobs SET status = 'failed' WHERE status = 'running'`);
    announceTakeover(context, owner);
    expect(claim(context)).toBeUndefined();
    const next = await reopen(context, { projects, gates: { dependencies: false } });
    expect(next.database.takenOver).toBe(false);
    expect(claim(next)).toBeUndefined();
    expect(resume(next, '*', ada)).toBe(true);
    expect(claim(next)).toMatchObject({ id: 1, agent: 'developer', task_content: 'do\n"it"', attempts: 2 });
  });

  test('a start that was refused or killed before the summary leaves it to the next one', async () => {
    const context = await takenOver();
    const next = await reopen(context, { projects });
    expect(next.database.takenOver).toBe(true);
    announceTakeover(next, owner);
    expect(next.store.notices.listPending()).toMatchObject([{ key: 'takeover' }]);
    expect((await reopen(next, { projects })).database.takenOver).toBe(false);
  });

  test('tasks that wait for each other are named as an oddity', async () => {
    const context = await takenOver();
    context.database.db.exec('INSERT INTO job_deps (task_id, depends_on_task_id) VALUES (1, 2)');
    announceTakeover(context, owner);
    expect(context.store.notices.listPending()[0]?.message).toContain(
      'Odd: these tasks wait for each other: SHOP-7 → SHOP-7 → SHOP-7.',
    );
  });
});

test('a file of our own is neither paused nor announced', async () => {
  const context = await createTestContext();
  expect(context.database.takenOver).toBe(false);
  expect(context.store.pauses.list()).toEqual([]);
});
