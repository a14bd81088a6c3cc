import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connect, openDatabase } from '../../src/store/open-database.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { createTestContext } from '../support/context.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';
import { createOldInstallation, hashFiles } from '../support/old-installation.ts';
import { runProgram } from './run-program.ts';

const at = useDatabaseFolder();
const now = '2026-03-01 12:00:00.000';

const run = (...args: string[]) => runProgram(args, { env: { DB_PATH: at.path, REAPER_SECONDS: '45' } });
const wrong = (stderr: string) => ({ status: 2, stdout: '', stderr: `${stderr}\n` });

/** Events 1 to `count`: the first failed, the last is pending, those between are done. */
async function createEvents(count: number): Promise<void> {
  const context = await createTestContext({ path: at.path });
  const { inbox } = context.store;
  for (let id = 1; id <= count; id += 1) {
    const event = { source: 'plane', eventType: 'issue', payload: '{}', bodyHash: null };
    inbox.record({ ...event, deliveryId: `delivery-${id}` }, now);
    if (id === 1) inbox.markFailed(id, 'no such project\u001b[2J\nat all', now);
    else if (id < count) inbox.markDone(id, `opened ET-${id}`, now);
  }
  context.database.close();
}

function inFile<T>(work: (store: Store) => T): T {
  const { db, close } = connect(at.path);
  try {
    return work(createStore(db));
  } finally {
    close();
  }
}

describe('events', () => {
  test('lists failed ones first and the newest first, and leaves the file as it is', async () => {
    await createEvents(3);
    const before = hashFiles(at.folder);
    expect(run('events')).toEqual({
      status: 0,
      stderr: '',
      stdout: `failed   1  ${now}  plane  issue  1 delivery  no such project [2J at all
pending  3  ${now}  plane  issue  1 delivery
done     2  ${now}  plane  issue  1 delivery  opened ET-2
`,
    });
    expect(hashFiles(at.folder)).toEqual(before);
  });

  test('lists 50 unless all are asked for', async () => {
    await createEvents(53);
    const lines = run('events').stdout.trimEnd().split('\n');
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([
      51,
      expect.stringMatching(/^failed {3}1 /),
      '3 more: npm start -- events --all',
    ]);
    const all = run('events', '--all').stdout.trimEnd().split('\n');
    expect([all.length, all.at(-1)]).toEqual([53, expect.stringMatching(/^done {5}2 /)]);
  });

  test('are told as JSON with their whole notes', async () => {
    await createEvents(52);
    const json = (...args: string[]) =>
      JSON.parse(run('events', '--json', ...args).stdout) as { events: unknown[]; unlisted: number };
    expect(json().events[0]).toEqual({
      id: 1,
      at: now,
      source: 'plane',
      type: 'issue',
      state: 'failed',
      deliveries: 1,
      note: 'no such project\u001b[2J\nat all',
      pruned: false,
    });
    expect([json().events.length, json().unlisted]).toEqual([50, 2]);
    expect([json('--all').events.length, json('--all').unlisted]).toEqual([52, 0]);
  });

  test('of an earlier installation are history, and its file is not taken over', () => {
    createOldInstallation(at.path);
    expect(run('events').stdout.split('\n')).toEqual([
      'history  3  ?  gitea  push  1 delivery',
      'history  2  2025-01-02 03:04:06  plane  issue  1 delivery',
      'history  1  2025-01-02 03:04:05  plane  issue  1 delivery',
      '',
    ]);
    expect(readdirSync(at.folder)).toEqual(['signalbox.db']);
  });
});

describe('replay', () => {
  test('makes an event pending again, once, and says how to see what comes of it', async () => {
    await createEvents(3);
    expect(run('replay', '1')).toEqual({
      status: 0,
      stderr: '',
      stdout: `Event 1 (plane issue) is pending again. A running Signalbox dispatches it within 45 s, else the next start does.
What comes of it: npm start -- events
`,
    });
    const due = inFile(({ inbox }) => inbox.listDue('2999-01-01 00:00:00.000', 10));
    expect(due.map(({ id }) => id)).toEqual([1, 3]);
    expect(run('replay', '1')).toEqual(
      wrong('event 1 is pending already: it is dispatched without a replay'),
    );
  });

  test('prints the event as JSON', async () => {
    await createEvents(3);
    const { status, stdout } = run('replay', '2', '--json');
    expect([status, JSON.parse(stdout)]).toEqual([
      0,
      {
        id: 2,
        at: now,
        source: 'plane',
        type: 'issue',
        state: 'pending',
        deliveries: 1,
        note: expect.stringMatching(/^replay asked for at \d{4}-/),
        pruned: false,
      },
    ]);
  });

  test('does not know an event that is not there, nor one without its payload', async () => {
    await createEvents(2);
    inFile(({ eventLog }) => eventLog.prunePayloads('2026-03-02 00:00:00.000'));
    const before = inFile(({ eventLog }) => eventLog.list({ limit: null }));
    expect(run('replay', '99')).toEqual(
      wrong('there is no event 99 in this file; npm start -- events lists them'),
    );
    expect(run('replay', '1')).toEqual(
      wrong('event 1 cannot be replayed: its payload was removed after EVENTS_KEEP_DAYS'),
    );
    expect(inFile(({ eventLog }) => eventLog.list({ limit: null }))).toEqual(before);
  });

  test('never dispatches the history of an earlier installation', async () => {
    createOldInstallation(at.path);
    expect(run('replay', '1')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/: start the service once to upgrade it\.\n$/),
    });
    (await openDatabase(at.path)).close();
    at.write("UPDATE events SET state = 'failed' WHERE id = 2");
    for (const id of ['1', '2']) {
      expect(run('replay', id)).toEqual(
        wrong(`event ${id} is history of an earlier installation, which is never dispatched`),
      );
    }
  });
});
