import { FormattedString, fmt } from '@grammyjs/parse-mode';
import type { InlineKeyboardMarkup, MessageEntity } from 'grammy/types';
import type { TaskView } from '../domain/task-view.ts';
import { placeLine, statusLines, titleLine } from './card-head.ts';
import { cardKeyboard } from './card-keyboard.ts';
import { progressLines } from './card-progress.ts';
import { type StageDiet, stageLines, totalsLine } from './card-stages.ts';
import {
  beginningOf,
  cleaned,
  countCodePoints,
  cut,
  type Formatted,
  joined,
  longestMessage,
  oneLine,
  plain,
  styled,
} from './formatted.ts';
import { tidy } from './tidy-entities.ts';

export type Card = { text: string; entities: MessageEntity[]; keyboard: InlineKeyboardMarkup };

type Diet = StageDiet & { summary: boolean };

/** What goes first is what a reader misses least; with the last diet every part is limited, so it always fits. */
const diets: readonly [Diet, ...Diet[]] = [
  { ahead: true, usage: true, summary: true, notes: true, passed: true },
  { ahead: false, usage: true, summary: true, notes: true, passed: true },
  { ahead: false, usage: false, summary: true, notes: true, passed: true },
  { ahead: false, usage: false, summary: false, notes: true, passed: true },
  { ahead: false, usage: false, summary: false, notes: false, passed: true },
  { ahead: false, usage: false, summary: false, notes: false, passed: false },
];

/** The same view gives the same card, so that an unchanged card can be told by its hash; times run in the reader's app. */
export function renderCard(view: TaskView): Card {
  const bodies = diets.values().map((diet) => tidy(renderBody(view, diet)));
  const body = bodies.find(({ text }) => countCodePoints(text) <= longestMessage);
  if (body === undefined) throw new Error(`the card of ${view.workItemId} does not fit into a message`);
  return { ...body, keyboard: cardKeyboard(view.id, view.actions) };
}

function renderBody(view: TaskView, diet: Diet): Formatted {
  const names = [view.workItemId, view.repo];
  const head = joined(filled([titleLine(view), placeLine(view)]), '\n');
  const stages = joined(stageLines(view, diet), '\n');
  const summary = diet.summary ? (detailsOf(view) ?? summaryOf(view)) : undefined;
  const status = joined(
    filled([
      statusLines(view.explanation, names),
      ...progressLines(view.run),
      approvalOf(view),
      recoveredOf(view),
      noteOf(view),
    ]),
    '\n',
  );
  const body = joined(filled([head, status, attentionOf(view), stages, endOf(view)]), '\n\n');
  // A quote brings a gap of its own.
  return joined(filled([body, summary]), summary?.entities[0]?.offset === 0 ? '\n' : '\n\n');
}

function filled(parts: readonly (Formatted | undefined)[]): Formatted[] {
  return parts.filter((part) => part !== undefined).filter(({ text }) => text !== '');
}

/** Several revisions may stand in the chat: which one is asked about, and how it comes down again. */
function approvalOf({ approval, workItemId }: TaskView): Formatted | undefined {
  if (approval === null) return undefined;
  const revision = beginningOf(oneLine(approval.revision, 64), 8);
  const command = `/task ${oneLine(workItemId, 64)}`;
  return fmt`Revision ${FormattedString.code(revision)}; ${FormattedString.code(command)} shows it again.`;
}

/** A webhook was lost: whoever runs the board should know that its addresses or its network need a look. */
function recoveredOf({ recovered }: TaskView): Formatted | undefined {
  if (recovered === null) return undefined;
  return plain(`↻ Recovered, no webhook told of it: ${oneLine(recovered, 200)}`);
}

function noteOf({ note }: TaskView): Formatted | undefined {
  if (note === null) return undefined;
  const line = oneLine(note, 200);
  return plain(`✎ ${line.charAt(0).toUpperCase()}${line.slice(1)}`);
}

/** The status line already says it where a person is asked now. */
function attentionOf({ attention, explanation }: TaskView): Formatted | undefined {
  if (attention === null || explanation.code === 'attention') return undefined;
  return plain(`❗️ ${cut(cleaned(attention.text).trim(), 1000)}`);
}

function endOf(view: TaskView): Formatted {
  const merged = beginningOf(oneLine(view.mergeCommit ?? '', 100), 8);
  const landed = merged === '' ? undefined : fmt`Merged as ${FormattedString.code(merged)}`;
  return joined(filled([totalsLine(view), landed]), '\n');
}

const detailLines = { head: 3, tail: 8, longest: 140 };

/** Findings begin with what matters and logs end with it, so the middle is what a long text loses. */
function detailsOf({ details }: TaskView): Formatted | undefined {
  if (details === null) return undefined;
  const lines = cleaned(details.text)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const { head, tail } = detailLines;
  const kept =
    lines.length <= head + tail + 1 ? lines : [...lines.slice(0, head), '…', ...lines.slice(-tail)];
  const text = kept.map((line) => cut(line.trimEnd(), detailLines.longest)).join('\n');
  const title = oneLine(details.title, 200);
  const heading = title === '' ? '' : `${title.charAt(0).toUpperCase()}${title.slice(1)}:\n`;
  return joined([plain(heading), styled('expandable_blockquote', plain(text))]);
}

function summaryOf({ lastSummary }: TaskView): Formatted | undefined {
  const text = cut(
    cleaned(lastSummary ?? '')
      .replaceAll(/\n{2,}/g, '\n')
      .trim(),
    500,
  );
  return styled('blockquote', plain(text));
}
