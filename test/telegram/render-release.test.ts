import { expect, test } from 'vitest';
import { phrase } from '../../src/domain/phrase.ts';
import type { ReleaseView } from '../../src/domain/release-view.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { renderOutput, renderRelease } from '../../src/telegram/render-release.ts';

const view: ReleaseView = {
  taskId: 7,
  workItemId: 'SHOP-004',
  title: 'Show prices with tax',
  repo: 'shop',
  isCancelled: false,
  reason: phrase('why-health-failed', { failures: 3, fault: 'answered 502' }),
  range: {
    from: 'aaaaaaaa',
    to: 'bbbbbbbb',
    count: 7,
    subjects: [{ commit: 'bbbbbbbb', subject: 'Add tax' }],
  },
  output: 'starting\nError: no database\n',
  rollback: null,
  withdrawn: null,
  unfrozen: null,
  actions: [
    { kind: 'unfreeze', key: '3' },
    { kind: 'rollback', key: '0' },
  ],
};

test('a release that froze its repository reads in English', () => {
  const { text, entities, keyboard } = renderRelease(view, translatorOf('en'));
  expect(text).toBe(
    [
      '❄️ shop is frozen by the release of SHOP-004',
      'What failed: 3 health checks in a row failed, the last one: answered 502',
      'Task: SHOP-004 Show prices with tax',
      'Commits: aaaaaaaa..bbbbbbbb (7 of them)',
      '· bbbbbbbb Add tax',
      '… and 6 more',
      'Last lines:',
      'starting\nError: no database',
    ].join('\n'),
  );
  const styled = entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)]);
  expect(styled).toEqual([
    ['bold', '❄️ shop is frozen by the release of SHOP-004'],
    ['code', 'aaaaaaaa..bbbbbbbb'],
    ['pre', 'starting\nError: no database'],
  ]);
  expect(keyboard?.inline_keyboard).toMatchObject([
    [
      { text: 'Unfreeze…', callback_data: 'unfreeze:7:3' },
      { text: 'Roll back', callback_data: 'rollback:7:0' },
    ],
  ]);
});

test('what has become of it stands under the head, in the language of the chat', () => {
  const said = phrase('why-rollback-failed', { who: 'Ада', why: phrase('why-rollback-stopped') });
  const failed = { ...view, rollback: { state: 'failed', who: 'Ада', said } } as const;
  const [head, rolled] = renderRelease(failed, translatorOf('ru')).text.split('\n');
  expect([head, rolled]).toEqual([
    '❄️ shop заморожен из-за релиза SHOP-004',
    '❗️ Откат не удался (Ада): команду остановили',
  ]);
  const asked = { ...view, rollback: { state: 'asked', who: 'Ада', said: null } } as const;
  expect(renderRelease(asked, translatorOf('ru')).text).toContain('\n↩️ Откат запрошен (Ада)\n');
  const withdrawn = phrase('why-rollback-withdrawn', { who: 'Бо', asker: 'Ада', stage: 'готова' });
  expect(renderRelease({ ...failed, withdrawn }, translatorOf('ru')).text).toMatch(
    /\n❗️ Откат не удался .*\n↩️ Откат \(Ада\) отозван до начала \(Бо\);/,
  );
  const open = { ...view, actions: [], unfrozen: { who: 'Cleo', why: 'mended' } };
  const { text, keyboard } = renderRelease(open, translatorOf('en'));
  expect(text).toContain('\n☀️ Unfrozen by Cleo: mended\n');
  expect(keyboard).toBeUndefined();
});

test('a task that was cancelled after it had landed is not said to have failed', () => {
  const reason = phrase('why-cancelled-landed');
  const { text } = renderRelease({ ...view, isCancelled: true, reason }, translatorOf('en'));
  expect(text.split('\n', 2)).toEqual([
    '❄️ shop is frozen: SHOP-004 was cancelled',
    'Why: cancelled after its change had landed',
  ]);
});

test('however much there is to say, it fits one message', () => {
  const long = '😀 long words '.repeat(2000);
  const subjects = Array.from({ length: 5 }, () => ({ commit: 'bbbbbbbb', subject: long }));
  const said = phrase('why-rollback-failed', { who: long, why: long });
  const { text } = renderRelease(
    {
      ...view,
      workItemId: long,
      title: long,
      repo: long,
      reason: long,
      output: long,
      range: { from: 'aaaaaaaa', to: 'bbbbbbbb', count: 9, subjects },
      rollback: { state: 'failed', who: long, said },
      withdrawn: said,
      unfrozen: { who: long, why: long },
    },
    translatorOf('ru'),
  );
  expect(Array.from(text).length).toBeLessThanOrEqual(4096);
  expect(Array.from(renderOutput(long, long).text).length).toBeLessThanOrEqual(4096);
});
