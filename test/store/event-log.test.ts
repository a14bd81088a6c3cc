import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';
import { createOldInstallation } from '../support/old-installation.ts';

const at = useDatabaseFolder();
const now = '2026-03-01 10:00:00.000';
const later = '2026-03-01 11:00:00.000';

let opened: Awaited<ReturnType<typeof openDatabase>>;
let store: Store;

beforeEach(() => openStore());
afterEach(() => opened.close());

async function openStore(path = at.path): Promise<void> {
  opened = await openDatabase(path);
  store = createStore(opened.db);
}

let deliveries = 0;

function record(state: 'pending' | 'done' | 'failed' = 'pending', time = now, payload = '{}'): number {
  deliveries += 1;
  const event = { source: 'plane', eventType: 'issue', payload };
  const recorded = store.inbox.record(
    { ...event, deliveryId: `delivery-${deliveries}`, bodyHash: `hash-${deliveries}` },
    time,
  );
  if (recorded === 'duplicate') throw new Error('recorded twice');
  if (state === 'done') store.inbox.markDone(recorded.id, 'opened ET-1', time);
  if (state === 'failed') store.inbox.markFailed(recorded.id, 'no JSON', time);
  return recorded.id;
}

const payloadOf = (id: number) => store.inbox.find(id)?.payload;
const dueIds = (time: string) => store.inbox.listDue(time, 10).map(({ id }) => id);

describe('the list', () => {
  test('begins with what failed, the newest first, and ends where it is told to', () => {
    const ids = [record('failed'), record('done'), record('failed'), record('pending'), record('done')];
    expect(ids).toEqual([1, 2, 3, 4, 5]);
    const listed = (limit: number | null) => store.eventLog.list({ limit }).map(({ id }) => id);
    expect(listed(null)).toEqual([3, 1, 5, 4, 2]);
    expect(listed(3)).toEqual([3, 1, 5]);
    expect(listed(0)).toEqual([]);
    expect(store.eventLog.count()).toBe(5);
  });

  test('tells of each event what people ask for', () => {
    const id = record('failed');
    const again = { source: 'plane', eventType: 'issue', payload: '{}', bodyHash: null };
    expect(store.inbox.record({ ...again, deliveryId: `delivery-${deliveries}` }, later)).toBe('duplicate');
    expect(store.eventLog.find(id)).toMatchObject({
      id,
      at: now,
      source: 'plane',
      type: 'issue',
      deliveries: 2,
      note: 'no JSON',
      pruned: false,
    });
    expect(store.eventLog.find(99)).toBeUndefined();
  });

  test('calls what came from an earlier installation history, whatever its rows lack', async () => {
    opened.close();
    const path = `${at.path}.old`;
    createOldInstallation(path);
    await openStore(path);
    record('done');
    expect(store.eventLog.list({ limit: null }).map(({ id, state, pruned }) => [id, state, pruned])).toEqual([
      [4, 'done', false],
      [3, 'history', false],
      [2, 'history', false],
      [1, 'history', false],
    ]);
  });
});

describe('a replay', () => {
  test.each(['done', 'failed'] as const)('makes one that was %s pending as if it had just come', (state) => {
    const id = record();
    store.inbox.tryLater(id, '2026-03-02 10:00:00.000', 'plane was not reached');
    if (state === 'done') store.inbox.markDone(id, 'opened ET-1', now);
    else store.inbox.markFailed(id, 'no JSON', now);
    expect(store.eventLog.replay(id, later)).toBe(true);
    expect(dueIds(later)).toEqual([id]);
    expect(store.inbox.find(id)).toMatchObject({
      state: 'pending',
      processed: 0,
      attempts: 0,
      note: `replay asked for at ${later}`,
      payload: '{}',
    });
  });

  test('leaves alone what is pending, has no payload, is history, or is not there', () => {
    const [pending, pruned, history] = [record('pending'), record('failed'), record('done')];
    opened.db.exec(`UPDATE events SET payload = '' WHERE id = ${pruned}`);
    opened.db.exec(`UPDATE events SET state = NULL WHERE id = ${history}`);
    const all = () => opened.db.prepare('SELECT * FROM events').all();
    const before = all();
    expect([pending, pruned, history, 99].map((id) => store.eventLog.replay(id, later))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(all()).toEqual(before);
  });
});

describe('pruning', () => {
  test('empties what is settled and older, and nothing else', () => {
    const old = [record('done'), record('failed'), record('pending')];
    const [history, young] = [record('done'), record('done', later)];
    opened.db.exec(`UPDATE events SET state = NULL WHERE id = ${history}`);
    expect(store.eventLog.prunePayloads(later)).toBe(2);
    expect([...old, history, young].map(payloadOf)).toEqual(['', '', '{}', '{}', '{}']);
    expect(store.eventLog.list({ limit: null }).map(({ id, pruned }) => pruned && id)).toEqual([
      2,
      false,
      false,
      false,
      1,
    ]);
    expect(store.eventLog.prunePayloads(later)).toBe(0);
  });

  test('keeps what tells a repeated delivery', () => {
    const id = record('done');
    store.eventLog.prunePayloads(later);
    const event = { source: 'plane', eventType: 'issue', payload: '{}' };
    const repeats = [
      { deliveryId: `delivery-${deliveries}`, bodyHash: null },
      { deliveryId: null, bodyHash: `hash-${deliveries}` },
    ];
    for (const repeat of repeats)
      expect(store.inbox.record({ ...event, ...repeat }, later)).toBe('duplicate');
    expect(store.eventLog.find(id)).toMatchObject({ state: 'done', deliveries: 3, pruned: true });
  });
});
