import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPlaneTracker } from '../../src/trackers/plane-client.ts';
import { createPlaneServer } from '../../src/trackers/plane-server.ts';
import { describeTracker } from '../conformance/tracker.ts';
import type { PlaneOptions } from '../doubles/plane-server.ts';
import { createPlaneBench } from './plane-client-bench.ts';

async function createBench(options: PlaneOptions) {
  const { plane, tracker } = await createPlaneBench(options);
  return {
    tracker,
    prefix: 'ET',
    ada: { id: plane.ada.id, name: 'ada' },
    createItem: async (words: { title: string; description?: string; labels?: string[] }) =>
      plane.createItem(words).id,
    moveItem: async (id: string, state: string) => plane.moveItem(id, state),
    comment: async (id: string, text: string) => void plane.comment(id, text),
    block: async (id: string, blocker: string) => plane.block(id, blocker),
    label: async (id: string, labels: string[]) => plane.edit(id, { labels }),
    archive: async (id: string) => plane.hide(id),
    loseNextAnswer: plane.loseNextAnswer,
    countItems: async () => plane.items().length,
    listTexts: async (id: string) => plane.see(id).comments.map(({ html }) => html),
  };
}

describeTracker('Plane 1.3.1', () => createBench({ version: '1.3.1' }));
describeTracker('Plane 1.3.0', () => createBench({ version: '1.3.0' }));

afterEach(() => void vi.useRealTimers());

const longAgo = new Date('2001-01-01T00:00:00Z');
const [morePosts, moreThanMany] = [101, 501];

describe('a tracker of Plane', () => {
  it('shows where people see an item, and its own name in Plane', async () => {
    const { plane, server, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    const item = await tracker.findItem(id);
    expect(item?.url).toBe(`${plane.url}/acme/projects/${plane.project}/issues/${id}`);
    expect(item?.state.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await server.whoAmI()).toEqual({ id: plane.me.id, name: 'signalbox' });
  });

  it('takes an address with a slash at its end', async () => {
    const { plane, server, asked } = await createPlaneBench();
    const { url, apiKey } = plane;

    const slashed = createPlaneServer({ url: `${url}/`, apiKey, requestsPerMinute: 10 });
    expect(await slashed.whoAmI()).toEqual(await server.whoAmI());
    expect(asked()).toHaveLength(2);
  });

  it('reads all pages of a list, and stops where it knows the rest', async () => {
    const { plane, tracker, asked } = await createPlaneBench();
    const titles = Array.from({ length: moreThanMany }, (_, index) => `item ${index}`);
    const made = titles.map((title) => plane.createItem({ title }).id);
    const all = await tracker.listChanged(null);
    expect(all.map(({ id }) => id)).toEqual(made.toReversed());
    expect(asked()).toEqual([
      'GET /work-items/?order_by=-updated_at&per_page=500 200',
      'GET /work-items/?order_by=-updated_at&per_page=500&cursor=500%3A1%3A0 200',
      'GET /states/?per_page=100 200',
    ]);
    expect(await tracker.listChanged(all[60]?.updatedAt ?? null)).toEqual(all.slice(0, 61));
    expect(asked()).toEqual([
      'GET /work-items/?order_by=-updated_at&per_page=50 200',
      'GET /work-items/?order_by=-updated_at&per_page=50&cursor=50%3A1%3A0 200',
    ]);
  });

  it('shows an item once that is on two pages', async () => {
    const { plane, tracker } = await createPlaneBench();
    const [hats] = [plane.createItem({ title: 'hats' })];
    const { id } = hats;
    const answer = await fetch(`${plane.url}/api/v1/workspaces/acme/projects/${plane.project}/work-items/`, {
      headers: { 'x-api-key': plane.apiKey },
    });
    const page = (await answer.json()) as object;
    plane.failNext(200, {}, { ...page, next_cursor: '100:0:0', next_page_results: true });
    expect((await tracker.listChanged(null)).map((item) => item.id)).toEqual([id]);
  });

  it('reads all pages of comments, oldest first', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    const made = Array.from({ length: morePosts }, (_, index) => plane.comment(id, `comment ${index}`));
    const comments = await tracker.listComments(id, longAgo);
    expect(comments.map((comment) => comment.id)).toEqual(made);
    expect(await tracker.listComments(id, comments[1]?.at ?? longAgo)).toEqual(comments.slice(1));
  });

  it('keeps comments of the same moment in their order', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    const comment = { comment_html: '<p>x</p>', actor: null, created_at: '2031-05-06T07:08:09.000100Z' };
    const results = [
      { ...comment, id: 'second' },
      { ...comment, id: 'first' },
    ];
    plane.failNext(200, {}, { results, next_page_results: false });
    const comments = await tracker.listComments(id, longAgo);
    expect(comments.map((one) => one.id)).toEqual(['first', 'second']);
  });

  it('asks once who it is, and again where it was not told', async () => {
    const { plane, server, asked } = await createPlaneBench();
    plane.failNext(503);
    await expect(server.whoAmI()).rejects.toMatchObject({ status: 503, retryable: true });
    await server.whoAmI();
    await server.whoAmI();
    expect(asked()).toHaveLength(2);
  });

  it('finds the last change of state behind a page of other activities', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    const other = { field: 'name', new_value: 'x', new_identifier: null, actor: null };
    const activities = [{ ...other, created_at: '2031-05-06T07:08:09Z' }];
    plane.moveItem(id, 'Approved');
    const page = { results: activities, next_cursor: '100:0:0', next_page_results: true };
    plane.failNext(200, {}, page);
    expect((await tracker.findStateChange(id))?.state.name).toBe('Approved');
  });

  it('tells of somebody who is gone, or known by id only', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    const change = {
      field: 'state',
      new_value: 'Done',
      new_identifier: 's1',
      created_at: '2031-05-06T07:08:09+05:30',
    };
    const page = (actor: unknown) => ({ results: [{ ...change, actor }], next_page_results: false });
    plane.failNext(200, {}, page(null));
    plane.failNext(200, {}, page('u1'));
    const at = new Date('2031-05-06T01:38:09Z');
    const state = { id: 's1', name: 'Done' };
    const nobody = { id: '', name: 'somebody in Plane' };
    expect(await tracker.findStateChange(id)).toEqual({ state, by: nobody, at });
    expect(await tracker.findStateChange(id)).toEqual({ state, by: { id: 'u1', name: 'u1' }, at });
  });

  it('asks Plane for no key of another project', async () => {
    const { plane, tracker, asked } = await createPlaneBench();
    const other = plane.addProject('XY');
    plane.createItem({ title: 'elsewhere', project: other });
    expect(await tracker.findItemByKey('XY-1')).toBeNull();
    expect(asked()).toEqual(['GET / 200']);
  });
});

