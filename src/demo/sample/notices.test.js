import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadNotices, parseNotice } from './notices.js';

test('every notice has a heading and a text', () => {
  assert.ok(loadNotices(new URL('./notices', import.meta.url).pathname).length > 0);
});

test('a notice is its heading and its text', () => {
  const notice = parseNotice('a.md', '# Hello\n\nWorld\n');
  assert.deepEqual(notice, { name: 'a.md', title: 'Hello', body: 'World' });
});

test('a notice without a heading or a text is refused', () => {
  assert.throws(() => parseNotice('b.md', 'no heading\n\ntext'), /b\.md: expected a heading/);
  assert.throws(() => parseNotice('c.md', '# Only a heading\n'), /c\.md: expected a text/);
});
