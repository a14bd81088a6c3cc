import { describe, expect, it } from 'vitest';
import { isRetryable } from '../../src/domain/failure.ts';
import type { Tracker, TrackerUser } from '../../src/trackers/tracker.ts';

/** A tracker, and hands of a person in it. Gone after the test. */
export type TrackerBench = {
  tracker: Tracker;
  /** What keys begin with. */
  prefix: string;
  ada: TrackerUser;
  createItem(words: { title: string; description?: string; labels?: string[] }): Promise<string>;
  /** By Ada. */
  moveItem(id: string, state: string): Promise<void>;
  comment(id: string, text: string): Promise<void>;
  block(id: string, blocker: string): Promise<void>;
  label(id: string, names: string[]): Promise<void>;
  archive(id: string): Promise<void>;
  /** The answer to the next write gets lost, where an answer can. */
  loseNextAnswer(): void;
  countItems(): Promise<number>;
  /** All texts below an item, whoever wrote them. */
  listTexts(id: string): Promise<string[]>;
};

const longAgo = new Date('2001-01-01T00:00:00Z');
const nowhere = ['0', '7f9d0c1e-0000-4000-8000-00000000dead', 'not an id'];

/** Writes until it is answered, as the outbox does. */
async function repeat<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isRetryable(error)) throw error;
    return write();
  }
}

/** What every tracker promises, whatever it is made of; it knows the states Backlog, Approved, In Progress and Done. */
export function describeTracker(name: string, create: () => Promise<TrackerBench>): void {
  describe(`${name}, as a tracker`, () => {
    describeLooks(create);
    describeStates(create);
    describeComments(create);
    describeMaking(create);
  });
}

function describeLooks(create: () => Promise<TrackerBench>): void {
  it('shows an item by its id and by what people call it', async () => {
    const bench = await create();
    await bench.createItem({ title: 'Sell hats' });
    const words = { title: 'Größe & <retry>', description: 'Retry what\nmay be retried.' };
    const id = await bench.createItem(words);
    const item = await bench.tracker.findItem(id);
    expect(item).toMatchObject({ id, sequence: 2, ...words, labels: [], archived: false });
    expect(item?.state).toMatchObject({ name: 'Backlog', id: expect.stringMatching(/./) });
    expect(item?.updatedAt).toBeInstanceOf(Date);
    expect(bench.tracker.itemUrl?.(id) ?? null).toBe(item?.url);
    for (const key of [`${bench.prefix}-2`, `${bench.prefix.toLowerCase()}-002`]) {
      expect(await bench.tracker.findItemByKey(key)).toEqual(item);
    }
  });

  it('answers null for an item that is not there', async () => {
    const { tracker, prefix, createItem } = await create();
    await createItem({ title: 'Sell hats' });
    for (const id of nowhere) expect(await tracker.findItem(id)).toBeNull();
    for (const key of [`${prefix}-99`, `X${prefix}-1`, `${prefix}1`, '']) {
      expect(await tracker.findItemByKey(key)).toBeNull();
    }
  });

  it('lists what changed since a time, newest first, and all without one', async () => {
    const { tracker, createItem, moveItem, comment } = await create();
    const [hats, shoes, socks] = [
      await createItem({ title: 'hats' }),
      await createItem({ title: 'shoes' }),
      await createItem({ title: 'socks' }),
    ];
    await moveItem(hats, 'Approved');
    const ids = async (since: Date | null) => (await tracker.listChanged(since)).map(({ id }) => id);
    expect(await ids(null)).toEqual([hats, socks, shoes]);
    const watermark = (await tracker.findItem(socks))?.updatedAt ?? null;
    expect(await ids(watermark)).toEqual([hats, socks]);
    await comment(shoes, 'Which size?');
    expect(await ids(watermark)).toEqual([shoes, hats, socks]);
    const last = (await tracker.findItem(shoes))?.updatedAt ?? longAgo;
    expect(await ids(new Date(last.getTime() + 1))).toEqual([]);
    expect(await tracker.listChanged(watermark)).toContainEqual(await tracker.findItem(hats));
  });

  it('shows the labels by name, also one that was made a moment ago', async () => {
    const { tracker, createItem, label } = await create();
    const id = await createItem({ title: 'hats', labels: ['agent'] });
    expect((await tracker.findItem(id))?.labels).toEqual(['agent']);
    await label(id, ['agent', 'urgent']);
    expect((await tracker.findItem(id))?.labels.toSorted()).toEqual(['agent', 'urgent']);
    expect((await tracker.listChanged(null))[0]?.labels).toHaveLength(2);
  });

  it('never shows an archived item as a live one', async () => {
    const { tracker, prefix, createItem, archive } = await create();
    const id = await createItem({ title: 'hats' });
    await archive(id);
    expect((await tracker.findItem(id))?.archived ?? true).toBe(true);
    expect((await tracker.findItemByKey(`${prefix}-1`))?.archived ?? true).toBe(true);
    expect((await tracker.listChanged(null)).filter(({ archived }) => !archived)).toEqual([]);
  });

  it('tells what blocks an item', async () => {
    const { tracker, createItem, block } = await create();
    const [hats, shoes, socks] = [
      await createItem({ title: 'hats' }),
      await createItem({ title: 'shoes' }),
      await createItem({ title: 'socks' }),
    ];
    expect(await tracker.listBlockers(hats)).toEqual([]);
    await block(hats, shoes);
    await block(hats, socks);
    await block(hats, shoes);
    expect((await tracker.listBlockers(hats))?.toSorted()).toEqual([shoes, socks].toSorted());
    expect(await tracker.listBlockers(shoes)).toEqual([]);
    expect(await tracker.listBlockers(nowhere[1] ?? '')).toEqual([]);
  });
}

