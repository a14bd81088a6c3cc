import { FormattedString, fmt } from '@grammyjs/parse-mode';
import type { Explanation, ReasonCode } from '../domain/explanation.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import {
  cleaned,
  covered,
  cut,
  type Formatted,
  isLinkable,
  joined,
  oneLine,
  plain,
  styled,
} from './formatted.ts';
import { isolated } from './isolated.ts';
import { fromUtcText, timeOf } from './utc-time.ts';

const marks = {
  running: '▶️',
  ready: '▶️',
  slots: '⏳',
  dependency: '⏳',
  'dependency-cancelled': '❗️',
  'dependency-failed': '❗️',
  circle: '❗️',
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
  rollback: '↩️',
  'rollback-failed': '❗️',
  cancelled: '✖️',
} as const satisfies Record<ReasonCode, string>;

const longestStatus = 1000;
/** So many commands and times of a sentence are made live: Telegram takes no more than 100 entities in all. */
const mostLive = 12;

/** The sign of what a task waits for. */
export function markOf(code: ReasonCode): string {
  return marks[code];
}

/** A sentence as it stands in front of something else. */
export function unstopped(sentence: string): string {
  return sentence.replace(/(?<=[^.])\.$/, '');
}

/** The id leads to the work item where a browser shows it. */
export function titleLine({ id, workItemId, title, itemUrl }: TaskView): Formatted {
  const name = plain(oneLine(workItemId, 64) || `#${id}`);
  const linked =
    itemUrl !== null && isLinkable(itemUrl)
      ? covered({ type: 'text_link', offset: 0, length: name.text.length, url: itemUrl }, name)
      : name;
  const words = oneLine(title, 200);
  return styled('bold', joined([linked, ...(words === '' ? [] : [isolated(plain(words))])], ' '));
}

/** What the task waits for and what lifts it: the line a person looks for first. `names`: what commands are about. */
export function statusLines(
  explanation: Explanation,
  names: readonly string[],
  { say }: Translator,
  longest = longestStatus,
): Formatted {
  const since = explanation.since === null ? undefined : fromUtcText(explanation.since);
  const words = cut(cleaned(say(explanation.text)).trim(), longest);
  const sentence = inLines(live(since === undefined ? words : unstopped(words), names));
  const told = joined(
    [styled('bold', sentence), ...(since === undefined ? [] : [timeOf(since, 'r')])],
    ' · ',
  );
  const first = joined([plain(`${markOf(explanation.code)} `), told]);
  const lifts = oneLine(say(explanation.lifts), 300);
  return lifts === '' ? first : joined([first, joined([plain('→ '), isolated(live(lifts, names))])], '\n');
}

function inLines(sentence: Formatted): Formatted {
  return sentence.text.includes('\n') ? sentence : isolated(sentence);
}

const liveParts =
  /(?<![\w/])(\/deps (?:add|remove)(?: [\w-]*\d)+|\/[a-z]+)(?: (\S+?))?(?=[,.;:)]*(?:\s|$))|(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?)?) UTC/g;

/** Commands become code, which a tap copies whole, and UTC times become the reader's own. */
function live(sentence: string, names: readonly string[]): Formatted {
  const parts: Formatted[] = [];
  let done = 0;
  for (const match of sentence.matchAll(liveParts)) {
    const [found, command, argument, time] = match;
    const date = time === undefined ? undefined : fromUtcText(time);
    const named =
      argument === undefined
        ? names.some((name) => command?.includes(` ${name} `) === true)
        : names.includes(argument);
    if (date === undefined && !named) continue;
    if (parts.length >= 2 * mostLive) break;
    parts.push(plain(sentence.slice(done, match.index)));
    parts.push(date === undefined ? fmt`${FormattedString.code(found)}` : timeOf(date, 'dt'));
    done = match.index + found.length;
  }
  return joined([...parts, plain(sentence.slice(done))]);
}
