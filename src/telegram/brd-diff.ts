import { createTwoFilesPatch, diffLines } from 'diff';
import type { Translator } from '../locale/translator.ts';
import {
  beginningOf,
  cleaned,
  countCodePoints,
  covered,
  type Formatted,
  joined,
  longestMessage,
  oneLine,
  plain,
  styled,
} from './formatted.ts';
import type { NoticeMessage } from './notice-text.ts';
import { tidy } from './tidy-entities.ts';

export type Revision = { revision: string; document: string };
export type Changed = { added: number; removed: number };

/** Of texts that have little in common the time grows with the square of their lines. */
const timeout = 300;
const context = 3;
const shownRevision = 8;
/** Room for the lines above and below the changes. */
const frameSize = 400;

/** Lines added and removed; null where too much changed to tell in time. */
export function countChanges(from: string, to: string): Changed | null {
  const changes = diffLines(ended(from), ended(to), { timeout, stripTrailingCr: true });
  if (changes === undefined) return null;
  const count = (kind: 'added' | 'removed') =>
    changes.reduce((sum, change) => sum + (change[kind] ? change.count : 0), 0);
  return { added: count('added'), removed: count('removed') };
}

/** What changed from one revision to another, as one message, and as a file behind it where that is not all. */
export function renderDiff(
  { t }: Translator,
  workItemId: string,
  [from, to]: readonly [Revision, Revision],
): NoticeMessage[] {
  const named = {
    task: oneLine(workItemId, 64),
    from: shorten(from.revision),
    to: shorten(to.revision),
  };
  const changed = countChanges(from.document, to.document);
  const patch = changed === null ? undefined : makePatch(named, from.document, to.document);
  if (changed === null || patch === undefined) return [plain(t('brd-diff-much', named))];
  if (changed.added + changed.removed === 0) return [plain(t('brd-diff-same', named))];
  const head = styled('bold', plain(t('brd-diff', { ...named, ...changed })));
  const shown = asCode(bodyOf(patch));
  const isWhole = countCodePoints(shown.text) <= longestMessage - frameSize;
  if (isWhole) return [tidy(joined([head, shown], '\n\n'))];
  const note = styled('italic', plain(t('brd-diff-cut')));
  const name = `${fileName(workItemId)}-brd-${named.from}-${named.to}.diff`;
  return [
    tidy(joined([head, beginning(shown), note], '\n\n')),
    { ...plain(t('brd-diff-file', named)), file: { name, kind: 'text', text: patch } },
  ];
}

/** The first characters of a revision, as people see and type it. */
export function shorten(revision: string): string {
  return beginningOf(oneLine(revision, 64), shownRevision);
}

/** What a file may be called on any system. */
export function fileName(text: string): string {
  return oneLine(text, 64).replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
}

function makePatch(
  { task, from, to }: { task: string; from: string; to: string },
  before: string,
  after: string,
): string | undefined {
  const options = { context, timeout, stripTrailingCr: true };
  return createTwoFilesPatch(
    `${task} ${from}`,
    `${task} ${to}`,
    ended(before),
    ended(after),
    undefined,
    undefined,
    options,
  );
}

/** A last line without its end is no other line. */
function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Without the lines that name the files: the message does. */
function bodyOf(patch: string): string {
  const at = patch.indexOf('@@');
  return at < 0 ? patch : patch.slice(at);
}

function asCode(text: string): Formatted {
  const clean = cleaned(text).trimEnd();
  return covered({ type: 'pre', offset: 0, length: clean.length, language: 'diff' }, plain(clean));
}

/** Whole lines, as far as they go. */
function beginning({ text }: Formatted): Formatted {
  const cut = beginningOf(text, longestMessage - frameSize);
  const end = cut.lastIndexOf('\n');
  return asCode(end > 0 ? cut.slice(0, end) : cut);
}
