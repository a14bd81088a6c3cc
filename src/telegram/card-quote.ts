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

/** What is longer stands in a quote that opens. */
export const longestStatus = 120;

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
  return isCut(text) ? cut(text, longestWhole) : '';
}

function isCut(text: string): boolean {
  return countCodePoints(text) > longestStatus || text.includes('\n');
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
