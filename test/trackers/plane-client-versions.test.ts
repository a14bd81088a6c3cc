import { describe, expect, it } from 'vitest';
import { createPlaneBench } from './plane-client-bench.ts';

describe('a Plane without work-items', () => {
  it('is asked for issues from then on', async () => {
    const { plane, tracker, asked } = await createPlaneBench({ version: '1.0.0' });
    const { id } = plane.createItem({ title: 'hats' });
    expect((await tracker.findItem(id))?.title).toBe('hats');
    expect(asked().slice(0, 4)).toEqual([
      `GET /work-items/${id}/ 404`,
      'GET /work-items/?per_page=1&fields=id 404',
      'GET /issues/?per_page=1&fields=id 200',
      `GET /issues/${id}/ 200`,
    ]);
    await tracker.setState(id, 'Done');
    await tracker.post(id, { key: 'k', text: 'done' });
    await tracker.listChanged(null);
    await tracker.findItemByKey('ET-1');
    await tracker.findStateChange(id);
    await tracker.listComments(id, new Date(0));
    expect(asked().filter((line) => line.includes('work-items'))).toEqual([]);
    expect(plane.see(id)).toMatchObject({ state: 'Done', comments: [{ external: 'k' }] });
  });

  it('is found out by a write too, which is done once', async () => {
    const made = async () => {
      const { plane, tracker } = await createPlaneBench({ version: '1.0.0' });
      return { plane, tracker, id: plane.createItem({ title: 'hats' }).id };
    };
    const moved = await made();
    await moved.tracker.setState(moved.id, 'Done');
    expect(moved.plane.see(moved.id).state).toBe('Done');
    const posted = await made();
    await posted.tracker.post(posted.id, { key: 'k', text: 'hello' });
    expect(posted.plane.see(posted.id).comments).toHaveLength(1);
    const created = await made();
    await created.tracker.createItem({ key: 'k', title: 'socks', description: '' });
    expect(created.plane.items()).toHaveLength(2);
  });

  it('is found out by a list and by a key too', async () => {
    for (const look of ['list', 'key'] as const) {
      const { plane, tracker } = await createPlaneBench({ version: '1.0.0' });
      const { id } = plane.createItem({ title: 'hats' });
      const found = look === 'list' ? await tracker.listChanged(null) : [await tracker.findItemByKey('ET-1')];
      expect(found).toMatchObject([{ id }]);
    }
  });

  it('still tells an item that is gone', async () => {
    const { plane, tracker } = await createPlaneBench({ version: '1.0.0' });
    const { id } = plane.createItem({ title: 'hats' });
    plane.remove(id);
    expect(await tracker.findItem(id)).toBeNull();
    expect(await tracker.findItem(id)).toBeNull();
    expect(await tracker.findItemByKey('ET-1')).toBeNull();
  });

  it('may be replaced by one that has nothing else', async () => {
    const { plane, tracker, asked } = await createPlaneBench({ version: '1.0.0' });
    const { id } = plane.createItem({ title: 'hats' });
    await tracker.findItem(id);
    plane.install('1.3.1');
    expect((await tracker.findItem(id))?.title).toBe('hats');
    asked();
    plane.failNext(404, {}, { error: 'Page not found.' });
    plane.failNext(404, {}, { error: 'Page not found.' });
    expect((await tracker.findItem(id))?.title).toBe('hats');
    expect(asked().slice(0, 4)).toEqual([
      `GET /issues/${id}/ 404`,
      'GET /issues/?per_page=1&fields=id 404',
      'GET /work-items/?per_page=1&fields=id 200',
      `GET /work-items/${id}/ 200`,
    ]);
  });
});

describe('an answer 404', () => {
  it('is an absence only where Plane serves the list of the same route', async () => {
    const { plane, tracker, asked } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    plane.hide(id, 'triage');
    expect(await tracker.findItem(id)).toBeNull();
    expect(asked()).toEqual([`GET /work-items/${id}/ 404`, 'GET /work-items/?per_page=1&fields=id 200']);
  });

  it('of everything is no look at all', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    for (let times = 0; times < 3; times += 1) plane.failNext(404, {}, { error: 'Page not found.' });
    await expect(tracker.findItem(id)).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining('serves neither work-items nor issues'),
    });
    expect((await tracker.findItem(id))?.title).toBe('hats');
  });

  it('of a proxy in front of it is no look at all', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    plane.failNext(404, { 'content-type': 'text/plain' }, '404 page not found');
    await expect(tracker.findItem(id)).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining('not by plane'),
    });
  });

  it('of one probe that failed is no look at all', async () => {
    const { plane, tracker } = await createPlaneBench();
    const { id } = plane.createItem({ title: 'hats' });
    plane.failNext(404, {}, { error: 'The requested resource does not exist.' });
    plane.failNext(502, {}, '<h1>Bad gateway</h1>');
    await expect(tracker.findItem(id)).rejects.toMatchObject({ retryable: true, status: 502 });
  });
});

describe('blockers', () => {
  it.each(['1.0.0', '1.2.3'] as const)('are not known to Plane %s', async (version) => {
    const { plane, tracker } = await createPlaneBench({ version });
    const [hats, shoes] = [plane.createItem({ title: 'hats' }), plane.createItem({ title: 'shoes' })];
    plane.block(hats.id, shoes.id);
    expect(await tracker.listBlockers(hats.id)).toBeNull();
    plane.install('1.3.1');
    expect(await tracker.listBlockers(hats.id)).toEqual([shoes.id]);
  });

  it.each(['1.3.0', '1.3.1'] as const)('may be in another project, in Plane %s', async (version) => {
    const { plane, tracker } = await createPlaneBench({ version });
    const [hats, socks] = [
      plane.createItem({ title: 'hats' }),
      plane.createItem({ title: 'socks', project: plane.addProject('XY') }),
    ];
    plane.block(hats.id, socks.id);
    expect(await tracker.listBlockers(hats.id)).toEqual([socks.id]);
    expect(await tracker.listBlockers(socks.id)).toEqual([]);
  });
});
