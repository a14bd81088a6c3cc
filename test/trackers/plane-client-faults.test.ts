import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { HttpError } from '../../src/http-client/http-error.ts';
import { createPlaneTracker } from '../../src/trackers/plane-client.ts';
import { createPlaneServer } from '../../src/trackers/plane-server.ts';
import { type PlaneServerDouble, startPlane } from '../doubles/plane-server.ts';
import { createPlaneBench } from './plane-client-bench.ts';

async function failureOf(promise: Promise<unknown>): Promise<HttpError> {
  return promise.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: HttpError) => error,
  );
}

const PAGE_ITEM = { id: 'i1', project: 'p', sequence_id: 12, name: 'hats', state: null, updated_at: null };

describe('a Plane in trouble', () => {
  it('that is down could not be asked, and is asked again later', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    plane.down();
    for (const look of [
      () => tracker.findItem(id),
      () => tracker.findItemByKey('ET-1'),
      () => tracker.listChanged(null),
      () => tracker.findStateChange(id),
      () => tracker.listComments(id, new Date(0)),
      () => tracker.listBlockers(id),
      () => tracker.whoAmI(),
      () => tracker.setState(id, 'Done'),
      () => tracker.post(id, { key: 'k', text: 't' }),
      () => tracker.createItem({ key: 'k', title: 't', description: '' }),
    ]) {
      expect(await failureOf(look())).toMatchObject({ retryable: true, status: null });
    }
    plane.up();
    expect((await tracker.findItem(id))?.title).toBe('hats');
    expect((await tracker.whoAmI()).id).toBe(plane.me.id);
  });

  it('that does not answer in time could not be asked', async () => {
    const { plane, tracker } = await createPlaneBench({}, { timeoutMs: 50 });
    const { id } = plane.createItem({ title: 'hats' });
    plane.stallNext();
    const error = await failureOf(tracker.findItem(id));
    expect(error).toMatchObject({ retryable: true, status: null });
    expect(error.message).toContain('no answer within 0.05 s');
  });

  it('that fails half way through a list gives no half list', async () => {
    const { plane, tracker } = await createPlaneBench();
    plane.createItem({ title: 'hats' });
    const page = { results: [PAGE_ITEM], next_cursor: '100:1:0', next_page_results: true };
    plane.failNext(200, {}, page);
    plane.failNext(500, {}, { error: 'Something went wrong please try again later' });
    expect(await failureOf(tracker.listChanged(null))).toMatchObject({ retryable: true, status: 500 });
  });

  it('that leads in a circle through its pages is not followed for ever', async () => {
    const { plane, tracker } = await createPlaneBench();
    const page = { results: [PAGE_ITEM], next_cursor: '100:1:0', next_page_results: true };
    plane.failNext(200, {}, page);
    plane.failNext(200, {}, page);
    const error = await failureOf(tracker.listChanged(null));
    expect(error.message).toMatch(/^plane leads in a circle through its pages: GET \S+work-items\/\?\S+$/);
    expect(error.retryable).toBe(false);
    expect(plane.requests).toHaveLength(2);
  });

  it('whose pages never end is not followed for ever', async () => {
    const { plane, tracker } = await createPlaneBench();
    const page = (number: number) => ({
      results: [],
      next_cursor: `50:${number}:0`,
      next_page_results: true,
    });
    for (const number of [1, 2, 3]) plane.failNext(200, {}, page(number));
    const error = await failureOf(tracker.listChanged(null));
    expect(error.message).toMatch(/^plane goes on behind an empty page: GET \S+work-items\/\?\S+$/);
    expect(plane.requests.length).toBeLessThan(3);
  });

  it('is not asked again before the time it names', async () => {
    const { plane, tracker } = await createPlaneBench({ requestsPerMinute: 2 });
    const { id } = plane.createItem({ title: 'hats' });
    await tracker.listComments(id, new Date(0));
    plane.failNext(429, { 'retry-after': '17' }, { error_code: 5900, error_message: 'RATE_LIMIT_EXCEEDED' });
    const refused = await failureOf(tracker.findItem(id));
    expect(refused).toMatchObject({ status: 429, retryable: true, retryAfterMs: 17_000 });
    expect(refused.message).toContain('RATE_LIMIT_EXCEEDED');
    const held = await failureOf(tracker.post(id, { key: 'k', text: 't' }));
    expect(held).toMatchObject({ status: null, retryable: true });
    expect(held.retryAfterMs).toBeGreaterThan(16_000);
    expect(plane.requests).toHaveLength(2);
  });

  it('is left alone when its own limit is used up', async () => {
    const { plane, tracker } = await createPlaneBench({ requestsPerMinute: 1 });
    const { id } = plane.createItem({ title: 'hats' });
    expect(await tracker.listComments(id, new Date(0))).toEqual([]);
    expect(await failureOf(tracker.whoAmI())).toMatchObject({ status: null, retryable: true });
    expect(plane.requests).toHaveLength(1);
  });
});

