import type { InlineKeyboardMarkup, MessageEntity } from 'grammy/types';
import { isAboutDependency } from '../domain/explanation.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import { approvalLines } from './card-approval.ts';
import { commandsLine } from './card-commands.ts';
import { type Diet, diets } from './card-diet.ts';
import { mergedLine, totalsLine } from './card-end.ts';
import { statusLines, titleLine } from './card-head.ts';
import { cardKeyboard } from './card-keyboard.ts';
import { conditionLine, placeLine } from './card-place.ts';
import { progressLines } from './card-progress.ts';
import { detailsQuote, longestStatusOf, summaryQuote } from './card-quote.ts';
import { stageLines, workQuote } from './card-stages.ts';
import { capitalised } from './card-words.ts';
import {
  cleaned,
  countCodePoints,
  cut,
  type Formatted,
  joined,
  longestMessage,
  oneLine,
  plain,
} from './formatted.ts';
import { isolated } from './isolated.ts';
import { tidy } from './tidy-entities.ts';

export type Card = { text: string; entities: MessageEntity[]; keyboard: InlineKeyboardMarkup };

/** Telegram leaves out in silence what is beyond. */
const mostEntities = 100;

/** The same view gives the same card, so that an unchanged card can be told by its hash; times run in the reader's app. */
export function renderCard(view: TaskView, translator: Translator): Card {
  const bodies = diets.values().map((diet) => tidy(renderBody(view, diet, translator)));
  const body = bodies.find(fits);
  if (body === undefined) throw new Error(`the card of ${view.workItemId} does not fit into a message`);
  return { ...body, keyboard: cardKeyboard(translator, view) };
}

function fits({ text, entities }: Formatted): boolean {
  return countCodePoints(text) <= longestMessage && entities.length <= mostEntities;
}

/** First what a glance is for: what it is, what it waits for and what lifts that. */
function renderBody(view: TaskView, diet: Diet, translator: Translator): Formatted {
  const head = [
    titleLine(view),
    statusOf(view, translator),
    ...progressLines(view.run, translator),
    ...approvalLines(view, translator),
    diet.has('commands') ? undefined : commandsLine(view, translator),
    ...(diet.has('notes') ? [] : [recoveredOf(view, translator), noteOf(view, translator)]),
  ];
  const facts = [
    mergedLine(view, translator),
    placeLine(view, translator),
    conditionLine(view, translator),
    totalsLine(view, translator),
  ];
  const details = detailsQuote(view, diet, translator);
  const summary = details === undefined && !diet.has('summary') ? summaryQuote(view) : undefined;
  // What a person is asked stands where it is looked for.
  const isAsked = view.explanation.code === 'attention';
  return blocks([
    joined(filled(head), '\n'),
    isAsked ? details : undefined,
    attentionOf(view, translator),
    joined(stageLines(view, diet, translator), '\n'),
    joined(filled(facts), '\n'),
    isAsked ? undefined : details,
    summary,
    diet.has('work') ? undefined : workQuote(view, translator),
  ]);
}

/** With a line between them; a quote brings a gap of its own. */
function blocks(parts: readonly (Formatted | undefined)[]): Formatted {
  const shown = filled(parts);
  return joined(
    shown.flatMap((part, index) => {
      const gap = index === 0 ? '' : isQuote(part) || isQuote(shown[index - 1]) ? '\n' : '\n\n';
      return [plain(gap), part];
    }),
  );
}

function isQuote(part: Formatted | undefined): boolean {
  const [first] = part?.entities ?? [];
  return first?.offset === 0 && first.type.endsWith('blockquote');
}

function filled(parts: readonly (Formatted | undefined)[]): Formatted[] {
  return parts.filter((part) => part !== undefined).filter(({ text }) => text !== '');
}

/** Since when people are waited for stands with the approval. */
function statusOf(view: TaskView, translator: Translator): Formatted {
  const { explanation, approval, workItemId, repo, project } = view;
  const shown = approval === null ? explanation : { ...explanation, since: null };
  return statusLines(shown, [workItemId, repo, project ?? ''], translator, longestStatusOf(shown.code));
}

/** A webhook was lost: whoever runs the board should know that its addresses or its network need a look. */
function recoveredOf({ recovered }: TaskView, { t, say }: Translator): Formatted | undefined {
  if (recovered === null) return undefined;
  return plain(`↻ ${t('card-recovered', { what: oneLine(say(recovered), 200) })}`);
}

/** Where a person is asked about a dependency, that says all of it. */
function noteOf({ note, explanation }: TaskView, { say }: Translator): Formatted | undefined {
  if (note === null || isAboutDependency(explanation.code)) return undefined;
  return joined([plain('✎ '), isolated(plain(capitalised(oneLine(say(note), 200))))]);
}

/** The status line already says it where a person is asked now. */
function attentionOf({ attention, explanation }: TaskView, { say }: Translator): Formatted | undefined {
  if (attention === null || explanation.code === 'attention') return undefined;
  return plain(`❗️ ${cut(cleaned(say(attention.text)).trim(), 500)}`);
}
