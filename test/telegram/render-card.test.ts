import { describe, expect, test } from 'vitest';
import type { TaskView } from '../../src/domain/task-view.ts';
import { emptySum as noUsage } from '../../src/domain/usage.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { renderCard as render } from '../../src/telegram/render-card.ts';
import { covered, expectValid } from './entities.ts';
import { stageView, taskView } from './task-views.ts';

const renderCard = (view: TaskView) => render(view, translatorOf('en'));

const waiting = taskView({
  itemUrl: 'https://plane.example.org/acme/projects/1/issues/12',
  explanation: {
    code: 'brd',
    text: 'The requirements (BRD) wait for approval.',
    since: '2026-03-01 10:00:00.123',
    lifts: 'Approve or ask for changes: /approve ET-012, /reject ET-012 reason.',
  },
  approval: {
    nonce: 'n0nce',
    revision: 'aaaa1111bbbb',
    since: new Date('2026-03-01T10:00:00Z'),
    url: null,
    path: 'docs/01-brd.md',
    votes: null,
  },
  run: null,
  actions: [
    { kind: 'changes', key: 'n0nce' },
    { kind: 'approve', key: 'n0nce' },
    { kind: 'open', key: 'n0nce' },
  ],
});

test('a card tells what, what it waits for, each stage, where and the totals', () => {
  const card = renderCard(waiting);
  expect(card.text).toBe(
    [
      'ET-012 Export invoices',
      '✋ The requirements (BRD) wait for approval.',
      '→ Approve or ask for changes: /approve ET-012, /reject ET-012 reason.',
      'Your time: began 2026-03-01 10:00 UTC · 4 min before',
      'Revision aaaa1111 · /task ET-012',
      'docs/01-brd.md',
      '',
      '✓ Analysis · 3 min 20 s · round 2',
      '▸ Development · began 2026-03-01 10:00 UTC',
      '◦ Review',
      '',
      'shop · acme/shop · agent/ET-012 · #4',
      '$1.23 · 12.3k in / 4.1k out · rework 1',
      'Wrote the requirements.',
      'Analysis: opus-5-5 high',
    ].join('\n'),
  );
  expect(covered(card)).toEqual([
    ['bold', 'ET-012 Export invoices'],
    ['text_link', 'ET-012'],
    ['bold', 'The requirements (BRD) wait for approval.'],
    ['code', '/approve ET-012'],
    ['code', '/reject ET-012'],
    ['date_time', '2026-03-01 10:00 UTC'],
    ['code', 'aaaa1111'],
    ['code', '/task ET-012'],
    ['code', 'docs/01-brd.md'],
    ['bold', '▸ Development'],
    ['date_time', '2026-03-01 10:00 UTC'],
    ['code', 'agent/ET-012'],
    ['text_link', '#4'],
    ['blockquote', 'Wrote the requirements.'],
    ['expandable_blockquote', 'Analysis: opus-5-5 high'],
  ]);
  expect(card.entities).toContainEqual(
    expect.objectContaining({ type: 'date_time', unix_time: 1_772_359_200, date_time_format: 'r' }),
  );
  expectValid(card);
});

test('in Russian it tells the same, and its buttons too', () => {
  const card = render(waiting, translatorOf('ru'));
  const lines = card.text.split('\n');
  expect(lines).toHaveLength(renderCard(waiting).text.split('\n').length);
  expect(lines).toContain('Ваше время: пошло 2026-03-01 10:00 UTC · до этого 4 мин');
  expect(lines).toContain('$1.23 · 12.3k вх. / 4.1k исх. · доработок: 1');
  expect(card.entities).toHaveLength(renderCard(waiting).entities.length);
  const [row = []] = card.keyboard.inline_keyboard;
  expect(row.map(({ text }) => text)).toEqual(['Утвердить', 'Правки…', 'Открыть']);
});

test.for([
  ['en', ['1 turn', '2 turns', '5 turns']],
  ['ru', ['1 ход', '2 хода', '5 ходов']],
] as const)('%s counts in its own way', ([language, shown]) => {
  const { run } = taskView();
  const texts = [1, 2, 5].map(
    (turns) => render(taskView({ run: run && { ...run, turns } }), translatorOf(language)).text,
  );
  texts.forEach((text, index) => expect(text.split('\n')).toContain(shown[index]));
});

test('several approvers are told who has approved and whom it waits for', () => {
  const { approval } = waiting;
  const votes = { given: ['Ada'], missing: ['Grace', 'Linus'], needs: 2 };
  const card = renderCard({ ...waiting, approval: approval && { ...approval, votes } });
  expect(card.text).toContain('1 of 2 approved · ✓ Ada · waiting for Grace, Linus');
});

