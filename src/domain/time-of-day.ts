import type { QuietHours } from './chat.ts';

/** `9:00` or `09:00` as minutes of the day; undefined for anything else. */
export function parseTimeOfDay(text: string): number | undefined {
  const [, hours = '', minutes = ''] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? [];
  return hours === '' ? undefined : Number(hours) * 60 + Number(minutes);
}

/** `22:00-08:00`; undefined for anything else, and for hours that end when they begin. */
export function parseHours(text: string): QuietHours | undefined {
  const [from = '', to = '', ...more] = text.split(/[-–]/);
  const [fromMinute, toMinute] = [parseTimeOfDay(from), parseTimeOfDay(to)];
  if (fromMinute === undefined || toMinute === undefined || more.length > 0) return undefined;
  return fromMinute === toMinute ? undefined : { fromMinute, toMinute };
}

export function formatTimeOfDay(minuteOfDay: number): string {
  const [hours, minutes] = [Math.floor(minuteOfDay / 60), minuteOfDay % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

export function isWithin({ fromMinute, toMinute }: QuietHours, minuteOfDay: number): boolean {
  return fromMinute < toMinute
    ? minuteOfDay >= fromMinute && minuteOfDay < toMinute
    : minuteOfDay >= fromMinute || minuteOfDay < toMinute;
}

/** The date (YYYY-MM-DD) and the minute of the day that people there have on their clocks. */
export function localTime(at: Date, timezone: string): { date: string; minuteOfDay: number } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return {
    date: `${of('year')}-${of('month')}-${of('day')}`,
    minuteOfDay: Number(of('hour')) * 60 + Number(of('minute')),
  };
}

/** Whether the time zone database has this name. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format();
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
