import { expect, test } from 'vitest';
import { auditOutcomes, auditVias } from '../../src/store/audit.ts';
import { encodeAction } from '../../src/telegram/callback-data.ts';
import {
  askApproval,
  askAttention,
  createBench,
  createTestBot,
  group,
  open,
  operator,
  stranger,
  viewer,
} from './bench.ts';

function setUp() {
  const bench = createBench();
  const { taskId } = open(bench);
  const latest = () => bench.store.audit.listLatest(1)[0];
  return { bench, store: bench.store, taskId, latest, ...createTestBot(bench) };
}

test('every command, press and reply is kept with who, as what, where, about what and what came of it', async () => {
  const { bench, taskId, latest, say, press, calls } = setUp();
  await say({ from: operator, chat: group }, '/cancel SHOP-009');
  expect(latest()).toMatchObject({ action: 'cancel', outcome: 'unchanged', via: 'command' });
  askAttention(bench, taskId);
  await press({ from: operator, chat: group }, encodeAction({ kind: 'answer', key: '1' }, taskId), 40);
  expect(latest()).toMatchObject({
    action: 'answer',
    outcome: 'unchanged',
    via: 'button',
    detail: 'Out of date.',
  });
  await say({ from: operator, chat: group }, '/answer');
  const replyTo = { id: 5000 + calls.length };
  await say({ from: operator, chat: group, replyTo }, 'In euros');
  expect(latest()).toMatchObject({ via: 'reply', action: 'answer', target: 'SHOP-001', outcome: 'done' });
  await say({ from: operator, chat: group }, '/cancel SHOP-001');
  expect(latest()).toEqual({
    id: 5,
    at: '2026-05-04 12:00:00.000',
    user_id: operator,
    who: 'User13 (13)',
    role: 'operator',
    chat_id: group,
    via: 'command',
    action: 'cancel',
    target: 'SHOP-001',
    outcome: 'done',
    detail: 'Cancelled by User13 (13).',
  });
});

test('every refusal is kept, strangers among them; talk is not', async () => {
  const { bench, store, taskId, latest, say, press } = setUp();
  await say({ from: viewer, chat: group }, '/cancel SHOP-001');
  expect(latest()).toMatchObject({ user_id: viewer, role: 'viewer', outcome: 'refused', action: 'cancel' });
  await press(
    { from: viewer, chat: group },
    encodeAction({ kind: 'approve', key: askApproval(bench, taskId, 'aaaa1111') }, taskId),
    9,
  );
  expect(latest()).toMatchObject({ action: 'approve', via: 'button', outcome: 'refused' });
  for (const _ of [1, 2]) await say({ from: stranger }, '/tasks');
  await press({ from: stranger, chat: group }, 'resume:*', 9);
  expect(store.audit.listLatest(9).filter(({ role }) => role === null)).toMatchObject([
    { user_id: stranger, outcome: 'refused', action: 'resume', via: 'button' },
    { user_id: stranger, outcome: 'refused', action: 'tasks' },
    { user_id: stranger, outcome: 'refused', action: 'tasks' },
  ]);
  const before = store.audit.listLatest(99).length;
  await say({ from: stranger, chat: group }, 'hello');
  await say({ from: viewer, chat: group }, 'hello');
  expect(store.audit.listLatest(99)).toHaveLength(before);
});

test('what a bug ended is kept as failed', async () => {
  const { bench, latest, say } = setUp();
  bench.store.tasks.listOpen = () => {
    throw new Error('the disk is full');
  };
  await say({ from: viewer }, '/tasks');
  expect(latest()).toMatchObject({ action: 'tasks', outcome: 'failed' });
});

test('the file knows the same outcomes and ways as we do', () => {
  const { bench } = setUp();
  const { sql } = bench.db
    .prepare<[], { sql: string }>(`SELECT sql FROM sqlite_schema WHERE name = 'audit'`)
    .get() ?? { sql: '' };
  const list = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');
  expect(sql).toContain(`via IN (${list(auditVias)})`);
  expect(sql).toContain(`outcome IN (${list(auditOutcomes)})`);
});
