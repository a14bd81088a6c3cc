import { describe, expect, test } from 'vitest';
import { holdOf, type PaySettings } from '../../src/store/holds.ts';
import { createTestContext } from '../support/context.ts';

const now = '2026-03-01 12:00:00.000';
const paid = { repo: 'shop', first: true, costs: true } as const;
const pay: PaySettings = {
  roles: [
    { ...paid, project: 'shop', role: 'developer', account: 'team' },
    { ...paid, project: 'shop', role: 'tester', account: null, costs: false },
    { ...paid, project: 'outlet', first: false, role: 'developer', account: 'spare' },
  ],
  dayBudgets: new Map([['shop', 10]]),
};

async function createHeld() {
  const context = await createTestContext();
  const { store } = context;
  const at = { day: '2026-03-01 09:00:00', night: '2026-02-28 23:59:59' };
  const spend = (project: string | null, usd: number, when: keyof typeof at) => {
    const { lastInsertRowid: taskId } = context.database.db
      .prepare(`INSERT INTO tasks (repo, project, stage) VALUES ('shop', ?, 'done')`)
      .run(project);
    context.database.db
      .prepare(`INSERT INTO agent_runs (task_id, agent, started_at, cost_usd) VALUES (?, 'developer', ?, ?)`)
      .run(taskId, at[when], usd);
  };
  const hold = (row: { kind: 'limit' | 'fault'; until: string | null; why?: string }) =>
    store.accounts.hold({ account: 'team', why: 'no', mend: 'Mend it.', ...row }, now);
  const held = (project: string | null, role = 'developer', settings = pay) =>
    holdOf(store.holds.listAt(settings, now), settings, { project, repo: 'shop', role });
  return { ...context, spend, hold, held };
}

describe('an account', () => {
  test('at its limit holds every role that uses it until the limit resets', async () => {
    const { hold, held, store } = await createHeld();
    hold({ kind: 'limit', until: '2026-03-01 13:00:00' });
    expect(held('Shop')).toMatchObject({ kind: 'limit', until: '2026-03-01 13:00:00' });
    expect(held('shop', 'tester')).toBeNull();
    expect(held('outlet')).toBeNull();
    expect(store.holds.listAt(pay, '2026-03-01 13:00:00.000')).toEqual([]);
  });

  test('of the first project of a repository is that of tasks without a project of ours', async () => {
    const { hold, held } = await createHeld();
    hold({ kind: 'limit', until: '2026-03-01 13:00:00' });
    expect(held(null)).toMatchObject({ kind: 'limit' });
    expect(held('gone')).toMatchObject({ kind: 'limit' });
  });

  test('waits for the later of two resets, and a fault outlasts them', async () => {
    const { hold, held, store } = await createHeld();
    hold({ kind: 'limit', until: '2026-03-01 15:00:00' });
    hold({ kind: 'limit', until: '2026-03-01 13:00:00' });
    expect(held('shop')).toMatchObject({ until: '2026-03-01 15:00:00' });
    hold({ kind: 'fault', until: null, why: 'the key is wrong' });
    hold({ kind: 'limit', until: '2026-03-01 15:00:00' });
    expect(held('shop')).toMatchObject({ kind: 'fault', why: 'the key is wrong' });
    expect(store.accounts.free('team')).toBe(true);
    expect(held('shop')).toBeNull();
  });

  test('is freed of a limit by whoever wants to try before the reset', async () => {
    const { hold, held, store } = await createHeld();
    hold({ kind: 'limit', until: '2026-03-01 13:00:00' });
    expect(store.accounts.free('team')).toBe(true);
    expect(held('shop')).toBeNull();
    expect(store.accounts.free('team')).toBe(false);
  });
});

describe('the budget of a day', () => {
  test('holds what costs money once it is spent, until the next day of UTC', async () => {
    const { spend, held } = await createHeld();
    spend('shop', 9.99, 'day');
    spend('shop', 50, 'night');
    spend('outlet', 50, 'day');
    expect(held('shop')).toBeNull();
    spend(null, 0.01, 'day');
    expect(held('shop')).toEqual({
      kind: 'budget',
      scope: 'shop',
      spentUsd: 10,
      budgetUsd: 10,
      until: '2026-03-02 00:00:00',
    });
    expect(held('shop', 'tester')).toBeNull();
    expect(held('outlet')).toBeNull();
  });

  test('of all projects holds them all', async () => {
    const { spend, held } = await createHeld();
    const all = { ...pay, dayBudgets: new Map([['*', 20]]) };
    spend('outlet', 20, 'day');
    expect(held('shop', 'developer', all)).toMatchObject({ scope: '*', spentUsd: 20 });
  });

  test('may be raised for that day alone', async () => {
    const { spend, held, store } = await createHeld();
    spend('shop', 10, 'day');
    store.spending.raise({ day: '2026-03-01', scope: 'shop', usd: 15, who: 'Ada' }, now);
    expect(held('shop')).toBeNull();
    expect(store.holds.listBudgets(pay, '2026-03-02 12:00:00')).toMatchObject([
      { spentUsd: 0, budgetUsd: 10 },
    ]);
  });
});
