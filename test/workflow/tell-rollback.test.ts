import { expect, test } from 'vitest';
import { endRollback } from '../../src/workflow/tell-rollback.ts';
import { createTestContext, project } from '../support/context.ts';
import { open } from './walk.ts';

const now = '2026-03-01 12:00:00.000';

test.for([
  [null, 0, '↩️ shop, release of ET-001: rolled back by Ada in 0 s.'],
  ['no luck', 1, '❗️ shop, release of ET-001: the rollback asked for by Ada failed: no luck.'],
] as const)(
  'the result of a rollback (%s) is told in the further chats once, without buttons, also where the project has no chat',
  async ([why, loud, text]) => {
    const notify = [{ id: -200 }, { id: -300, topic: 4 }];
    const context = await createTestContext({ projects: [project({ chat: null, notify })] });
    const { store } = context;
    const asked = { task_id: open(context).id, repo: 'shop', deployment_id: null, asked_by: 'Ada' };
    store.chats.set(-300, 'language', 'ru');
    const id = store.rollbacks.ask({ ...asked, commit_sha: null, to_sha: null }, now);
    const row = store.rollbacks.find(id);
    if (row === undefined) throw new Error('there is no rollback');
    const end = () => endRollback(context, row, { why, exitCode: 0, output: 'a secret' });
    store.transaction(end);
    store.transaction(end);
    const told = store.notices
      .listPending()
      .filter(({ key }) => key.includes('rollback'))
      .toSorted((one, other) => one.id - other.id);
    expect(told).toMatchObject([
      { chat_id: -200, topic_id: null, loud, importance: 'notice' },
      { chat_id: -300, topic_id: 4, loud, importance: 'notice' },
    ]);
    const [english, russian] = told.map(({ message }) => JSON.parse(message) as object);
    expect(english).toEqual({ text, entities: [] });
    expect(russian).toMatchObject({ text: expect.stringContaining('релиз ET-001') });
  },
);
