import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ApprovalEnd } from '../../src/domain/approval-view.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { renderBrd, renderBrdSummary } from '../../src/telegram/render-brd.ts';
import { aView } from './approval-views.ts';
import { createHarness, group, type Harness, usualNotice } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stopAll());

const english = translatorOf('en');
const at = '2026-03-01 10:00:00.000';

function keep(key: string, message: unknown): void {
  const notice = { ...usualNotice, key, chatId: group, message: JSON.stringify(message) };
  harness.store.notices.put(notice, at);
}

function post(id: number, revision: string): void {
  const document = `# Goal\n\n${'Export **all** invoices. '.repeat(250)}`;
  const { summary, parts, file } = renderBrd({ ...aView, revision, document }, english);
  keep(`brd:${id}`, summary);
  for (const [index, part] of parts.entries()) keep(`brd:${id}:${index + 1}`, part);
  keep(`brd:${id}:file`, file);
}

test('a later revision takes the place of the older one, of which a line stays', async () => {
  const publisher = harness.publisher();
  publisher.start();
  post(1, 'aaaa1111');
  await publisher.idle();
  expect(harness.emulator.messages(group)).toMatchObject([
    { text: expect.stringContaining('The analyst asks') },
    { text: expect.stringContaining('part 1 of 2') },
    { text: expect.stringContaining('part 2 of 2') },
    { document: { name: 'ET-012-brd-aaaa1111.md' } },
  ]);
  const end: ApprovalEnd = { kind: 'replaced', revision: 'bbbb2222' };
  for (const key of ['1', '2', 'file']) harness.store.notices.withdraw(`brd:1:${key}`);
  keep('brd:1', renderBrdSummary({ ...aView, revision: 'aaaa1111', end }, english));
  post(2, 'bbbb2222');
  publisher.nudge();
  await publisher.idle();
  expect(harness.emulator.messages(group).map(({ text }) => text.split('\n')[0])).toEqual([
    'BRD of ET-012 · revision aaaa1111: replaced by revision bbbb2222.',
    'BRD of ET-012 · revision bbbb2222',
    'BRD of ET-012 · revision bbbb2222 · part 1 of 2',
    'BRD of ET-012 · revision bbbb2222 · part 2 of 2',
    'The whole BRD of ET-012 · revision bbbb2222',
  ]);
  expect(harness.log).toEqual([]);
});
