import { countCodePoints, type Formatted, joined, plain, styled } from '../telegram/formatted.ts';
import { fromUtcText, timeOf } from '../telegram/utc-time.ts';

/** As many lines as there is room for, in code points; the last one counts what was left out, `unseen` lines among it. */
export function fitted(lines: readonly Formatted[], room: number, unseen = 0): Formatted[] {
  const note = (left: number) => plain(`… and ${left} more`);
  const sizes = lines.map(({ text }) => countCodePoints(text) + 1);
  if (unseen === 0 && sizes.reduce((sum, size) => sum + size, 0) <= room) return [...lines];
  let left = room - countCodePoints(note(lines.length + unseen).text) - 1;
  const cut = sizes.findIndex((size) => {
    left -= size;
    return left < 0;
  });
  const fitting = cut === -1 ? lines.length : cut;
  return [...lines.slice(0, fitting), note(lines.length - fitting + unseen)];
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