function describeStates(create: () => Promise<TrackerBench>): void {
  it('sets a state by its name in any case, however often', async () => {
    const { tracker, createItem } = await create();
    const id = await createItem({ title: 'hats' });
    await tracker.setState(id, 'in progress');
    await tracker.setState(id, 'In Progress');
    expect((await tracker.findItem(id))?.state.name).toBe('In Progress');
    expect(await tracker.findStateChange(id)).toMatchObject({
      state: { name: 'In Progress' },
      by: await tracker.whoAmI(),
    });
  });

  it('sets a state once though the answer was lost', async () => {
    const { tracker, createItem, moveItem, loseNextAnswer } = await create();
    const id = await createItem({ title: 'hats' });
    await moveItem(id, 'Approved');
    loseNextAnswer();
    await repeat(() => tracker.setState(id, 'Done'));
    expect((await tracker.findItem(id))?.state.name).toBe('Done');
  });

  it('refuses a state it does not have for good, and names those it has', async () => {
    const { tracker, createItem } = await create();
    const id = await createItem({ title: 'hats' });
    const refusal = { retryable: false, message: expect.stringMatching(/no state Shipped.*Backlog.*Done/) };
    await expect(tracker.setState(id, 'Shipped')).rejects.toMatchObject(refusal);
    expect((await tracker.findItem(id))?.state.name).toBe('Backlog');
  });

  it('refuses to write to an item that is not there for good', async () => {
    const { tracker } = await create();
    for (const id of nowhere) {
      await expect(tracker.setState(id, 'Done')).rejects.toMatchObject({ retryable: false });
      const post = { key: `lost-${id}`, text: 'hello' };
      await expect(tracker.post(id, post)).rejects.toMatchObject({ retryable: false });
    }
  });

  it('tells who moved an item last, where to and when', async () => {
    const { tracker, ada, createItem, moveItem, comment } = await create();
    const id = await createItem({ title: 'hats' });
    expect(await tracker.findStateChange(id)).toBeNull();
    await tracker.setState(id, 'Approved');
    await moveItem(id, 'In Progress');
    await comment(id, 'Now.');
    const change = await tracker.findStateChange(id);
    const item = await tracker.findItem(id);
    expect(change).toMatchObject({ state: item?.state, by: ada });
    expect(change?.at.getTime()).toBeLessThan(item?.updatedAt?.getTime() ?? 0);
    expect(change?.at.getTime()).toBeGreaterThan(longAgo.getTime());
    expect(await tracker.findStateChange(nowhere[1] ?? '')).toBeNull();
  });
}

