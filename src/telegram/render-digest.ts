import { formatCost } from '../domain/amounts.ts';
import type { Digest } from '../domain/digest.ts';
import type { Translator } from '../locale/translator.ts';
import { unstopped } from './card-head.ts';
import { cut, type Formatted, isLinkable, joined, oneLine, plain, styled } from './formatted.ts';
import { tidy } from './tidy-entities.ts';
import { fromUtcText, timeOf } from './utc-time.ts';
import { worded } from './worded.ts';

const mostOf = { done: 15, waiting: 15, frozen: 5 };
const longestLine = 120;

/** What needs somebody comes first. Nothing of it is left out in silence: what does not fit is counted. */
export function renderDigest(digest: Digest, translator: Translator): Formatted {
  const { t } = translator;
  const { done, waiting, frozen, spentUsd, underWay } = digest;
  const sections = [
    section(
      translator,
      t('digest-waiting', { count: waiting.length }),
      waiting.map((row) => waitingLine(row, translator)),
      mostOf.waiting,
    ),
    section(
      translator,
      t('digest-frozen', { count: frozen.length }),
      frozen.map((row) => frozenLine(translator, row)),
      mostOf.frozen,
    ),
    section(translator, t('digest-done', { count: done.length }), done.map(doneLine), mostOf.done),
  ].filter(({ text }) => text !== '');
  const foot = [
    ...(spentUsd > 0 ? [t('digest-spent', { cost: formatCost(spentUsd) })] : []),
    ...(underWay > 0 ? [t('digest-under-way', { count: underWay })] : []),
  ];
  const head = styled('bold', plain(t('digest-title')));
  return tidy(joined([head, ...sections, ...(foot.length > 0 ? [plain(foot.join(' · '))] : [])], '\n\n'));
}

function section({ t }: Translator, title: string, lines: readonly Formatted[], most: number): Formatted {
  if (lines.length === 0) return plain('');
  const more = lines.length - most;
  const shown = [...lines.slice(0, most), ...(more > 0 ? [plain(t('digest-more', { count: more }))] : [])];
  return joined([styled('bold', plain(title)), ...shown], '\n');
}

function named(workItemId: string, title: string): string {
  return cut(`${oneLine(workItemId, 64)} ${oneLine(title, longestLine)}`.trim(), longestLine);
}

function doneLine({ workItemId, title, url }: Digest['done'][number]): Formatted {
  const name = plain(named(workItemId, title));
  if (url === null || !isLinkable(url)) return joined([plain('✅ '), name]);
  return joined([
    plain('✅ '),
    { text: name.text, entities: [{ type: 'text_link', offset: 0, length: name.text.length, url }] },
  ]);
}

function waitingLine(
  { workItemId, title, what, since }: Digest['waiting'][number],
  translator: Translator,
): Formatted {
  const from = since === null ? undefined : fromUtcText(since);
  const reason = plain(unstopped(oneLine(translator.say(what), longestLine)));
  const told =
    from === undefined
      ? reason
      : worded(translator, 'digest-since', { what: reason, since: timeOf(from, 'r') });
  return joined([plain(`❗️ ${named(workItemId, title)}\n   `), told]);
}

function frozenLine(translator: Translator, { repo, reason, since }: Digest['frozen'][number]): Formatted {
  const from = fromUtcText(since);
  const told = plain(`❄️ ${oneLine(repo, 64)}: ${oneLine(translator.say(reason), longestLine)}`);
  return from === undefined ? told : joined([told, plain(' · '), timeOf(from, 'r')]);
}