describe('CI', () => {
  const lineOf = (parts: Partial<TaskView>) => renderCard(taskView(parts));
  const since = new Date('2026-03-01T10:05:00Z');
  const url = 'https://git.example.org/acme/shop/pulls/4/checks';

  test.for([
    ['waiting', '⚪️ CI waiting · 2026-03-01 10:05 UTC'],
    ['running', '🟡 CI running · 2026-03-01 10:05 UTC'],
  ] as const)('%s is told with the time since', ([state, line]) => {
    expect(lineOf({ ci: { state, since, url: null } }).text.split('\n')).toContain(line);
  });

  test.for([
    ['green', '🟢 CI green'],
    ['red', '🔴 CI red'],
  ] as const)('%s leads to where people read it', ([state, line]) => {
    expect(covered(lineOf({ ci: { state, since: null, url } }))).toContainEqual(['text_link', line]);
  });
});

test('a priority that is not the usual one, and files, are told', () => {
  expect(renderCard(taskView({ priority: 1, attachments: 2 })).text).toContain('⬆️ high priority · 📎 2');
  expect(renderCard(taskView({ priority: -1 })).text).toContain('⬇️ low priority');
});

test('what was recovered, and what was heard and changed nothing, stand below what the task waits for', () => {
  const note = 'approved in Plane by Mallory, who is no approver in people: not counted';
  const card = renderCard(taskView({ recovered: 'opened', note }));
  const [head = ''] = card.text.split('\n\n');
  expect(head.split('\n').slice(-2)).toEqual([
    '↻ Recovered, no webhook told of it: opened',
    '✎ Approved in Plane by Mallory, who is no approver in people: not counted',
  ]);
});

test.for([
  'A healthy watch until 2026-03-01 10:05:00.000 UTC.',
  'Готово, если будет исправен до 2026-03-01 10:05:00 UTC.',
])("times in what lifts a wait become the reader's own: %s", (lifts) => {
  const explanation = { code: 'health', text: 'The release is being watched.', since: null, lifts } as const;
  const card = renderCard(taskView({ explanation }));
  expect(card.text).toContain('2026-03-01 10:05 UTC.');
  expect(covered(card)).toContainEqual(['date_time', '2026-03-01 10:05 UTC']);
});

test('commands in a sentence become code in whatever language, and those of other tasks do not', () => {
  const lifts =
    'Повторите (/retry ET-012, можно с подсказкой) или /cancel ET-012; src/cancel ET-012, /cancel X.';
  const explanation = { code: 'attention', text: 'Не вышло.', since: null, lifts } as const;
  const codes = covered(renderCard(taskView({ explanation, actions: [] }))).filter(
    ([type]) => type === 'code',
  );
  expect(codes.map(([, text]) => text)).toEqual(['/retry ET-012', '/cancel ET-012', 'agent/ET-012']);
});

describe('what no run told', () => {
  const totals = (usage: Partial<TaskView['usage']>) =>
    renderCard(taskView({ usage: { ...noUsage, ...usage }, rework: 0, yourTimeMs: null, stages: [] }))
      .text.split('\n')
      .slice(-2)
      .filter((line) => !line.startsWith('shop') && line !== 'Wrote the requirements.')
      .join('|');

  test.for([
    [{ unknownRuns: 2 }, ''],
    [{ inputTokens: 900, outputTokens: 5, unknownRuns: 13 }, '900 in / 5 out · 13 runs of unknown cost'],
    [{ inputTokens: 900, outputTokens: 5, costUsd: 0.001 }, 'under $0.01 · 900 in / 5 out'],
    [{ inputTokens: 9, costUsd: 2, unknownRuns: 1 }, '$2.00 · 9 in / 0 out · 1 run of unknown cost'],
    [{ inputTokens: 9, costUsd: 2, estimated: true }, '≈ $2.00 · 9 in / 0 out'],
    [{}, ''],
  ] as const)('%o is shown as %s', ([usage, shown]) => {
    expect(totals(usage)).toBe(shown);
  });
});

test('a stage that is ahead again keeps the time it took, and those without anything share a line', () => {
  const review = stageView({ stage: 'review', title: 'Review', durationMs: 10_000 });
  const others = ['testing', 'staging'].map((title) => stageView({ title }));
  const { text } = renderCard(taskView({ stages: [review, ...others] }));
  expect(text).toContain('◦ Review · 10 s\n◦ Testing · Staging');
});

test('a further try of the current stage is counted', () => {
  expect(renderCard(taskView({ attempt: { number: 2, of: 3 } })).text).toContain('· try 2 of 3 ·');
});

test('attention is told once, and beside another status it is not lost', () => {
  const attention = { code: 'question', text: 'Which currency?' } as const;
  const asked = { code: 'attention', text: 'Which currency?', since: null, lifts: '' } as const;
  expect(renderCard(taskView({ attention, explanation: asked })).text.match(/Which currency/g)).toHaveLength(
    1,
  );
  expect(renderCard(taskView({ attention })).text).toContain('❗️ Which currency?');
});

