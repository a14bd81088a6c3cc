import type { MessageId } from '../domain/phrase.ts';
import type { Translator } from '../locale/translator.ts';
import { countCodePoints, type Formatted, joined, plain, styled } from '../telegram/formatted.ts';
import { fromUtcText, timeOf } from '../telegram/utc-time.ts';

/** As many lines as there is room for, in code points; the last one counts what was left out, `unseen` lines among it. */
export function fitted(
  { t }: Translator,
  lines: readonly Formatted[],
  room: number,
  unseen = 0,
): Formatted[] {
  const note = (left: number) => plain(t('queue-more', { count: left }));
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
export function section(
  { t }: Translator,
  title: MessageId,
  lines: readonly Formatted[],
  count?: number,
): Formatted[] {
  if (lines.length === 0) return [];
  const heading = t(title, count === undefined ? {} : { count });
  return [joined([styled('bold', plain(heading)), ...lines], '\n')];
}

export function capped({ t }: Translator, lines: readonly Formatted[], most: number): Formatted[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most), plain(t('queue-more', { count: lines.length - most }))];
}

/** ` · 5 minutes ago` in the reader's own app, for a time as it is stored. */
export function ago(time: string | null): Formatted {
  const date = time === null ? undefined : fromUtcText(time);
  return date === undefined ? plain('') : joined([plain(' · '), timeOf(date, 'r')]);
}
