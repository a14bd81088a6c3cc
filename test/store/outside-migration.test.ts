import { expect, test } from 'vitest';
import { openFile } from '../../src/store/database.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { createOutbox } from '../../src/store/outbox.ts';

/** A file as the version before it left it. */
function createBefore() {
  const db = openFile(':memory:');
  for (const migration of migrations.slice(0, 2)) migration.up(db);
  return db;
}

test('the third migration keeps every effect with its id, and new ones get ids of their own', () => {
  const db = createBefore();
  db.exec(`INSERT INTO outbox (id, task_id, kind, payload, state, attempts, available_at, created_at, error) VALUES
    (3, 1, 'ci', '{"commit":"c"}', 'pending', 2, '2026-03-01 12:00:00', '2026-03-01 11:00:00', 'no answer'),
    (7, 1, 'cleanUp', '{"end":"done"}', 'done', 0, NULL, '2026-03-01 11:00:00', NULL)`);
  migrations.at(2)?.up(db);
  const outbox = createOutbox(db);
  expect(outbox.find(3)).toMatchObject({ kind: 'ci', target: 'git', attempts: 2, error: 'no answer' });
  expect(outbox.find(7)).toMatchObject({ kind: 'cleanUp', target: 'git', state: 'done' });
  outbox.add(1, 'itemPost', { key: 'k', text: 't' }, '2026-03-01 12:00:00');
  expect(outbox.listDue('9999').map(({ id, target }) => [id, target])).toEqual([
    [3, 'git'],
    [8, 'tracker'],
  ]);
  db.close();
});
