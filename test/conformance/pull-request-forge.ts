import { describe, expect, it } from 'vitest';
import type { CheckState } from '../../src/forges/forge-news.ts';
import { createTested, describeForge, type ForgeBench } from './forge.ts';

/** What people do on the forge's pages, under a login. `change` is the id that the forge gave. */
type ForgePeople = {
  /** Merges with a merge commit, by the button, and returns that commit. */
  merge(change: string, by: string): Promise<string>;
  close(change: string, by: string): Promise<void>;
  /** Of the commit the change is at. */
  review(
    change: string,
    by: string,
    verdict: 'approved' | 'changes' | 'comment',
    text: string,
  ): Promise<void>;
  comment(change: string, by: string, text: string): Promise<void>;
  /** What a build says of a commit. */
  report(commit: string, name: string, state: CheckState): Promise<void>;
};

export type PullRequestBench = ForgeBench & {
  people: ForgePeople;
  /** The texts of all comments below a change, ours too, oldest first. */
  commentsOf(change: string): Promise<string[]>;
  /** The title as people see it, so with the mark of a draft where that is in the title. */
  wordsOf(change: string): Promise<{ title: string; body: string; draft: boolean }>;
  /** The next write is done (what is not a GET), but its answer does not arrive. */
  loseNextAnswer(): void;
};

const retryable = expect.objectContaining({ retryable: true });

async function createOpened(bench: PullRequestBench) {
  const tested = await createTested(bench);
  const change = await bench.forge.openChange(tested.task, 'ready');
  return { ...tested, change };
}

/** What every forge with pull requests promises, beside what every forge does. */
export function describePullRequestForge(name: string, create: () => Promise<PullRequestBench>): void {
  describeForge(name, create);
  describe(`${name}, its changes`, () => {
    describeChanges(create);
  });
  describe(`${name}, what people do`, () => {
    describePeople(create);
  });
  describe(`${name}, its landings`, () => {
    describeLandings(create);
  });
}

