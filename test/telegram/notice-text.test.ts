import { expect, test } from 'vitest';
import { encodeResume } from '../../src/telegram/callback-data.ts';
import { noticeText, parseNotice } from '../../src/telegram/notice-text.ts';

test('a notice is stored and read back with its buttons', () => {
  const keyboard = { inline_keyboard: [[{ text: 'Resume', callback_data: encodeResume('*') }]] };
  const notice = noticeText('Everything is paused.', keyboard);
  expect(parseNotice(JSON.stringify(notice))).toEqual({
    text: 'Everything is paused.',
    entities: [],
    keyboard,
  });
});

test('a notice is cut to what a message holds', () => {
  expect(Array.from(noticeText('🚂'.repeat(5000)).text)).toHaveLength(4096);
});

test.for(['', 'null', '{}', '{"text":"a"}', '{"text":1,"entities":[]}'])('%s is no notice', (json) => {
  expect(() => parseNotice(json)).toThrow(/JSON|notice/);
});
