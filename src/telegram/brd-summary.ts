import type { ApprovalEnd, ApprovalView } from '../domain/approval-view.ts';
import type { ApprovalRule } from '../domain/project.ts';
import type { Translator } from '../locale/translator.ts';
import { countChanges, shorten } from './brd-diff.ts';
import { type Outline, wordHeading } from './brd-outline.ts';
import { cleaned, cut, type Formatted, isLinkable, joined, oneLine, plain, styled } from './formatted.ts';
import type { NoticeMessage } from './notice-text.ts';
import { tidy } from './tidy-entities.ts';

const longestTitle = 200;
const longestSummary = 1000;
const longestComment = 400;
const longestNames = 300;
const mostHeadings = 20;
const deepestHeading = 3;

/** The first message of a request: what it is about, who is asked, and what became of it. A later one takes one line. */
export function renderSummary(
  view: ApprovalView,
  outline: Outline,
  isLong: boolean,
  translator: Translator,
): NoticeMessage {
  const { t } = translator;
  const head = t('brd-head', { task: oneLine(view.workItemId, 64), revision: shorten(view.revision) });
  if (view.end?.kind === 'replaced') {
    return plain(t('brd-end-replaced', { head, current: shorten(view.end.revision) }));
  }
  const { words, headings } = outline;
  const top = [
    styled('bold', plain(head)),
    plain(oneLine(view.title, longestTitle)),
    ...listAsked(view, translator).map(plain),
    plain(t('brd-size', { words, headings: headings.length })),
    ...listChanged(view, translator).map(plain),
  ];
  const blocks = [
    joined(
      top.filter(({ text }) => text !== ''),
      '\n',
    ),
    ...listSummary(view),
    ...(isLong ? [contentsOf(outline, translator), plain(t('brd-long'))] : []),
  ];
  const message = tidy(
    joined(
      blocks.filter(({ text }) => text !== ''),
      '\n\n',
    ),
  );
  if (view.url === null || !isLinkable(view.url)) return message;
  return { ...message, keyboard: { inline_keyboard: [[{ text: t('brd-open'), url: view.url }]] } };
}

function listAsked({ rule, votes, end }: ApprovalView, translator: Translator): string[] {
  const { t } = translator;
  if (end !== null && end.kind !== 'replaced') return [wordEnd(end, votes, translator)];
  const given = rule === null || votes.length === 0 ? [] : [t('brd-given', { names: listed(votes) })];
  return [rule === null ? t('brd-asks-any') : wordRule(rule, translator), ...given];
}

function wordRule({ by, needs }: ApprovalRule, { t }: Translator): string {
  const names = listed(by);
  if (by.length === 1) return t('brd-asks-one', { names });
  return needs === by.length ? t('brd-asks-all', { names }) : t('brd-asks-some', { names, needs });
}

function wordEnd(
  end: Exclude<ApprovalEnd, { kind: 'replaced' }>,
  votes: readonly string[],
  { t }: Translator,
): string {
  switch (end.kind) {
    case 'approved':
      // Of several approvers the last one ended it, and all of them count.
      return t('brd-end-approved', { who: votes.length > 1 ? listed(votes) : oneLine(end.who, 64) });
    case 'rejected':
      return t('brd-end-rejected', { who: oneLine(end.who, 64), comment: quoted(end.comment) });
    case 'void':
      return t('brd-end-void');
  }
}

function listChanged({ before, document }: ApprovalView, { t }: Translator): string[] {
  if (before === null) return [];
  const revision = shorten(before.revision);
  const changed = countChanges(before.document, document);
  const { rejected } = before;
  return [
    changed === null ? t('brd-changed-much', { revision }) : t('brd-changed', { revision, ...changed }),
    ...(rejected === null
      ? []
      : [t('brd-asked-for', { who: oneLine(rejected.who, 64), comment: quoted(rejected.comment) })]),
  ];
}

function listSummary({ summary }: ApprovalView): Formatted[] {
  const text = cut(cleaned(summary ?? '').trim(), longestSummary);
  return text === '' ? [] : [styled('blockquote', plain(text))];
}

/** The headings, down to the third level, so that whoever reads on a phone knows what the file holds. */
function contentsOf({ headings }: Outline, { t }: Translator): Formatted {
  const shown = headings.filter(({ depth }) => depth <= deepestHeading);
  if (shown.length === 0) return plain('');
  const lines = shown
    .slice(0, mostHeadings)
    .map((heading) => `${'   '.repeat(heading.depth - 1)}• ${wordHeading(heading)}`);
  const more = shown.length - lines.length;
  const rest = more > 0 ? [t('brd-more', { count: more })] : [];
  return joined([styled('bold', plain(t('brd-contents'))), plain([...lines, ...rest].join('\n'))], '\n');
}

function listed(names: readonly string[]): string {
  return oneLine(names.join(', '), longestNames);
}

function quoted(comment: string): string {
  return oneLine(comment, longestComment);
}