describe('the names of states and labels', () => {
  it('are read once for many looks', async () => {
    const { plane, tracker, asked } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats', labels: ['agent'] });
    await tracker.findItem(id);
    asked();
    await tracker.setState(id, 'Done');
    await tracker.findItem(id);
    expect(asked()).toEqual([`PATCH /work-items/${id}/ 200`, `GET /work-items/${id}/ 200`]);
  });

  it('are read again when they are some minutes old', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    await tracker.findItem(id);
    plane.renameState('Backlog', 'Ideas');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 });
    expect((await tracker.findItem(id))?.state.name).toBe('Ideas');
  });

  it('are read again when one is not known', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    await tracker.findItem(id);
    plane.renameState('Done', 'Shipped');
    await tracker.setState(id, 'Shipped');
    expect(plane.see(id).state).toBe('Shipped');
    plane.remakeStates();
    await tracker.setState(id, 'Backlog');
    expect(plane.see(id).state).toBe('Backlog');
    plane.remakeStates();
    expect((await tracker.findItem(id))?.state.name).toBe('Backlog');
  });

  it('are taken as they are written before any other case', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    plane.renameState('Approved', 'DONE');
    await tracker.setState(id, 'Done');
    expect(plane.see(id).state).toBe('Done');
    await tracker.setState(id, 'DONE');
    expect(plane.see(id).state).toBe('DONE');
  });

  it('are read once for a list, though Plane does not list one', async () => {
    const { plane, tracker, asked } = await createPlaneBench();
    const unlisted = (id: string) => ({
      id,
      project: plane.project,
      sequence_id: 1,
      name: 'hats',
      state: '7f9d0c1e-0000-4000-8000-00000000dead',
      labels: ['7f9d0c1e-0000-4000-8000-00000000beef'],
      description_stripped: 'as told',
      description_html: '<p>not this</p>',
      updated_at: '2031-05-06T07:08:09.123456Z',
    });
    plane.failNext(200, {}, { results: [unlisted('i1'), unlisted('i2')], next_page_results: false });
    const [first, second] = await tracker.listChanged(null);
    expect(first?.state.name).toBe('a state that Plane does not list');
    expect(first).toMatchObject({ labels: [], description: 'as told' });
    expect(second?.id).toBe('i2');
    expect(asked().slice(1)).toEqual(['GET /states/?per_page=100 200', 'GET /labels/?per_page=100 200']);
  });
});

describe('two projects of one Plane', () => {
  it('share its rate limit', async () => {
    const { plane, server, tracker } = await createPlaneBench({}, { requestsPerMinute: 3 });
    const other = plane.addProject('XY');
    const second = createPlaneTracker({ server, workspace: plane.workspace, project: other.id });
    const [hats, socks] = [
      plane.createItem({ title: 'hats' }),
      plane.createItem({ title: 'socks', project: other }),
    ];
    expect((await tracker.findItem(hats.id))?.title).toBe('hats');
    await expect(second.findItem(socks.id)).rejects.toMatchObject({ retryable: true, status: null });
    expect(plane.requests).toHaveLength(3);
  });

  it('see their own items only', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'socks', project: plane.addProject('XY') });
    expect(await tracker.findItem(id)).toBeNull();
    expect(await tracker.listChanged(null)).toEqual([]);
  });
});