function describeChanges(create: () => Promise<PullRequestBench>): void {
  it('has no change before one is opened', async () => {
    const bench = await create();
    const task = bench.createTask('task/ET-009');
    expect(await bench.forge.findChange(task)).toBeNull();
    expect(await bench.forge.listReviews(task)).toEqual([]);
    expect(await bench.forge.listRemarks(task)).toEqual([]);
    await bench.forge.post(task, { key: 'brd', text: 'Nobody reads this.' });
  });

  it('shows where a change stands, from its opening to its merge', async () => {
    const bench = await create();
    const { task, commit, change } = await createOpened(bench);
    const open = { ...change, state: 'open', head: commit, mergeCommit: null, by: null };
    expect(await bench.forge.findChange(task)).toEqual(open);
    const head = await bench.commitAtOrigin(task.branch, { 'shoes.txt': 'blue\n' });
    expect(await bench.forge.findChange(task)).toEqual({ ...open, head });
    const mergeCommit = await bench.people.merge(change.id, 'alice');
    const merged = { ...open, state: 'merged', head, mergeCommit, by: 'alice' };
    expect(await bench.forge.findChange(task)).toEqual(merged);
  });

  it('shows a change that somebody closed, and opens another when asked to', async () => {
    const bench = await create();
    const { task, commit, change } = await createOpened(bench);
    await bench.people.close(change.id, 'alice');
    const closed = { ...change, state: 'closed', head: commit, mergeCommit: null };
    expect(await bench.forge.findChange(task)).toMatchObject(closed);
    const another = await bench.forge.openChange(task, 'ready');
    expect(another.id).not.toBe(change.id);
    expect(await bench.forge.findChange(task)).toMatchObject({ ...another, state: 'open' });
  });

  it('keeps the change of each branch apart', async () => {
    const bench = await create();
    const { change } = await createOpened(bench);
    const longer = bench.createTask('task/ET-001-b');
    await bench.commitAtOrigin(longer.branch, { 'hats.txt': 'red\n' });
    expect(await bench.forge.findChange(longer)).toBeNull();
    expect((await bench.forge.openChange(longer, 'ready')).id).not.toBe(change.id);
  });

  it('opens a draft and makes it ready, in the words of the task', async () => {
    const bench = await create();
    const task = { ...bench.createTask('task/ET-001', 'Sell  more\nshoes'), body: 'Red *ones*.' };
    await bench.commitAtOrigin(task.branch, { a: 'a' });
    const { id } = await bench.forge.openChange(task, 'draft');
    expect(await bench.wordsOf(id)).toMatchObject({ body: 'Red *ones*.', draft: true });
    await bench.forge.openChange(task, 'ready');
    const ready = { title: 'ET-001: Sell more shoes', body: 'Red *ones*.', draft: false };
    expect(await bench.wordsOf(id)).toEqual(ready);
    await bench.forge.openChange({ ...task, title: 'Sell hats', body: 'Blue ones.' }, 'draft');
    const draft = { title: expect.stringContaining('ET-001: Sell hats'), body: 'Blue ones.', draft: true };
    expect(await bench.wordsOf(id)).toEqual(draft);
  });

  it('opens one change also when the answer to the first try was lost', async () => {
    const bench = await create();
    const task = bench.createTask('task/ET-001');
    await bench.commitAtOrigin(task.branch, { a: 'a' });
    bench.loseNextAnswer();
    await expect(bench.forge.openChange(task, 'draft')).rejects.toEqual(retryable);
    const change = await bench.forge.openChange(task, 'draft');
    await bench.people.close(change.id, 'alice');
    // A second one would be found now, since an open one comes first.
    expect(await bench.forge.findChange(task)).toMatchObject({ id: change.id, state: 'closed' });
  });

  it('gives a change up with one comment, and without its branch', async () => {
    const bench = await create();
    const { task, change } = await createOpened(bench);
    const tip = await bench.tip(task.branch);
    bench.loseNextAnswer();
    await expect(bench.forge.closeChange(task, 'The task was cancelled.', tip)).rejects.toEqual(retryable);
    await bench.forge.closeChange(task, 'The task was cancelled.', tip);
    await bench.forge.closeChange(task, 'The task was cancelled.', tip);
    expect(await bench.commentsOf(change.id)).toEqual([expect.stringContaining('The task was cancelled.')]);
    expect(await bench.tip(task.branch)).toBeNull();
    expect(await bench.forge.findChange(task)).toMatchObject({ id: change.id, state: 'closed' });
  });

  it('leads to a file of the branch', async () => {
    const bench = await create();
    const url = bench.forge.fileUrl(bench.createTask('task/ET-001'), 'docs/work items/01-brd.md');
    expect(url).toMatch(/^https?:\/\/.*task\/ET-001\/docs\/work%20items\/01-brd\.md$/);
  });
}

