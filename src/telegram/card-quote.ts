import type { ReasonCode } from '../domain/explanation.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import type { Diet } from './card-diet.ts';
import { capitalised } from './card-words.ts';
import {
  cleaned,
  countCodePoints,
  cut,
  type Formatted,
  joined,
  oneLine,
  plain,
  styled,
} from './formatted.ts';

const longestStatus = 120;
/** Why a repository is frozen is what a glance is for, and is said once. */
const wholeStatus: ReadonlySet<ReasonCode> = new Set(['degraded', 'rollback', 'rollback-failed', 'freeze']);
const longestWholeStatus = 500;

const longestWhole = 1000;
const detailLines = { head: 3, tail: 8, longest: 140 };
const longestSummary = { all: 500, open: 160 };

/** What is too long for a glance: the whole of a long status, and what stands behind it. */
export function detailsQuote(view: TaskView, diet: Diet, translator: Translator): Formatted | undefined {
  const whole = wholeStatusOf(view, translator);
  const details = diet.has('details') ? '' : middleCut(view.details?.text ?? '');
  const text = [whole, details].filter((part) => part !== '').join('\n\n');
  const title = details === '' || whole !== '' ? '' : oneLine(translator.say(view.details?.title ?? ''), 200);
  const heading = title === '' ? '' : `${capitalised(title)}:\n`;
  if (text === '') return undefined;
  return joined([plain(heading), styled('expandable_blockquote', plain(text))]);
}

function wholeStatusOf({ explanation }: TaskView, { say }: Translator): string {
  const text = cleaned(say(explanation.text)).trim();
  const longest = longestStatusOf(explanation.code);
  const isCut = countCodePoints(text) > longest || (text.includes('\n') && longest === longestStatus);
  return isCut ? cut(text, longestWhole) : '';
}

/** What is longer stands in a quote that opens. */
export function longestStatusOf(code: ReasonCode): number {
  return wholeStatus.has(code) ? longestWholeStatus : longestStatus;
}

/** Findings begin with what matters and logs end with it, so the middle is what a long text loses. */
function middleCut(text: string): string {
  const lines = cleaned(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const { head, tail } = detailLines;
  const kept =
    lines.length <= head + tail + 1 ? lines : [...lines.slice(0, head), '…', ...lines.slice(-tail)];
  return kept.map((line) => cut(line.trimEnd(), detailLines.longest)).join('\n');
}

/** What the last run said of itself. */
export function summaryQuote({ lastSummary }: TaskView): Formatted | undefined {
  const text = cut(
    cleaned(lastSummary ?? '')
      .replaceAll(/\n{2,}/g, '\n')
      .trim(),
    longestSummary.all,
  );
  const isLong = countCodePoints(text) > longestSummary.open;
  return styled(isLong ? 'expandable_blockquote' : 'blockquote', plain(text));
}
