import { describe, expect, test } from 'vitest';
import type { CiSettings, Project } from '../../../src/domain/project.ts';
import type { ForgeNews } from '../../../src/forges/forge-news.ts';
import { createDispatcher } from '../../../src/workflow/intake/dispatch-event.ts';
import { createForgeEventHandler } from '../../../src/workflow/intake/forge-event.ts';
import { openTask } from '../../../src/workflow/open-task.ts';
import { createTestContext, project, type TestContext } from '../../support/context.ts';
import { dispatchAll } from '../plane.ts';
import { ada, find, signal, walkTo, work } from '../walk.ts';
import { countRows } from './rows-read.ts';

const commit = 'c'.repeat(40);
const ci: CiSettings = { kind: 'checks', names: [], timeoutMs: 600_000 };

const at = (name: string, kind: 'gitea' | 'github', of: Partial<Project> = {}): Project =>
  project({
    name,
    prefix: name,
    forge: { kind, owner: 'acme', repo: 'shop', merge: 'merge', ci },
    tracker: null,
    ...of,
  });

/** Each project has one open task; all are in one repository. */
async function createShared(...projects: Project[]) {
  const context = await createTestContext({ projects, gates: { serial: 'off', slots: 9 } });
  for (const one of projects) openIn(context, one);
  return context;
}

function openIn(context: TestContext, of: Project): void {
  openTask(context, { project: of, title: 'A title', description: '', item: null, by: ada });
}

/** What a delivery of the forge comes to. */
async function tell(context: TestContext, system: 'gitea' | 'github', news: ForgeNews) {
  const asked: string[] = [];
  const handler = createForgeEventHandler({
    system,
    parse: () => news,
    branchesContaining: async () => [],
    findContinued: async ({ name }) => {
      asked.push(name);
      return { commit: 'd'.repeat(40), brd: null };
    },
  });
  const event = { source: system, eventType: 'x', payload: '{}', deliveryId: null, bodyHash: null };
  const stored = context.store.inbox.record(event, '2026-03-01 12:00:00.000');
  const dispatcher = createDispatcher(context, { [system]: handler });
  dispatchAll(dispatcher);
  await dispatcher.idle();
  return { note: stored === 'duplicate' ? null : context.store.inbox.find(stored.id)?.note, asked };
}

const repo = 'acme/shop';
const closed = (number: number, branch: string): ForgeNews => {
  return {
    kind: 'changed',
    repo,
    what: 'closed',
    number,
    branch,
    head: commit,
    mergeCommit: null,
    by: 'eve',
  };
};
const green: ForgeNews = { kind: 'checked', repo, commit, branch: null, name: 'build', state: 'green' };

const attentions = (context: TestContext) => context.store.tasks.listOpen().map(({ attention }) => attention);

describe('of two projects with one repository at different forges', () => {
  test('a pull request that was closed is about the task of its forge alone', async () => {
    const context = await createShared(at('one', 'gitea'), at('two', 'github'));
    context.store.tasks.setChange(1, { id: '7', url: null });
    const { note } = await tell(context, 'github', closed(7, 'other'));
    expect([note, attentions(context)]).toEqual(['ignored: no open task has this branch', [null, null]]);
    context.store.tasks.setChange(2, { id: '7', url: null });
    await tell(context, 'github', closed(7, 'other'));
    expect(attentions(context)).toEqual([null, 'stopped']);
  });

  test('a branch is that of the task of its forge', async () => {
    const context = await createShared(at('one', 'gitea'), at('two', 'github'));
    context.database.db.exec(`UPDATE tasks SET branch = 'same'`);
    await tell(context, 'github', closed(7, 'same'));
    expect(attentions(context)).toEqual([null, 'stopped']);
  });

  test('a result of CI is about the task of its forge alone', async () => {
    const context = await createShared(at('one', 'gitea'), at('two', 'github'));
    for (const id of [1, 2]) walkTo(context, id, 'development/ci', { ...work, commit });
    expect((await tell(context, 'github', green)).note).toBe(
      'two-001: build reported, its checks are looked at',
    );
    signal(context, 2, { type: 'cancel', by: ada });
    expect((await tell(context, 'github', green)).note).toBe('ignored: no open task is at this commit');
  });
});

describe('of two projects with one repository of one forge', () => {
  test('the second is told of its pull request too', async () => {
    const other = { repo: { key: 'till', origin: 'nowhere', defaultBranch: 'main' } };
    const context = await createShared(at('one', 'gitea'), at('two', 'gitea', other));
    context.store.tasks.setChange(2, { id: '7', url: null });
    await tell(context, 'gitea', closed(7, 'other'));
    expect(attentions(context)).toEqual([null, 'stopped']);
  });

  test('a push is looked at as the project of its task has it', async () => {
    const context = await createShared(at('one', 'gitea'), at('two', 'gitea'));
    walkTo(context, 2, 'development/ci', { ...work, commit });
    const branch = find(context, 2).branch ?? '';
    const pushed: ForgeNews = { kind: 'pushed', repo, branch, commit: 'd'.repeat(40), by: 'eve' };
    expect((await tell(context, 'gitea', pushed)).asked).toEqual(['two']);
  });

  test('a result of CI is for the one that takes it from the forge', async () => {
    const own = { kind: 'gitea', owner: 'acme', repo: 'shop', merge: 'merge', ci: { kind: 'none' } } as const;
    const context = await createShared(at('one', 'gitea', { forge: own }), at('two', 'gitea'));
    walkTo(context, 2, 'development/ci', { ...work, commit });
    expect((await tell(context, 'gitea', green)).note).toBe(
      'two-001: build reported, its checks are looked at',
    );
  });
});

test('a delivery reads the tasks that it may be about, and not all of the repository', async () => {
  const shop = at('one', 'gitea');
  const { context, rows } = countRows(await createShared(shop));
  for (let tasks = 0; tasks < 40; tasks += 1) openIn(context, shop);
  context.store.tasks.setChange(20, { id: '7', url: null });
  context.store.tasks.setCommit(21, commit);
  rows.read = 0;
  await tell(context, 'gitea', closed(7, 'other'));
  await tell(context, 'gitea', closed(8, find(context, 30).branch ?? ''));
  await tell(context, 'gitea', green);
  expect(rows.read).toBe(3);
  expect([20, 21, 30].map((id) => find(context, id).attention)).toEqual(['stopped', null, 'stopped']);
});

test('a task without a branch is found by the one it would have been given', async () => {
  const context = await createShared(at('one', 'gitea'));
  context.database.db.exec(`UPDATE tasks SET branch = NULL, work_item_id = 'ET-7'`);
  await tell(context, 'gitea', closed(7, 'task/et-7'));
  expect(attentions(context)).toEqual(['stopped']);
});