function describePeople(create: () => Promise<PullRequestBench>): void {
  it('posts once for each key, also when an answer was lost', async () => {
    const bench = await create();
    const { task, change } = await createOpened(bench);
    bench.loseNextAnswer();
    await expect(bench.forge.post(task, { key: 'brd', text: 'Please read.' })).rejects.toEqual(retryable);
    await bench.forge.post(task, { key: 'brd', text: 'Please read.' });
    await bench.forge.post(task, { key: 'brd-2', text: 'Please read again.' });
    const texts = [expect.stringContaining('Please read.'), expect.stringContaining('Please read again.')];
    expect(await bench.commentsOf(change.id)).toEqual(texts);
  });

  it('lists what people wrote, all of it, oldest first, without what it posted itself', async () => {
    const bench = await create();
    const { task, change } = await createOpened(bench);
    await bench.people.comment(change.id, 'alice', 'Why red?');
    await bench.forge.post(task, { key: 'brd', text: 'Please read.' });
    const further = Array.from({ length: 120 }, (_, index) => `Remark ${index}`);
    for (const text of further) await bench.people.comment(change.id, 'bob', text);
    const remarks = await bench.forge.listRemarks(task);
    expect(remarks[0]).toMatchObject({ text: 'Why red?', by: 'alice', at: expect.any(Date) });
    expect(remarks.map(({ text }) => text)).toEqual(['Why red?', ...further]);
    expect(new Set(remarks.map(({ id }) => id)).size).toBe(remarks.length);
  });

  it('takes a comment that quotes a post of ours for what it is', async () => {
    const bench = await create();
    const { task, change } = await createOpened(bench);
    await bench.forge.post(task, { key: 'brd', text: 'Please read.' });
    const [ours = ''] = await bench.commentsOf(change.id);
    const quoting = `${ours.replaceAll(/^/gm, '> ')}\n\nDone.`;
    await bench.people.comment(change.id, 'alice', quoting);
    expect(await bench.forge.listRemarks(task)).toMatchObject([{ by: 'alice', text: quoting }]);
  });

  it('tells each review with the commit it is about', async () => {
    const bench = await create();
    const { task, commit, change } = await createOpened(bench);
    await bench.people.review(change.id, 'alice', 'approved', 'Fine.');
    const second = await bench.commitAtOrigin(task.branch, { 'shoes.txt': 'blue\n' });
    await bench.people.review(change.id, 'bob', 'changes', 'Not blue.');
    await bench.people.review(change.id, 'bob', 'comment', 'Green?');
    const reviews = await bench.forge.listReviews(task);
    expect(reviews).toMatchObject([
      { verdict: 'approved', commit, text: 'Fine.', by: 'alice', at: expect.any(Date) },
      { verdict: 'changes', commit: second, text: 'Not blue.', by: 'bob' },
      { verdict: 'comment', commit: second, text: 'Green?', by: 'bob' },
    ]);
    expect(new Set(reviews.map(({ id }) => id)).size).toBe(3);
  });

  it('tells the newest result of every check on exactly one commit, however many there are', async () => {
    const bench = await create();
    const { task, base, commit } = await createOpened(bench);
    await bench.people.report(commit, 'lint', 'red');
    await bench.people.report(commit, 'build', 'red');
    const others = Array.from({ length: 120 }, (_, index) => `matrix ${index}`);
    for (const name of others) await bench.people.report(commit, name, 'green');
    await bench.people.report(commit, 'build', 'green');
    await bench.people.report(commit, 'late', 'pending');
    const checks = await bench.forge.listChecks(task.repo, commit);
    const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
    const green = Object.fromEntries(others.map((name) => [name, 'green']));
    expect(states).toEqual({ ...green, lint: 'red', build: 'green', late: 'pending' });
    expect(checks).toHaveLength(123);
    expect(await bench.forge.listChecks(task.repo, base)).toEqual([]);
  });
}

function describeLandings(create: () => Promise<PullRequestBench>): void {
  it('finds its landing when the answer to the merge was lost', async () => {
    const bench = await create();
    const { base, commit, request } = await createOpened(bench);
    bench.loseNextAnswer();
    await expect(bench.forge.land(request('merge'))).rejects.toEqual(retryable);
    const tip = (await bench.tip('main')) ?? '';
    expect(await bench.parentsOf(tip)).toEqual([base, commit]);
    expect(await bench.forge.land(request('merge'))).toEqual({ kind: 'landed', commit: tip });
    expect(await bench.tip('main')).toBe(tip);
  });

  it('leaves what it landed shown as merged', async () => {
    const bench = await create();
    const { task, request } = await createOpened(bench);
    await bench.forge.land(request('squash'));
    const mergeCommit = await bench.tip('main');
    expect(await bench.forge.findChange(task)).toMatchObject({ state: 'merged', mergeCommit });
    expect(await bench.messageOf(mergeCommit ?? '')).toContain('Signalbox-Task: ET-001');
  });

  it('sees that somebody pressed the button', async () => {
    const bench = await create();
    const { task, commit, change, request } = await createOpened(bench);
    const merged = await bench.people.merge(change.id, 'alice');
    const landed = { kind: 'landed', commit: merged };
    expect(await bench.forge.land(request('squash'))).toEqual(landed);
    const found = await bench.forge.findLanding({ task, commit, candidate: null });
    expect(found.kind).toBe('landed');
    expect(await bench.tip('main')).toBe(merged);
  });

  it('lands nothing on a change that somebody closed', async () => {
    const bench = await create();
    const { base, change, request } = await createOpened(bench);
    await bench.people.close(change.id, 'alice');
    const why = expect.stringContaining(change.id);
    expect(await bench.forge.land(request('merge'))).toEqual({ kind: 'refused', why });
    expect(await bench.tip('main')).toBe(base);
  });

  it('lands nothing that somebody pushed on top of what was tested', async () => {
    const bench = await create();
    const { base, task, request } = await createOpened(bench);
    const pushed = await bench.commitAtOrigin(task.branch, { 'untested.txt': 'x\n' });
    const why = expect.stringContaining(pushed);
    expect(await bench.forge.land(request('merge'))).toEqual({ kind: 'refused', why });
    expect(await bench.tip('main')).toBe(base);
  });
}
