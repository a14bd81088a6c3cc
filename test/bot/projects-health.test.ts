import { describe, expect, test } from 'vitest';
import { createBench, createTestBot, open, owner, project, viewer } from './bench.ts';
import { vitals } from './vitals.ts';

function setUp(options: Parameters<typeof createBench>[0] = {}) {
  const bench = createBench(options);
  return { ...bench, bench, ...createTestBot(bench) };
}

describe('/projects', () => {
  test('tells of each what it is made of and how it stands', async () => {
    const alone = project('shop', {
      budget: { task: null, day: 50 },
      approval: { by: ['Ada', 'Bo'], needs: 2 },
      notify: [{ id: -5 }],
    });
    const { bench, store, say } = setUp({ projects: [alone] });
    open(bench);
    store.pauses.pause('shop', 'x', '', '2026-05-04 12:00:00');
    store.freezes.freeze('shop', 'red', null, '2026-05-04 12:00:00');
    expect(await say({ from: viewer }, '/projects')).toEqual([
      [
        'shop · SHOP',
        '1 open · $0 of $50 today · paused · frozen',
        'Repository shop, branch main, forge local',
        'Tracker: none',
        'Chat: -1001 and 1 for notices',
        'Approval: 2 of Ada, Bo',
        '• command: analyst, architect, developer, reviewer, tester, staging-deployer, deployer',
      ].join('\n'),
    ]);
  });

  test('of many shows how they stand, and one by its name or its button', async () => {
    const { say, press } = setUp({ projects: ['shop', 'till', 'blog'].map((name) => project(name)) });
    const [list] = await say({ from: viewer }, '/projects');
    expect(list).toMatch(/^shop · SHOP\nnothing open.*blog · BLOG\nnothing open/s);
    expect(list).not.toMatch(/Repository/);
    expect((await say({ from: viewer }, '/projects TILL'))[0]).toMatch(/^till · TILL\n.*Repository till/s);
    expect((await say({ from: viewer }, '/projects tll'))[0]).toMatch(
      /no project tll\. Projects: shop, till, blog/,
    );
    const calls = await press({ from: viewer }, 'project:till', 7);
    expect(calls.at(-1)?.payload['text']).toMatch(/^till · TILL/);
  });
});

describe('/health', () => {
  test('says that all is well, with what runs', async () => {
    const { store, say } = setUp();
    store.meta.note('reconciled.at', '2026-05-04 11:59:30.000');
    const [text] = await say({ from: viewer }, '/health');
    expect(text).toMatch(/^All is well\.\n\nTelegram: polling, last message before yours never\n/);
    expect(text).toMatch(
      /Agents: 0 of 2 slots, 0 queued\nWaiting for a person: 0\nDatabase: 3\.3 MB, last copy never\nDisk: 50 GB free\n/,
    );
    expect(text).toMatch(/Signalbox 0\.1\.0, started/);
  });

  test('names the troubles first', async () => {
    const set = setUp();
    const now = '2026-05-04 11:00:00.000';
    const fault = {
      account: 'team',
      kind: 'fault',
      why: 'key refused',
      mend: 'Set it.',
      until: null,
    } as const;
    set.store.accounts.hold(fault, now);
    set.store.pauses.pause('*', 'x', 'y', now);
    set.store.freezes.freeze('shop', 'red', null, now);
    set.store.chats.park(-7, 'gone', now);
    const broken = {
      ...vitals,
      accounts: [
        { name: 'team', runner: 'claude', isThere: true },
        { name: 'spare', runner: 'codex', isThere: false },
      ],
      readFile: () => ({ sizeBytes: 1, freeBytes: 1024 ** 3, copiedAt: null }),
    };
    const { say } = createTestBot(set.bench, undefined, { vitals: broken });
    const [text] = await say({ from: owner }, '/health');
    expect(text).toMatch(
      /^Needs a look:\n• Little room on the disk: 1\.0 GB\n• Account team waits: key refused\n• Account spare: the program of codex is not there\n• 1 chat cannot be written to: \/queue\n• Everything is paused: \/resume\n• Frozen: shop\n\n/,
    );
  });

  test('goes on where the disk cannot be asked', async () => {
    const { bench } = setUp();
    const readFile = () => {
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    };
    const { say } = createTestBot(bench, undefined, { vitals: { ...vitals, readFile } });
    expect((await say({ from: owner }, '/health'))[0]).toMatch(
      /^Needs a look:\n• The disk cannot be asked: EIO/,
    );
  });
});
