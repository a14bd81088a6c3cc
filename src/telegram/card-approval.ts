import { FormattedString, fmt } from '@grammyjs/parse-mode';
import type { TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import { durationOf } from './card-words.ts';
import { beginningOf, type Formatted, isLinkable, joined, oneLine, plain } from './formatted.ts';
import { isolated } from './isolated.ts';
import { timeOf } from './utc-time.ts';
import { worded } from './worded.ts';

/** Since when a person is waited for, which revision it is about, and who has approved of several. */
export function approvalLines(view: TaskView, translator: Translator): Formatted[] {
  const { approval, workItemId } = view;
  if (approval === null) return [];
  const revision = fmt`${FormattedString.code(beginningOf(oneLine(approval.revision, 64), 8))}`;
  const command = fmt`${FormattedString.code(`/task ${oneLine(workItemId, 64)}`)}`;
  return [
    yourTimeLine(view, approval.since, translator),
    worded(translator, 'card-revision', { revision, command }),
    ...pathOf(approval),
    ...votesOf(approval, translator),
  ];
}

function yourTimeLine({ yourTimeMs }: TaskView, since: Date, translator: Translator): Formatted {
  const began = worded(translator, 'card-your-time-began', { since: timeOf(since, 'r') });
  if (yourTimeMs === null) return began;
  const before = translator.t('card-your-time-before', { time: durationOf(translator, yourTimeMs) });
  return joined([began, plain(before)], ' · ');
}

/** Where no button opens it, its place in the repository tells where to look. */
function pathOf({ url, path }: NonNullable<TaskView['approval']>): Formatted[] {
  if (path === null || (url !== null && isLinkable(url))) return [];
  return [fmt`${FormattedString.code(oneLine(path, 200))}`];
}

function votesOf({ votes }: NonNullable<TaskView['approval']>, { t }: Translator): Formatted[] {
  if (votes === null) return [];
  const { given, missing, needs } = votes;
  const names = (people: readonly string[]) => oneLine(people.join(', '), 120);
  const parts = [
    plain(t('card-votes', { given: String(given.length), needs: String(needs) })),
    ...(given.length === 0 ? [] : [isolated(plain(`✓ ${names(given)}`))]),
    ...(missing.length === 0 ? [] : [isolated(plain(t('card-votes-missing', { names: names(missing) })))]),
  ];
  return [joined(parts, ' · ')];
}
