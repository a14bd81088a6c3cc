import type { EffectKind } from '../domain/decision.ts';
import { type MessageId, type Phrase, phrase } from '../domain/phrase.ts';
import type { Translator } from '../locale/translator.ts';
import { type Formatted, joined, oneLine, plain } from '../telegram/formatted.ts';
import type { AtWork } from '../workflow/list-at-work.ts';
import type { Paused } from '../workflow/pause.ts';
import { ago, capped } from './lines.ts';

const mostListed = 12;

/** What a pause came to: what it means, what is being stopped, what goes on to its end, and how it is lifted. */
export function pauseLines(translator: Translator, { pause, change, atWork }: Paused): Formatted[] {
  const { t, say } = translator;
  const { scope, who, why, since, mode } = pause;
  const what = say(sayScope(scope));
  const before = joined([plain(t('gate-paused-already', { what, who })), ago(since)]);
  const heads = {
    new: [plain(mode === 'stop' ? t('gate-stopped-all') : t('gate-paused', { what }))],
    hardened: [before, plain(mode === 'stop' ? t('gate-stopped-all') : t('gate-hardened'))],
    none: [before, ...(mode === 'stop' ? [plain(t('gate-stopped-all'))] : [])],
  } as const satisfies Record<Paused['change'], readonly Formatted[]>;
  const reason = why === '' ? [] : [plain(t('gate-reason', { reason: why }))];
  const work = mode === 'finish' ? runningLines(translator, atWork) : stoppedLines(translator, mode, atWork);
  return [...heads[change], ...reason, ...work];
}

export function sayScope(scope: string): Phrase {
  return scope === '*' ? phrase('gate-everything') : phrase('gate-project', { project: scope });
}

function runningLines(translator: Translator, { stopping, finishing }: AtWork): Formatted[] {
  const running = [...stopping, ...finishing];
  if (running.length === 0) return [plain(translator.t('gate-none-running'))];
  return [plain(translator.t('gate-running', { count: running.length })), ...listed(translator, running)];
}

function stoppedLines(
  translator: Translator,
  mode: 'now' | 'stop',
  { stopping, finishing, held }: AtWork,
): Formatted[] {
  const { t } = translator;
  const line = (text: string) => plain(text);
  const count = stopping.length;
  const cut = stopping.some(({ role }) => role === 'deployer' || role === 'rollback');
  return [
    ...(count === 0 ? [line(t('gate-none-stopped'))] : [line(t('gate-stopping', { count }))]),
    ...listed(translator, stopping),
    ...(cut ? [line(t('gate-stopped-deploy'))] : []),
    ...(finishing.length === 0
      ? []
      : [
          line(t(mode === 'stop' ? 'gate-looking-on' : 'gate-finishing', { count: finishing.length })),
          ...listed(translator, finishing),
        ]),
    ...(held.length === 0 ? [] : [line(t('gate-held')), ...heldLines(translator, held)]),
    ...(mode === 'stop' ? [line(t('gate-stopped-resume'))] : []),
  ];
}

function listed(translator: Translator, working: AtWork['stopping']): Formatted[] {
  const lines = working.map(({ task, role }) => plain(`• ${oneLine(task, 64)} ${role}`));
  return capped(translator, lines, mostListed);
}

const heldWords: Partial<Record<EffectKind, MessageId>> = {
  publish: 'gate-held-publish',
  update: 'gate-held-update',
  merge: 'gate-held-merge',
  cleanUp: 'gate-held-clean-up',
};

function heldLines(translator: Translator, held: AtWork['held']): Formatted[] {
  const lines = held.map(({ task, kind }) => {
    const word = heldWords[kind];
    return plain(`• ${oneLine(task, 64)} ${word === undefined ? kind : translator.t(word)}`);
  });
  return capped(translator, lines, mostListed);
}
