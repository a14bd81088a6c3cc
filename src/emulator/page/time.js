let skewMs = 0;

/** The server's clock is the one that dates messages; a test may hold it still. */
export function setServerTime(ms) {
  skewMs = ms - Date.now();
}

const nowMs = () => Date.now() + skewMs;

const clock = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat([], { day: 'numeric', month: 'long' });
const dayOfYear = new Intl.DateTimeFormat([], { day: 'numeric', month: 'long', year: 'numeric' });
const full = new Intl.DateTimeFormat([], { dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export const formatClock = (unix) => clock.format(unix * 1000);
export const formatFull = (unix) => full.format(unix * 1000);
export const dayKey = (unix) => new Date(unix * 1000).toDateString();

export function formatDay(unix) {
  const now = new Date(nowMs());
  const date = new Date(unix * 1000);
  if (date.toDateString() === now.toDateString()) return 'Today';
  now.setDate(now.getDate() - 1);
  if (date.toDateString() === now.toDateString()) return 'Yesterday';
  return (date.getFullYear() === now.getFullYear() ? day : dayOfYear).format(date);
}

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

export function formatRelative(unix) {
  const seconds = Math.round(unix - nowMs() / 1000);
  if (Math.abs(seconds) < 2) return 'just now';
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? units.at(-1);
  return relative.format(Math.trunc(seconds / size), unit);
}

/** The other formats of a date_time entity: weekday, date and time, short in lower case. */
export function formatParts(unix, format) {
  const options = {};
  if (format.includes('w')) options.weekday = 'long';
  if (format.includes('d')) Object.assign(options, { day: '2-digit', month: '2-digit', year: 'numeric' });
  if (format.includes('D')) Object.assign(options, { day: 'numeric', month: 'long', year: 'numeric' });
  if (format.includes('t')) Object.assign(options, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (format.includes('T'))
    Object.assign(options, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  return new Intl.DateTimeFormat([], options).format(unix * 1000);
}

/** `change` is given what draws the times anew, so that a line that wraps pushes nothing out of view. */
export function keepTimesRunning(change) {
  setInterval(() => change(drawTimes), 1000);
}

function drawTimes() {
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const text = formatRelative(Number(time.dataset.relative));
    if (time.textContent !== text) time.textContent = text;
  }
}
