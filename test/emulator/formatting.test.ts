import type { MessageEntity } from 'grammy/types';
import { expect, test } from 'vitest';
import { parseHtml } from '../../src/emulator/parse-html.ts';
import { alice, refusal, startEmulator } from './started-emulator.ts';

const parse = (html: string) => parseHtml(html, new Map());

test.each([
  ['<b>a</b><strong>b</strong>', 'bold'],
  ['<i>a</i><em>b</em>', 'italic'],
  ['<u>a</u><ins>b</ins>', 'underline'],
  ['<s>a</s><del>b</del>', 'strikethrough'],
  ['<strike>a</strike><S>b</S>', 'strikethrough'],
  ['<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', 'spoiler'],
  ['<code>a</code><code>b</code>', 'code'],
  ['<pre>a</pre><pre>b</pre>', 'pre'],
  ['<blockquote>a</blockquote><blockquote>b</blockquote>', 'blockquote'],
  ['<blockquote expandable>a</blockquote><blockquote expandable="">b</blockquote>', 'expandable_blockquote'],
])('%s is %s', (html, type) => {
  expect(parse(html)).toEqual({
    text: 'ab',
    entities: [
      { type, offset: 0, length: 1 },
      { type, offset: 1, length: 1 },
    ],
  });
});

test('entities nest, and offsets count UTF-16 units', () => {
  expect(parse('🚀 <b>bold <i>🧪</i></b>')).toEqual({
    text: '🚀 bold 🧪',
    entities: [
      { type: 'italic', offset: 8, length: 2 },
      { type: 'bold', offset: 3, length: 7 },
    ],
  });
});

test('links, code with a language and times keep what belongs to them', () => {
  const { text, entities } = parse(
    `<a href="https://example.org/?a=1&amp;b=2">x</a><pre><code class="language-ts">y</code></pre><tg-time unix="1700000000" format="r">z</tg-time>`,
  );
  expect(text).toBe('xyz');
  expect(entities).toEqual([
    { type: 'text_link', offset: 0, length: 1, url: 'https://example.org/?a=1&b=2' },
    { type: 'pre', offset: 1, length: 1, language: 'ts' },
    { type: 'date_time', offset: 2, length: 1, unix_time: 1_700_000_000, date_time_format: 'r' },
  ]);
});

test('a link that Telegram would not open keeps its words and loses its address', () => {
  expect(parse('<a href="http://localhost:3000">here</a>')).toEqual({ text: 'here', entities: [] });
});

test('references are decoded and a stray ampersand is text', () => {
  expect(parse('&lt;b&gt; &amp;amp; &quot;x&quot; &#128640; &#x41; R&D &nbsp;').text).toBe(
    '<b> &amp; "x" 🚀 A R&D &nbsp;',
  );
});

test.each([
  ['é<x>', 'Unsupported start tag "x" at byte offset 2'],
  ['a < b', 'Unsupported start tag "" at byte offset 2'],
  ['<b>x', `Can't find end tag corresponding to start tag "b"`],
  ['<b', 'Unclosed start tag at byte offset 0'],
  ['<a href="x', 'Unclosed start tag at byte offset 0'],
  ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
  ['x</b>', 'Unexpected end tag at byte offset 1'],
  ['<b>x</b', 'Unclosed end tag at byte offset 4'],
  ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ['<a href=x_y>x</a>', 'Unexpected end of name token at byte offset 8'],
])('%s is refused: %s', async (html, problem) => {
  expect(() => parse(html)).toThrow(problem);
});

test('a fault of markup reaches the bot as an error of entities', async () => {
  const { api } = await startEmulator();
  expect(await refusal(api.sendMessage(alice, '<h1>x</h1>', { parse_mode: 'HTML' }))).toBe(
    '400 Bad Request: can\'t parse entities: Unsupported start tag "h1" at byte offset 0',
  );
  expect(await refusal(api.sendMessage(alice, 'x', { parse_mode: 'BBCode' as 'HTML' }))).toBe(
    '400 Bad Request: unsupported parse_mode',
  );
});

test('entities outside the text or inside a symbol are refused', async () => {
  const { api } = await startEmulator();
  const send = (entity: object) => api.sendMessage(alice, 'a🚀b', { entities: [entity as MessageEntity] });
  const bold = (offset: number, length: number) => send({ type: 'bold', offset, length });
  expect((await bold(1, 2)).entities).toEqual([{ type: 'bold', offset: 1, length: 2 }]);
  expect((await bold(1, 0)).entities).toBeUndefined();
  expect(await refusal(bold(0, 5))).toBe(
    '400 Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 5',
  );
  expect(await refusal(bold(4, 1))).toBe(
    '400 Bad Request: entity begins after the end of the text at UTF-16 offset 4',
  );
  expect(await refusal(bold(-1, 1))).toBe('400 Bad Request: receive an entity with incorrect offset -1');
  expect(await refusal(bold(2, 1))).toContain('entity begins in a middle of a UTF-16 symbol');
  expect(await refusal(bold(0, 2))).toContain('ends in a middle of a UTF-16 symbol');
  expect(await refusal(send({ type: 'blink', offset: 0, length: 1 }))).toBe(
    "400 Bad Request: can't parse MessageEntity: Unsupported type specified",
  );
});

test('a time given as an entity comes back as it was', async () => {
  const { api } = await startEmulator();
  const time: MessageEntity = {
    type: 'date_time',
    offset: 0,
    length: 3,
    unix_time: 1_700_000_000,
    date_time_format: 'r',
  };
  expect((await api.sendMessage(alice, 'now', { entities: [time] })).entities).toEqual([time]);
});

test('space around the text goes and entities move with it', async () => {
  const { api } = await startEmulator();
  const sent = await api.sendMessage(alice, '  a\r\n<b>b  </b>\n', { parse_mode: 'HTML' });
  expect(sent).toMatchObject({ text: 'a\nb', entities: [{ type: 'bold', offset: 2, length: 1 }] });
});

test('commands, mentions and addresses are found, but not in code', async () => {
  const { api } = await startEmulator();
  const text = '/why@box_bot SHOP-1 of @alice: https://example.org/a. <code>/not @here_not</code> a/b';
  const { entities } = await api.sendMessage(alice, text, { parse_mode: 'HTML' });
  expect(entities?.map(({ type, offset, length }) => [type, offset, length])).toEqual([
    ['bot_command', 0, 12],
    ['mention', 23, 6],
    ['url', 31, 21],
    ['code', 54, 14],
  ]);
});
