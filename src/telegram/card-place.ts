import { FormattedString, fmt } from '@grammyjs/parse-mode';
import type { MessageId } from '../domain/phrase.ts';
import type { CiView, TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import { covered, type Formatted, isLinkable, joined, oneLine, plain } from './formatted.ts';
import { isolated } from './isolated.ts';
import { timeOf } from './utc-time.ts';

/** Where the work lies: its project and repository, its branch, which a tap copies, and its change. */
export function placeLine(view: TaskView, translator: Translator): Formatted {
  const parts: Formatted[] = [];
  const [project, repo] = [oneLine(view.project ?? '', 60), oneLine(view.repo, 80)];
  for (const name of new Set([project, repo])) if (name !== '') parts.push(isolated(plain(name)));
  const branch = oneLine(view.branch ?? '', 120);
  if (branch !== '') parts.push(fmt`${FormattedString.code(branch)}`);
  if (view.changeUrl !== null) parts.push(changeOf(view.changeUrl, translator));
  return joined(parts, ' · ');
}

function changeOf(address: string, { t }: Translator): Formatted {
  const [, number] = /\/(\d{1,9})\/?$/.exec(address) ?? [];
  return linked(
    plain(number === undefined ? t('card-change') : `#${number}`),
    address,
    oneLine(address, 120),
  );
}

/** An address that Telegram would refuse is shown as it is, where it says more than its name. */
function linked(name: Formatted, address: string, otherwise: string): Formatted {
  if (!isLinkable(address)) return plain(otherwise);
  return covered({ type: 'text_link', offset: 0, length: name.text.length, url: address }, name);
}

const ciWords = {
  waiting: 'card-ci-waiting',
  running: 'card-ci-running',
  green: 'card-ci-green',
  red: 'card-ci-red',
} as const satisfies Record<CiView['state'], MessageId>;

/** What else is to be known of it at a glance: CI, a priority that is not the usual one, and files. */
export function conditionLine(
  { ci, priority, attachments, explanation }: TaskView,
  translator: Translator,
): Formatted {
  const { t } = translator;
  const parts: Formatted[] = [];
  if (ci !== null) {
    parts.push(linked(plain(t(ciWords[ci.state])), ci.url ?? '', t(ciWords[ci.state])));
    // The status tells since when, where it is CI that the task waits for.
    if (ci.since !== null && explanation.code !== 'ci') parts.push(timeOf(ci.since, 'r'));
  }
  if (priority > 0) parts.push(plain(t('card-priority-high')));
  if (priority < 0) parts.push(plain(t('card-priority-low')));
  if (attachments > 0) parts.push(plain(`📎 ${attachments}`));
  return joined(parts, ' · ');
}
