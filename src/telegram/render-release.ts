import { FormattedString, fmt } from '@grammyjs/parse-mode';
import type { CommitRange, ReleaseView } from '../domain/release-view.ts';
import type { Translator } from '../locale/translator.ts';
import { actionKeyboard } from './card-keyboard.ts';
import { capitalised } from './card-words.ts';
import { cleaned, cut, type Formatted, joined, monospaced, oneLine, plain, styled } from './formatted.ts';
import type { NoticeMessage } from './notice-text.ts';
import { tidy } from './tidy-entities.ts';
import { worded } from './worded.ts';

/** With these the whole stays far below what Telegram takes. */
const longest = { name: 64, subject: 110, line: 200, reason: 400, printed: 1200 };

const degradedIds = { head: 'news-release-head', why: 'news-release-why' } as const;
const cancelledIds = { head: 'news-release-head-cancelled', why: 'news-release-why-cancelled' } as const;

/** Words, and the end of what a program printed below them. */
export function renderOutput(text: string, printed: string): NoticeMessage {
  const words = plain(cut(cleaned(text).trim(), 4 * longest.reason));
  const end = outputOf(printed);
  return tidy(end === undefined ? words : joined([words, end], '\n'));
}

/** A release that froze its repository: what failed, what it brought, whose it is, and what has become of it. */
export function renderRelease(view: ReleaseView, translator: Translator): NoticeMessage {
  const { t, say } = translator;
  const { repo, workItemId, title, reason, range } = view;
  const task = oneLine(workItemId, longest.name);
  const printed = outputOf(view.output);
  const ids = view.isCancelled ? cancelledIds : degradedIds;
  const parts = [
    styled('bold', plain(t(ids.head, { repo: oneLine(repo, longest.name), task }))),
    ...endings(view, translator),
    plain(t(ids.why, { reason: cut(cleaned(say(reason)).trim(), longest.reason) })),
    plain(t('news-release-task', { task: oneLine(`${task} ${title}`, longest.line) })),
    ...(range === null ? [] : commitLines(range, translator)),
    ...(printed === undefined ? [] : [plain(t('news-release-output')), printed]),
  ];
  const keyboard = actionKeyboard(translator, view.taskId, view.actions);
  const message = tidy(joined(parts, '\n'));
  return keyboard === undefined ? message : { ...message, keyboard };
}

/** What happened since, the latest last. */
function endings({ rollback, withdrawn, unfrozen }: ReleaseView, { t, say }: Translator): Formatted[] {
  const lines: string[] = [];
  if (rollback?.state === 'asked' || rollback?.state === 'under-way') {
    const id = rollback.state === 'asked' ? 'news-release-to-roll-back' : 'news-release-rolling-back';
    lines.push(t(id, { who: oneLine(rollback.who, longest.name) }));
  }
  if (rollback?.said != null) {
    const mark = rollback.state === 'done' ? '↩️' : '❗️';
    lines.push(`${mark} ${capitalised(oneLine(say(rollback.said), longest.reason))}`);
  }
  if (withdrawn !== null) lines.push(`↩️ ${capitalised(oneLine(say(withdrawn), longest.reason))}`);
  if (unfrozen !== null) {
    const who = oneLine(unfrozen.who, longest.name);
    const reason = oneLine(unfrozen.why ?? '', longest.reason);
    lines.push(
      reason === '' ? t('news-release-unfrozen', { who }) : t('news-release-unfrozen-why', { who, reason }),
    );
  }
  return lines.map(plain);
}

function commitLines({ from, to, count, subjects }: CommitRange, translator: Translator): Formatted[] {
  const code = (text: string) => fmt`${FormattedString.code(text)}`;
  if (from === null) return [worded(translator, 'news-release-commit', { commit: code(to) })];
  const range = code(`${from}..${to}`);
  if (count === 0) return [worded(translator, 'news-release-commit', { commit: range })];
  const lines = subjects.map(({ commit, subject }) => `· ${commit} ${oneLine(subject, longest.subject)}`);
  const more = count - subjects.length;
  return [
    worded(translator, 'news-release-commits', { range, count }),
    ...lines.map(plain),
    ...(more > 0 && lines.length > 0 ? [plain(translator.t('news-release-more', { count: more }))] : []),
  ];
}

/** Logs end with what matters. */
function outputOf(printed: string): Formatted | undefined {
  const text = cleaned(printed).trim();
  if (text === '') return undefined;
  const letters = Array.from(text);
  const end = letters.slice(-longest.printed).join('');
  return monospaced(letters.length > longest.printed ? `…${end}` : end);
}