function describeComments(create: () => Promise<TrackerBench>): void {
  it("lists people's comments with author and time, oldest first, and not its own", async () => {
    const { tracker, ada, createItem, comment } = await create();
    const id = await createItem({ title: 'hats' });
    expect(await tracker.listComments(id, longAgo)).toEqual([]);
    await comment(id, '/approve');
    await tracker.post(id, { key: 'brd-1', text: 'The BRD is **ready**.' });
    await comment(id, 'a < b &amp; c\nsecond line');
    const [first, second, ...others] = await tracker.listComments(id, longAgo);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ text: '/approve', by: ada });
    expect(second).toMatchObject({ text: 'a < b &amp; c\nsecond line', by: ada });
    expect(second?.id).not.toBe(first?.id);
    const at = second?.at ?? longAgo;
    expect(first?.at.getTime()).toBeLessThan(at.getTime());
    expect(await tracker.listComments(id, at)).toEqual([second]);
    expect(await tracker.listComments(id, new Date(at.getTime() + 1))).toEqual([]);
    expect(await tracker.listComments(nowhere[1] ?? '', longAgo)).toEqual([]);
  });

  it('posts once for a key, also when the answer was lost', async () => {
    const { tracker, createItem, listTexts, loseNextAnswer } = await create();
    const id = await createItem({ title: 'hats' });
    loseNextAnswer();
    await repeat(() => tracker.post(id, { key: 'brd-1', text: 'The BRD is ready.' }));
    await tracker.post(id, { key: 'brd-1', text: 'The BRD is ready.' });
    await tracker.post(id, { key: 'brd-2', text: 'It is approved.' });
    const texts = await listTexts(id);
    expect(texts).toHaveLength(2);
    expect(texts[0]).toContain('The BRD is ready.');
    expect(texts[1]).toContain('It is approved.');
  });
}

function describeMaking(create: () => Promise<TrackerBench>): void {
  it('makes an item once for its key, also when the answer was lost', async () => {
    const { tracker, prefix, countItems, loseNextAnswer } = await create();
    const words = { title: 'Sell shoes', description: 'Red ones.' };
    loseNextAnswer();
    const made = await repeat(() => tracker.createItem({ key: 'new-1', ...words }));
    expect(made).toMatchObject({ ...words, sequence: 1, state: { name: 'Backlog' }, archived: false });
    expect(await tracker.createItem({ key: 'new-1', ...words })).toEqual(made);
    expect(await countItems()).toBe(1);
    expect(await tracker.findItemByKey(`${prefix}-1`)).toEqual(made);
    const other = await tracker.createItem({ key: 'new-2', title: 'Sell hats', description: '' });
    expect(other).toMatchObject({ sequence: 2, description: '' });
    expect(await countItems()).toBe(2);
  });

  it('knows an item it has made, though it was archived since', async () => {
    const { tracker, archive, countItems } = await create();
    const item = { key: 'new-1', title: 'Sell shoes', description: '' };
    const made = await tracker.createItem(item);
    await archive(made.id);
    expect(await tracker.createItem(item)).toMatchObject({ id: made.id, archived: true });
    expect(await countItems()).toBe(1);
  });

  it('says who it is, always the same', async () => {
    const { tracker, ada } = await create();
    const me = await tracker.whoAmI();
    expect(me.id).not.toBe(ada.id);
    expect(me.id).not.toBe('');
    expect(me.name.toLowerCase()).toBe('signalbox');
    expect(await tracker.whoAmI()).toEqual(me);
  });
}
