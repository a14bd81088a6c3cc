import type { ApprovalView } from '../domain/approval-view.ts';
import type { Translator } from '../locale/translator.ts';
import { renderBlocks } from './brd-blocks.ts';
import { fileName, shorten } from './brd-diff.ts';
import { outlineOf } from './brd-outline.ts';
import { renderSummary } from './brd-summary.ts';
import {
  beginningOf,
  cleaned,
  countCodePoints,
  type Formatted,
  joined,
  longestMessage,
  oneLine,
  plain,
  styled,
} from './formatted.ts';
import type { NoticeMessage } from './notice-text.ts';
import { packBlocks } from './split-message.ts';
import { tidy } from './tidy-entities.ts';

export type BrdMessages = { summary: NoticeMessage; parts: readonly Formatted[]; file: NoticeMessage };

/** A document of more messages than this is shown by its beginning: whoever wants all of it opens the file. */
const mostParts = 3;
const shownParts = 2;
/** More than three messages hold, markup included. The lexer's time can grow with the square of it. */
const longestSource = 24_000;
/** Room for the lines above and below a part, and for their entities. */
const limits = { longest: longestMessage - 420, mostEntities: 96 };

/** The requirements as a few messages, each within Telegram's limits. Their order: what it is about, the text, the file. */
export function renderBrd(view: ApprovalView, translator: Translator): BrdMessages {
  const clean = cleaned(view.document);
  const source = beginningOf(clean, longestSource);
  const all = packBlocks(renderBlocks(source), limits);
  const isLong = all.length > mostParts || source.length < clean.length;
  const shown = isLong ? all.slice(0, shownParts) : all;
  const leftOut =
    all.slice(shown.length).reduce((sum, { text }) => sum + countCodePoints(text), 0) +
    countCodePoints(clean.slice(source.length));
  const parts = shown.length === 0 ? [plain(translator.t('brd-empty'))] : shown;
  return {
    summary: renderSummary(view, outlineOf(clean), isLong, translator),
    parts: parts.map((part, index) =>
      framed(part, { view, index, count: parts.length, leftOut, translator }),
    ),
    file: renderFile(view, translator),
  };
}

/** What the first message says now: it changes as people answer. */
export function renderBrdSummary(view: ApprovalView, translator: Translator): NoticeMessage {
  if (view.end === null) return renderBrd(view, translator).summary;
  return renderSummary(view, outlineOf(cleaned(view.document)), false, translator);
}

type Frame = {
  view: ApprovalView;
  index: number;
  count: number;
  leftOut: number;
  translator: Translator;
};

function framed(part: Formatted, { view, index, count, leftOut, translator: { t } }: Frame): Formatted {
  const named = { task: oneLine(view.workItemId, 64), revision: shorten(view.revision) };
  const name = count === 1 ? t('brd-head', named) : t('brd-part', { ...named, number: index + 1, count });
  const tail =
    leftOut === 0 || index < count - 1 ? [] : [styled('italic', plain(t('brd-rest', { count: leftOut })))];
  return tidy(joined([styled('bold', plain(name)), part, ...tail], '\n\n'));
}

function renderFile({ workItemId, revision, document }: ApprovalView, { t }: Translator): NoticeMessage {
  const named = { task: oneLine(workItemId, 64), revision: shorten(revision) };
  const name = `${fileName(workItemId)}-brd-${named.revision}.md`;
  return { ...plain(t('brd-file', named)), file: { name, kind: 'text', text: document } };
}
