import { describe, expect, test } from 'vitest';
import { createPlaneTracker } from '../../../src/trackers/plane-client.ts';
import { createPlaneServer } from '../../../src/trackers/plane-server.ts';
import type { Tracker } from '../../../src/trackers/tracker.ts';
import { createProjectIndex } from '../../../src/workflow/context.ts';
import { lookAtEach } from '../../../src/workflow/reconcile/look-at-each.ts';
import { reconcile } from '../../../src/workflow/reconcile/reconcile.ts';
import { project } from '../../support/context.ts';
import { mirrorTold, startBoard } from '../board.ts';
import { positionOf, walkTo } from '../walk.ts';

const trouble = (retryable: boolean) => Object.assign(new Error('no answer'), { retryable });

/** The board's tracker, in which `wrap` replaces what a test is about. */
async function startWith(wrap: (tracker: Tracker) => Partial<Tracker>) {
  const board = await startBoard();
  const tracker = { ...board.tracker, ...wrap(board.tracker) };
  const context = { ...board.context, trackers: { of: () => tracker } };
  const round = async () => {
    board.clock.advance(10_000);
    await reconcile(context);
  };
  return { ...board, context, round };
}

const openTitles = ({ context }: Awaited<ReturnType<typeof startWith>>) =>
  context.store.tasks.listOpen().map(({ title }) => title);

describe('a look that fails', () => {
  test('changes nothing, is told, and is made up for by the next round', async () => {
    const board = await startBoard();
    const item = board.begin();
    await board.reconcile();
    walkTo(board.context, 1, 'analysis/approval');
    mirrorTold(board.context);
    board.clock.advance(60_000);
    board.begin('Another');
    board.plane.moveItem(item, 'Approved');
    const before = JSON.stringify(board.context.store.tasks.listOpen());
    board.plane.down();
    await board.reconcile();
    expect(JSON.stringify(board.context.store.tasks.listOpen())).toBe(before);
    expect(
      board.context.logged.filter(({ level }) => level === 'warn').map(({ fields }) => fields['what']),
    ).toEqual(['work items', 'comments', 'items one by one']);
    board.plane.up();
    await board.reconcile();
    expect(positionOf(board.context, 1)).toBe('architecture/work');
    expect(board.context.store.tasks.listOpen()).toHaveLength(2);
  });

  test.for([500, 502, 403])('with %i never takes an item for gone', async (status) => {
    const board = await startBoard();
    board.begin();
    await board.reconcile();
    for (let answers = 0; answers < 20; answers += 1) board.plane.failNext(status);
    await board.reconcile();
    expect(board.context.store.tasks.find(1)?.attention).toBeNull();
  });

  test('for one item does not keep the others from it, nor is that one forgotten', async () => {
    let bad = '';
    const board = await startWith((tracker) => ({
      findStateChange: (id) => (id === bad ? Promise.reject(trouble(true)) : tracker.findStateChange(id)),
    }));
    bad = board.begin('Bad');
    board.begin('Good');
    await board.round();
    expect(openTitles(board)).toEqual(['Good']);
    board.clock.advance(3_600_000);
    board.begin('Later');
    await board.round();
    expect(openTitles(board)).toEqual(['Good', 'Later']);
    bad = '';
    await board.round();
    expect(openTitles(board)).toEqual(['Good', 'Later', 'Bad']);
  });

  test('of one project stops no other, nor any other look of its own', async () => {
    const board = await startBoard();
    const sick = { kind: 'plane', workspace: 'acme', project: 'sick', label: null } as const;
    const other = project({
      name: 'sick',
      prefix: 'SI',
      tracker: { ...project().tracker, ...sick } as never,
    });
    const down = {
      ...board.tracker,
      listChanged: () => Promise.reject(trouble(true)),
      findItem: () => Promise.reject(trouble(true)),
    };
    const projects = createProjectIndex([other, ...board.context.projects.all]);
    const trackers = { of: ({ name }: { name: string }) => (name === 'sick' ? down : board.tracker) };
    board.begin();
    await reconcile({ ...board.context, projects, trackers });
    expect(board.context.store.tasks.listOpen()).toHaveLength(1);
    expect(board.context.logged.filter(({ level }) => level === 'warn')).toMatchObject([
      { fields: { project: 'sick', what: 'work items', why: 'no answer' } },
    ]);
  });

  test('with another key than the project asks for opens nothing', async () => {
    const board = await startBoard();
    board.begin();
    const server = createPlaneServer({ url: board.plane.url, apiKey: 'wrong', requestsPerMinute: 1000 });
    const stranger = createPlaneTracker({ server, workspace: 'acme', project: board.plane.project });
    await reconcile({ ...board.context, trackers: { of: () => stranger } });
    expect(board.context.store.tasks.listOpen()).toEqual([]);
  });
});

