import { expect, it } from 'vitest';
import { isPost, isPostFor, toPostText } from '../../src/forges/post-marker.ts';
import { createTested } from '../conformance/forge.ts';
import { createGiteaBench } from './gitea-client-bench.ts';

it('ends a post with a hidden line of its own', () => {
  const text = toPostText({ key: 'brd-3', text: 'Please read.\n' });
  expect(text).toBe('Please read.\n\n<!-- signalbox:brd-3 -->');
  expect(isPostFor('brd-3', text)).toBe(true);
  expect(isPostFor('brd', text)).toBe(false);
});

it('knows a post after the forge gave its text other ends of lines', () => {
  const text = toPostText({ key: 'brd', text: 'Please\nread.' }).replaceAll('\n', '\r\n');
  expect(isPostFor('brd', `${text}\r\n`)).toBe(true);
});

it('keeps a key of any letters in one line and one comment', () => {
  const key = 'a --> b\nc';
  const text = toPostText({ key, text: 'x' });
  expect(text.match(/-->/g)).toHaveLength(1);
  expect(isPostFor(key, text)).toBe(true);
});

it.each([
  'Please read.',
  '> Please read.\n>\n> <!-- signalbox:brd -->',
  '<!-- signalbox:brd -->\nDone.',
  'I like <!-- signalbox:brd -->',
])('takes %j for what people wrote', (text) => {
  expect(isPost(text)).toBe(false);
});

it('opens nothing for a branch that was merged as it is', async () => {
  const bench = await createGiteaBench();
  const { task } = await createTested(bench);
  await bench.people.merge('1', 'alice');
  expect(await bench.forge.openChange(task, 'ready')).toMatchObject({ id: '1' });
  await bench.commitAtOrigin(task.branch, { 'laces.txt': 'white\n' });
  expect(await bench.forge.openChange(task, 'ready')).toMatchObject({ id: '2' });
});

it('says nothing below a change that is merged when it is given up', async () => {
  const bench = await createGiteaBench();
  const { task, commit } = await createTested(bench);
  await bench.people.merge('1', 'alice');
  await bench.forge.closeChange(task, 'The task was cancelled.', commit);
  expect(await bench.commentsOf('1')).toEqual([]);
  expect(await bench.tip(task.branch)).toBeNull();
});

it('makes a change again what the task says, where somebody edited it', async () => {
  const bench = await createGiteaBench();
  const { task } = await createTested(bench);
  await bench.forge.openChange({ ...task, body: 'Edited by hand.' }, 'draft');
  await bench.forge.openChange(task, 'ready');
  expect(await bench.wordsOf('1')).toEqual({ title: 'ET-001: Sell more shoes', body: '', draft: false });
});
