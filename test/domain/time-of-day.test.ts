import { expect, test } from 'vitest';
import {
  formatTimeOfDay,
  isTimezone,
  isWithin,
  localTime,
  parseHours,
  parseTimeOfDay,
} from '../../src/domain/time-of-day.ts';

test.each([
  ['09:00', 540],
  ['9:05', 545],
  ['00:00', 0],
  [' 23:59 ', 1439],
])('%s is a time of day', (text, minute) => {
  expect(parseTimeOfDay(text)).toBe(minute);
});

test.each(['', '24:00', '9', '9:5', '09:60', 'nine'])('"%s" is none', (text) => {
  expect(parseTimeOfDay(text)).toBeUndefined();
});

test('a time is written as it is read', () => {
  expect([0, 545, 1439].map(formatTimeOfDay)).toEqual(['00:00', '09:05', '23:59']);
});

test.each(['22:00', '22:00-22:00', '22:00-25:00', '1:00-2:00-3:00', ''])('"%s" are no hours', (text) => {
  expect(parseHours(text)).toBeUndefined();
});

test('hours end before the minute they name, over midnight too', () => {
  const night = parseHours('22:00–08:00') ?? { fromMinute: 0, toMinute: 0 };
  const minutes = ['21:59', '22:00', '03:00', '07:59', '08:00', '12:00'].map(
    (text) => parseTimeOfDay(text) ?? -1,
  );
  expect(minutes.map((minute) => isWithin(night, minute))).toEqual([false, true, true, true, false, false]);
  const noon = parseHours('12:00-13:00') ?? night;
  expect([719, 720, 779, 780].map((minute) => isWithin(noon, minute))).toEqual([false, true, true, false]);
});

test('people have the date and the hour of their zone', () => {
  const at = new Date('2026-03-28T23:30:00Z');
  expect(localTime(at, 'Europe/Berlin')).toEqual({ date: '2026-03-29', minuteOfDay: 30 });
  expect(localTime(at, 'America/New_York')).toEqual({ date: '2026-03-28', minuteOfDay: 19 * 60 + 30 });
  // The clocks of Berlin go from two to three here.
  const after = localTime(new Date('2026-03-29T01:00:00Z'), 'Europe/Berlin');
  expect(after).toEqual({ date: '2026-03-29', minuteOfDay: 180 });
});

test('zones are those of the database', () => {
  expect(['Europe/Berlin', 'UTC', 'Berlin', ''].map(isTimezone)).toEqual([true, true, false, false]);
});
