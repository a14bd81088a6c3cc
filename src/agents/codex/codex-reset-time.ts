const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const clockTime = /try again at (?:(\w{3}) (\d{1,2})(?:st|nd|rd|th)?, (\d{4}),? )?(\d{1,2}):(\d{2}) ([AP])M/;

/**
 * When a limit of a ChatGPT plan resets, told as `10:26 PM` of the day it is, or with a date in front, in the local time of
 * Codex, which is ours. An hour from `now` where it tells none.
 */
export function readResetTime(text: string, now: Date): Date {
  const told = clockTime.exec(text);
  if (told === null) return new Date(now.getTime() + HOUR_MS);
  const [, month, day, year, hour, minute, half] = told;
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  const date =
    month === undefined
      ? new Date(now)
      : new Date(Number(year), Math.max(0, months.indexOf(month)), Number(day));
  // Its seconds are cut off: a minute later it has reset for certain.
  return new Date(date.setHours(hours, Number(minute), 0, 0) + MINUTE_MS);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