describe('looking at each', () => {
  const looks = async (fates: readonly (boolean | null)[]) => {
    const seen: number[] = [];
    const done = lookAtEach([...fates.keys()], async (index) => {
      seen.push(index);
      const fate = fates[index] ?? null;
      if (fate !== null) throw trouble(fate);
    });
    return { thrown: await done.then(() => null, String), seen };
  };

  test('goes past what cannot be looked at, and tells of it at the end', async () => {
    expect(await looks([null, null])).toEqual({ thrown: null, seen: [0, 1] });
    expect(await looks([false, null, false, false, null])).toEqual({
      thrown: 'Error: no answer',
      seen: [0, 1, 2, 3, 4],
    });
    expect(await looks([true, null, null])).toMatchObject({ seen: [0, 1, 2] });
  });

  test('gives up where the other side seems to be down', async () => {
    expect(await looks([true, null, true, null])).toMatchObject({ seen: [0, 1, 2] });
  });
});

describe('the mark up to which items were seen', () => {
  test('misses nothing that changes while a round runs', async () => {
    const during: (() => void)[] = [];
    const board = await startWith((tracker) => ({
      listChanged: async (since) => {
        const items = await tracker.listChanged(since);
        during.shift()?.();
        return items;
      },
    }));
    const { id: late } = board.plane.createItem({ title: 'Late' });
    board.begin('First');
    during.push(() => board.plane.moveItem(late, 'In Progress'));
    await board.round();
    expect(openTitles(board)).toEqual(['First']);
    await board.round();
    expect(openTitles(board)).toEqual(['First', 'Late']);
  });

  test('asks only for what has changed since, with some overlap', async () => {
    const asked: (Date | null)[] = [];
    const board = await startWith((tracker) => ({
      listChanged: (since) => {
        asked.push(since);
        return tracker.listChanged(since);
      },
    }));
    board.begin();
    await board.round();
    await board.round();
    expect(asked).toEqual([null, new Date('2026-03-01T11:58:00.001Z')]);
  });

  test('holds what one round costs to one look while nothing changes, but for the items of open tasks', async () => {
    const board = await startBoard();
    for (let items = 0; items < 20; items += 1) board.plane.createItem({ title: `Item ${items}` });
    await board.reconcile();
    board.plane.requests.length = 0;
    await board.reconcile();
    expect(board.plane.requests).toHaveLength(1);
  });
});

describe('words that are edited while a round runs', () => {
  test.for(['after the items were listed', 'after the item was looked at'] as const)(
    'and were told by a webhook %s stay as they are',
    async (when) => {
      const during: { listed?: () => Promise<void>; looked?: () => Promise<void> } = {};
      const board = await startWith((tracker) => ({
        listChanged: async (since) => {
          const items = await tracker.listChanged(since);
          await during.listed?.();
          return items;
        },
        findItem: async (id) => {
          const item = await tracker.findItem(id);
          await during.looked?.();
          return item;
        },
      }));
      const item = board.begin();
      await board.round();
      board.plane.edit(item, { title: 'First' });
      const edit = async () => {
        delete during.listed;
        delete during.looked;
        board.plane.edit(item, { title: 'Second' });
        board.context.store.tasks.describe(1, 'Second', '');
      };
      during[when === 'after the items were listed' ? 'listed' : 'looked'] = edit;
      await board.round();
      expect(openTitles(board)).toEqual(['Second']);
    },
  );
});