test('a long question is cut for the glance, and stands whole with its details right below', () => {
  const question = `${'Which currency, then? '.repeat(10)}Euro?`;
  const explanation = { code: 'attention', text: question, since: null, lifts: '' } as const;
  const card = renderCard(taskView({ explanation, details: { title: '', text: 'See docs/money.md.' } }));
  expect(card.text.split('\n')[1]).toMatch(/^❗️ Which .{100,116}…$/);
  const [quote] = covered(card).filter(([type]) => type === 'expandable_blockquote');
  expect(quote?.[1]).toBe(`${question}\n\nSee docs/money.md.`);
  expect(card.text.indexOf('Euro?')).toBeLessThan(card.text.indexOf('✓ Analysis'));
});

test('why a release is degraded is said once, however long it is', () => {
  const text = `Released, but degraded: ${'a health check failed, '.repeat(9)}GET /healthz answered 503.`;
  const explanation = { code: 'degraded', text, since: null, lifts: '' } as const;
  const card = renderCard(taskView({ explanation, ended: true, run: null, details: null }));
  expect(card.text.split('\n')[1]).toBe(`❄️ ${text}`);
  expect(card.text.split('answered 503')).toHaveLength(2);
});

test('an ended task names its merge commit, how long it took, and no stages ahead', () => {
  const ended = { ended: true, mergeCommit: '0123456789abcdef', totalMs: 7_500_000, run: null, actions: [] };
  const card = renderCard(taskView(ended));
  expect(covered(card)).toContainEqual(['code', '01234567']);
  expect(card.text).toContain('Merged as 01234567');
  expect(card.text).toContain('took 2 h 5 min · rework 1 · your time 4 min');
  expect(card.text).not.toContain('◦ Review');
  expect(card.keyboard).toEqual({ inline_keyboard: [] });
});

test('addresses Telegram would refuse are shown as text, or not at all', () => {
  const itemUrl = 'http://plane:8000/acme/projects/1/issues/12';
  const card = renderCard(taskView({ changeUrl: 'http://localhost:3000/pulls/4', itemUrl }));
  expect(card.text).toContain('http://localhost:3000/pulls/4');
  expect(covered(card).map(([type]) => type)).not.toContain('text_link');
});

describe('people’s text', () => {
  const lineOf = (title: string) => renderCard(taskView({ title })).text.split('\n')[0];

  test('is no markup, and turns nothing round', () => {
    expect(lineOf('<b>&amp; 👩‍👩‍👧 \u202Eevil\u0000\nline')).toBe('ET-012 <b>&amp; 👩‍👩‍👧 evil line');
    expect(lineOf('\u2069שלום\u2067')).toBe('ET-012 \u2068שלום\u2069');
  });

  test("is cut at 200 code points, never within an emoji's surrogates", () => {
    const line = lineOf('🚂'.repeat(500)) ?? '';
    expect(Array.from(line).length).toBe('ET-012 '.length + 200);
    expect(line.isWellFormed()).toBe(true);
  });
});

test('an overlong card loses the least useful first', () => {
  const stages = (count: number) => [
    ...Array.from({ length: count }, (_, index) =>
      stageView({ title: `Passed ${index}`, state: 'done', note: 'n'.repeat(60), model: 'opus' }),
    ),
    stageView({ title: 'Running', state: 'current' }),
    stageView({ title: 'Coming' }),
  ];
  const kept = (count: number) => {
    const card = renderCard(taskView({ stages: stages(count), lastSummary: 's'.repeat(400) }));
    expectValid(card);
    const parts = ['/stop ET-012', 'Coming', 'opus', 'ssss', 'nnnn', 'Passed 1', 'Running'];
    return parts.filter((part) => card.text.includes(part)).join(' ');
  };
  const counts = [...Array.from({ length: 14 }, (_, index) => index * 5 + 30), 900];
  expect([...new Set(counts.map(kept))]).toEqual([
    '/stop ET-012 Coming opus ssss nnnn Passed 1 Running',
    'ssss nnnn Passed 1 Running',
    'nnnn Passed 1 Running',
    'Passed 1 Running',
    'Running',
  ]);
});

test('a card never has more entities than Telegram takes', () => {
  const since = new Date('2026-03-01T10:00:00Z');
  const stages = Array.from({ length: 70 }, () => stageView({ title: 'Twice', state: 'current', since }));
  const card = renderCard(taskView({ stages, run: null }));
  expect(card.entities.length).toBeLessThanOrEqual(100);
  expect(card.text).toContain('▸ Twice');
});

test('40 rounds of rework are a number', () => {
  const stages = taskView().stages.map((stage) => ({ ...stage, rounds: 41 }));
  const card = renderCard(taskView({ stages, rework: 40 }));
  expect(card.text).toContain('▸ Development · round 41');
  expect(card.text).toContain('rework 40');
});

test('what was found stands in a quote that opens, its middle left out, in place of the summary', () => {
  const log = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  const card = renderCard(taskView({ details: { title: 'CI is red', text: log } }));
  expect(card.text).not.toContain('Wrote the requirements.');
  expect(card.text).toContain('CI is red:\nline 0\nline 1\nline 2\n…\nline 32');
  expect(covered(card).at(-2)?.[0]).toBe('expandable_blockquote');
  expectValid(card);
});
