import type { InlineKeyboardButton } from 'grammy/types';
import type { Said } from '../domain/phrase.ts';
import type { Project } from '../domain/project.ts';
import type { Translator } from '../locale/translator.ts';
import { cleaned, cut, type Formatted, joined, oneLine, plain, styled } from '../telegram/formatted.ts';
import type { NoticeMessage } from '../telegram/notice-text.ts';
import { tidy } from '../telegram/tidy-entities.ts';
import { type Dialogue, type Step, stepOf } from './dialogue-state.ts';
import { encodeNewTask, projectChoice } from './new-task-data.ts';

const longestDescription = 300;
const longestLabel = 32;
/** Telegram takes a hundred buttons; whoever has more projects types a name. */
const mostProjects = 40;

type Shown = { projects: readonly Project[]; problem: Said | null; isGroup: boolean };

/** What is known so far, what is asked for next, and the buttons that answer it. */
export function renderDialogue(translator: Translator, dialogue: Dialogue, shown: Shown): NoticeMessage {
  const { say, t } = translator;
  const { problem, isGroup } = shown;
  const asked = isGroup
    ? `${question(translator, stepOf(dialogue))} ${t('new-reply-here')}`
    : question(translator, stepOf(dialogue));
  const parts = [
    joined(summary(translator, dialogue), '\n'),
    ...(problem === null ? [] : [plain(`⚠️ ${say(problem)}`)]),
    plain(asked),
  ];
  return {
    ...tidy(joined(parts, '\n\n')),
    keyboard: { inline_keyboard: listButtons(translator, dialogue, shown.projects) },
    ...(isGroup && { replyTo: dialogue.id }),
  };
}

/** The last words of a dialogue, without buttons. */
export function renderEnd(words: string, dialogue: Dialogue, isGroup: boolean): NoticeMessage {
  return { ...tidy(plain(words)), ...(isGroup && { replyTo: dialogue.id }) };
}

function summary({ t }: Translator, { project, title, description, files }: Dialogue): Formatted[] {
  const heading = project === null ? t('new-heading') : t('new-heading-in', { project });
  const names = oneLine(files.map(({ name }) => name).join(', '), longestDescription);
  return [
    styled('bold', plain(heading)),
    ...(title === '' ? [] : [plain(title)]),
    ...(description === ''
      ? []
      : [styled('blockquote', plain(cut(cleaned(description).trim(), longestDescription)))]),
    ...(files.length === 0 ? [] : [plain(`📎 ${names}`)]),
  ];
}

function question({ t }: Translator, step: Step): string {
  switch (step) {
    case 'project':
      return t('new-ask-project');
    case 'title':
      return t('new-ask-title');
    case 'description':
      return t('new-ask-description');
    case 'files':
      return t('new-ask-files');
  }
}

function listButtons(
  { t }: Translator,
  dialogue: Dialogue,
  projects: readonly Project[],
): InlineKeyboardButton[][] {
  const button = (text: string, choice: string) => ({
    text,
    callback_data: encodeNewTask(dialogue.id, choice),
  });
  const cancel = button(t('new-cancel'), 'cancel');
  switch (stepOf(dialogue)) {
    case 'project':
      return [
        ...inPairs(
          projects
            .slice(0, mostProjects)
            .map(({ name }) => button(oneLine(name, longestLabel), projectChoice(name))),
        ),
        [cancel],
      ];
    case 'title':
      return [[cancel]];
    case 'description':
      return [[button(t('new-skip'), 'skip'), cancel]];
    case 'files':
      return [[button(t('new-done'), 'done'), cancel]];
  }
}

function inPairs<T>(items: readonly T[]): T[][] {
  return items.flatMap((_, index) => (index % 2 === 0 ? [items.slice(index, index + 2)] : []));
}
