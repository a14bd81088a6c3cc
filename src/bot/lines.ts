import { countCodePoints, type Formatted, joined, plain, styled } from '../telegram/formatted.ts';
import { fromUtcText, timeOf } from '../telegram/utc-time.ts';

/** As many lines as there is room for, in code points; the last one counts what was left out. */
export function fitted(lines: readonly Formatted[], room: number): Formatted[] {
  const note = (left: number) => plain(`… and ${left} more`);
  const sizes = lines.map(({ text }) => countCodePoints(text) + 1);
  if (sizes.reduce((sum, size) => sum + size, 0) <= room) return [...lines];
  let left = room - countCodePoints(note(lines.length).text) - 1;
  const fitting = sizes.findIndex((size) => {
    left -= size;
    return left < 0;
  });
  return [...lines.slice(0, fitting), note(lines.length - fitting)];
}

/** A bold heading and its lines; nothing at all without lines. */
export function section(title: string, lines: readonly Formatted[]): Formatted[] {
  if (lines.length === 0) return [];
  return [joined([styled('bold', plain(title)), ...lines], '\n')];
}

export function capped(lines: readonly Formatted[], most: number): Formatted[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most), plain(`… and ${lines.length - most} more`)];
}

/** ` · 5 minutes ago` in the reader's own app, for a time as it is stored. */
export function ago(time: string | null): Formatted {
  const date = time === null ? undefined : fromUtcText(time);
  return date === undefined ? plain('') : joined([plain(' · '), timeOf(date, 'r')]);
}