describe('a key', () => {
  it('that Plane does not know is a refusal, not an absence', async () => {
    const plane = await startPlane();
    const { url, workspace, project } = plane;
    const { id } = plane.createItem({ title: 'hats' });
    for (const [apiKey, status] of [
      ['plane_api_wrong', 403],
      ['', 401],
    ] as const) {
      const server = createPlaneServer({ url, apiKey, requestsPerMinute: 100 });
      const tracker = createPlaneTracker({ server, workspace, project });
      expect(await failureOf(tracker.findItem(id))).toMatchObject({ status, retryable: false });
    }
    await plane.close();
  });

  it('for another project is a refusal, not an absence', async () => {
    const { plane, server } = await createPlaneBench();
    const project = '7f9d0c1e-0000-4000-8000-00000000dead';
    const tracker = createPlaneTracker({ server, workspace: plane.workspace, project });
    for (const look of [() => tracker.findItem(project), () => tracker.listChanged(null)]) {
      expect(await failureOf(look())).toMatchObject({ status: 403, retryable: false });
    }
  });

  it('is in no error, whatever Plane answers', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    const echo = { error: `key ${plane.apiKey}`, results: plane.apiKey };
    for (const status of [200, 301, 400, 401, 403, 409, 429, 500]) {
      plane.failNext(status, { location: `/?key=${plane.apiKey}` }, echo);
      const error = await failureOf(tracker.listChanged(null));
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain(plane.apiKey);
    }
    plane.down();
    expect(inspect(await failureOf(tracker.findItem(id)), { depth: null })).not.toContain(plane.apiKey);
  });
});

describe('an answer of another shape', () => {
  it.each<[string, unknown]>([
    ['a page of a proxy', '<html>Sign in</html>'],
    ['nothing', ''],
    ['a list', []],
  ])('such as %s is an error that says so, for good', async (_what, body) => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    for (const look of [
      () => tracker.findItem(id),
      () => tracker.listChanged(null),
      () => tracker.listBlockers(id),
      () => tracker.whoAmI(),
      () => tracker.createItem({ key: 'k', title: 't', description: '' }),
    ]) {
      plane.failNext(200, {}, body);
      const error = await failureOf(look());
      expect(error.retryable).toBe(false);
      expect(error.message).toMatch(/^plane answered (GET|POST) \/\S+ with another shape: .*expected object/);
    }
  });

  it('names what is wrong and where', async () => {
    const { plane, tracker } = await createPlaneBench();
    plane.failNext(
      200,
      {},
      { results: [{ id: 'i1', project: 'p', sequence_id: '12' }], next_page_results: false },
    );
    const { message } = await failureOf(tracker.listChanged(null));
    expect(message).toMatch(/results\.0\.sequence_id: .*expected number/);
  });
});

describe('an answer that was lost', () => {
  it('to a comment is found out by its key', async () => {
    const { plane, tracker, asked } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    plane.loseNextAnswer();
    const post = { key: 'brd-1', text: 'The BRD is ready.' };
    expect(await failureOf(tracker.post(id, post))).toMatchObject({ retryable: true, status: null });
    await tracker.post(id, post);
    expect(asked()).toEqual([`POST /work-items/${id}/comments/ 201`, `POST /work-items/${id}/comments/ 409`]);
    expect(plane.see(id).comments).toMatchObject([{ by: 'Signalbox', external: 'brd-1' }]);
  });

  it('to a new item is found out by its key', async () => {
    const { plane, tracker } = await createPlaneBench();
    plane.loseNextAnswer();
    const item = { key: 'new-1', title: '🙂'.repeat(300), description: 'Red ones.' };
    expect(await failureOf(tracker.createItem(item))).toMatchObject({ retryable: true, status: null });
    const made = await tracker.createItem(item);
    expect(made.title).toBe(`${'🙂'.repeat(127)}…`);
    expect(plane.items().map(({ id }) => id)).toEqual([made.id]);
  });

  it('to a move does no harm', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    plane.loseNextAnswer();
    expect(await failureOf(tracker.setState(id, 'Done'))).toMatchObject({ retryable: true, status: null });
    expect(plane.see(id).state).toBe('Done');
  });

  it('is told from one that did nothing', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id, state } = plane.createItem({ title: 'hats' });
    await tracker.findItem(id);
    plane.failNext(200, {}, { ...(await rawItem(plane, id)), state: 'another' });
    const error = await failureOf(tracker.setState(id, 'Done'));
    expect(error).toMatchObject({ retryable: false });
    expect(error.message).toContain('did not move');
    expect(plane.see(id).state).toBe(state);
  });
});

async function rawItem(plane: PlaneServerDouble, id: string): Promise<object> {
  const url = `${plane.url}/api/v1/workspaces/acme/projects/${plane.project}/work-items/${id}/`;
  const answer = await fetch(url, { headers: { 'x-api-key': plane.apiKey } });
  return (await answer.json()) as object;
}
