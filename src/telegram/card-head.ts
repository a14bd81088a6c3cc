import { FormattedString, fmt } from '@grammyjs/parse-mode';
import type { Explanation, ReasonCode } from '../domain/explanation.ts';
import type { TaskView } from '../domain/task-view.ts';
import { cleaned, cut, type Formatted, isLinkable, joined, oneLine, plain, styled } from './formatted.ts';
import { fromUtcText, timeOf } from './utc-time.ts';

const marks = {
  running: '▶️',
  ready: '▶️',
  slots: '⏳',
  dependency: '⏳',
  serial: '⏳',
  freeze: '❄️',
  pause: '⏸',
  backoff: '⏳',
  'usage-limit': '⏳',
  account: '🔑',
  budget: '💸',
  brd: '✋',
  ci: '⏳',
  lock: '⏳',
  publish: '⏳',
  update: '⏳',
  merge: '⏳',
  health: '🩺',
  attention: '❗️',
  stopping: '⏹',
  'other-stage': '❔',
  'unknown-stage': '❔',
  'unknown-role': '❔',
  'unknown-repo': '❔',
  'no-job': '❔',
  done: '✅',
  degraded: '❄️',
  cancelled: '✖️',
} as const satisfies Record<ReasonCode, string>;

export function titleLine(view: TaskView): Formatted {
  const id = oneLine(view.workItemId, 64) || `Task ${view.id}`;
  return fmt`${FormattedString.bold(`${id} ${oneLine(view.title, 200)}`.trim())}`;
}

export function placeLine({ project, repo, branch, changeUrl }: TaskView): Formatted {
  const parts: Formatted[] = [];
  const [projectName, repoName] = [oneLine(project ?? '', 60), oneLine(repo, 80)];
  for (const name of new Set([projectName, repoName])) if (name !== '') parts.push(plain(name));
  const branchName = oneLine(branch ?? '', 120);
  if (branchName !== '') parts.push(fmt`${FormattedString.code(branchName)}`);
  if (changeUrl !== null) parts.push(linkTo(changeUrl));
  return joined(parts, ' · ');
}

function linkTo(address: string): Formatted {
  if (isLinkable(address)) return fmt`${FormattedString.link('pull request', address)}`;
  return plain(oneLine(address, 120));
}

/** What the task waits for and what lifts it: the line a person looks for first. */
export function statusLines(explanation: Explanation, names: readonly string[]): Formatted {
  const since = explanation.since === null ? undefined : fromUtcText(explanation.since);
  const what = styled('bold', live(cut(cleaned(explanation.text).trim(), 1000), names));
  const told = joined([what, ...(since === undefined ? [] : [timeOf(since, 'r')])], ' · ');
  const first = joined([plain(`${marks[explanation.code]} `), told]);
  const lifts = oneLine(explanation.lifts, 300);
  return lifts === '' ? first : joined([first, joined([plain('→ '), live(lifts, names)])], '\n');
}

/** Commands become code, which a tap copies whole, and UTC times become the reader's own. */
function live(sentence: string, names: readonly string[]): Formatted {
  const parts: Formatted[] = [];
  let done = 0;
  for (const match of sentence.matchAll(
    /(\/[a-z]+)(?: (\S+?))?(?=[,.;:)]*(?:\s|$))|(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?) UTC/g,
  )) {
    const [found, command, argument, time] = match;
    const date = time === undefined ? undefined : fromUtcText(time);
    const named = argument !== undefined && names.includes(argument);
    if (date === undefined && !named) continue;
    parts.push(plain(sentence.slice(done, match.index)));
    parts.push(
      date === undefined ? fmt`${FormattedString.code(`${command} ${argument}`)}` : timeOf(date, 'dt'),
    );
    done = match.index + found.length;
  }
  return joined([...parts, plain(sentence.slice(done))]);
}
