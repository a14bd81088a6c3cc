import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TaskView } from '../../src/domain/task-view.ts';
import { emptySum as noUsage } from '../../src/domain/usage.ts';
import { renderCard } from '../../src/telegram/render-card.ts';
import { covered, expectValid } from './entities.ts';
import { stageView, taskView } from './task-views.ts';

const waiting = taskView({
  explanation: {
    code: 'brd',
    text: 'The requirements (BRD) wait for approval.',
    since: '2026-03-01 10:00:00.123',
    lifts: 'Approve or ask for changes: /approve ET-012, /reject ET-012 reason.',
  },
  approval: { nonce: 'n0nce', revision: 'aaaa1111bbbb' },
  actions: [
    { kind: 'changes', key: 'n0nce' },
    { kind: 'approve', key: 'n0nce' },
    { kind: 'cancel', key: '' },
  ],
});

test('a card tells what, where, what it waits for, each stage and the totals', () => {
  const card = renderCard(waiting);
  expect(card.text).toBe(
    [
      'ET-012 Export invoices',
      'shop · acme/shop · agent/ET-012 · pull request',
      '',
      '✋ The requirements (BRD) wait for approval. · 2026-03-01 10:00 UTC',
      '→ Approve or ask for changes: /approve ET-012, /reject ET-012 reason.',
      'Revision aaaa1111; /task ET-012 shows it again.',
      '',
      '✓ Analysis · 3 min 20 s · round 2 · opus-5-5 high',
      '▸ Development · began 2026-03-01 10:00 UTC · sonnet-5',
      '· Review',
      '',
      '12.3k in / 4.1k out · $1.23 · rework 1 · waited for approval 4 min',
      'Wrote the requirements.',
    ].join('\n'),
  );
  expect(covered(card)).toEqual([
    ['bold', 'ET-012 Export invoices'],
    ['code', 'agent/ET-012'],
    ['text_link', 'pull request'],
    ['bold', 'The requirements (BRD) wait for approval.'],
    ['date_time', '2026-03-01 10:00 UTC'],
    ['code', '/approve ET-012'],
    ['code', '/reject ET-012'],
    ['code', 'aaaa1111'],
    ['code', '/task ET-012'],
    ['bold', '▸ Development'],
    ['date_time', '2026-03-01 10:00 UTC'],
    ['blockquote', 'Wrote the requirements.'],
  ]);
  expect(card.entities).toContainEqual(
    expect.objectContaining({ type: 'date_time', unix_time: 1_772_359_200, date_time_format: 'r' }),
  );
  expectValid(card);
});

test('the buttons stand in their order, coloured, each with what ties it to the moment', () => {
  expect(renderCard(waiting).keyboard.inline_keyboard).toEqual([
    [
      { text: 'Approve', style: 'success', callback_data: 'approve:12:n0nce' },
      { text: 'Changes…', callback_data: 'changes:12:n0nce' },
    ],
    [{ text: 'Cancel…', style: 'danger', callback_data: 'cancel:12:' }],
  ]);
  const stuck = (['cancel', 'degrade', 'retry'] as const).map((kind) => ({ kind, key: '' }));
  const rows = renderCard(taskView({ actions: stuck })).keyboard.inline_keyboard;
  expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
    ['Retry', 'Cancel…'],
    ['Declare degraded'],
  ]);
});

test('what was recovered, and what was heard and changed nothing, stand below what the task waits for', () => {
  const note = 'approved in Plane by Mallory, who is no approver in people: not counted';
  const card = renderCard(taskView({ recovered: 'opened', note }));
  const [, status = ''] = card.text.split('\n\n');
  expect(status.split('\n').slice(-2)).toEqual([
    '↻ Recovered, no webhook told of it: opened',
    '✎ Approved in Plane by Mallory, who is no approver in people: not counted',
  ]);
});

test("times in what lifts a wait become the reader's own", () => {
  const card = renderCard(
    taskView({
      explanation: {
        code: 'health',
        text: 'The release is being watched.',
        since: null,
        lifts: 'A healthy watch until 2026-03-01 10:05:00.000 UTC.',
      },
    }),
  );
  expect(card.text).toContain('→ A healthy watch until 2026-03-01 10:05 UTC.');
  expect(covered(card)).toContainEqual(['date_time', '2026-03-01 10:05 UTC']);
});

describe('what no run told', () => {
  const totals = (usage: Partial<TaskView['usage']>) =>
    renderCard(taskView({ usage: { ...noUsage, ...usage }, rework: 0, yourTimeMs: null, lastSummary: null }))
      .text.split('\n\n')
      .slice(3)
      .join('|');

  test.for([
    [{ unknownRuns: 2 }, ''],
    [{ inputTokens: 900, outputTokens: 5, unknownRuns: 13 }, '900 in / 5 out · 13 runs of unknown cost'],
    [{ inputTokens: 900, outputTokens: 5, costUsd: 0.001 }, '900 in / 5 out · under $0.01'],
    [{ inputTokens: 9, costUsd: 2, unknownRuns: 1 }, '9 in / 0 out · $2.00 · 1 run of unknown cost'],
    [{ inputTokens: 9, costUsd: 2, estimated: true }, '9 in / 0 out · ≈ $2.00'],
    [{}, ''],
  ] as const)('%o is shown as %s', ([usage, shown]) => {
    expect(totals(usage)).toBe(shown);
  });
});

test('a stage that is ahead again keeps the time it took', () => {
  const review = stageView({ stage: 'review', title: 'Review', durationMs: 10_000 });
  expect(renderCard(taskView({ stages: [review] })).text).toContain('· Review · 10 s');
});

test('attention is told once, and beside another status it is not lost', () => {
  const attention = { code: 'question', text: 'Which currency?' } as const;
  const asked = { code: 'attention', text: 'Which currency?', since: null, lifts: '' } as const;
  expect(renderCard(taskView({ attention, explanation: asked })).text.match(/Which currency/g)).toHaveLength(
    1,
  );
  expect(renderCard(taskView({ attention })).text).toContain('❗️ Which currency?');
});

test('an ended task names its merge commit and no stages ahead', () => {
  const card = renderCard(taskView({ ended: true, mergeCommit: '0123456789abcdef', actions: [] }));
  expect(card.text).toContain('Merged as 01234567');
  expect(covered(card)).toContainEqual(['code', '01234567']);
  expect(card.text).not.toContain('· Review');
  expect(card.keyboard).toEqual({ inline_keyboard: [] });
});

test('an address Telegram would refuse is shown as text', () => {
  const card = renderCard(taskView({ changeUrl: 'http://localhost:3000/pulls/4' }));
  expect(card.text).toContain('http://localhost:3000/pulls/4');
  expect(covered(card).map(([type]) => type)).not.toContain('text_link');
});

test('markup, emoji and marks that turn the direction in a title change nothing around it', () => {
  const card = renderCard(taskView({ title: '<b>&amp; 👩‍👩‍👧 \u202Eevil\u0000 שלום\nline' }));
  expect(card.text.split('\n')[0]).toBe('ET-012 <b>&amp; 👩‍👩‍👧 evil שלום line');
  expectValid(card);
});

test("a long title is cut at 200 code points, never within an emoji's surrogates", () => {
  const [line = ''] = renderCard(taskView({ title: '🚂'.repeat(500) })).text.split('\n');
  expect(Array.from(line).length).toBe('ET-012 '.length + 200);
  expect(line.isWellFormed()).toBe(true);
});

test('an overlong card loses the stages ahead first, then the summary, then what has passed', () => {
  const stages = (count: number) => [
    ...Array.from({ length: count }, (_, index) =>
      stageView({ title: `Passed ${index}`, state: 'done', note: 'n'.repeat(80) }),
    ),
    stageView({ title: 'Running', state: 'current' }),
    stageView({ title: 'Coming' }),
  ];
  const kept = (count: number) => {
    const card = renderCard(taskView({ stages: stages(count), lastSummary: 's'.repeat(400) }));
    expectValid(card);
    return ['Coming', 'ssss', 'nnnn', 'Passed 1', 'Running'].filter((part) => card.text.includes(part));
  };
  expect(kept(33)).toEqual(['Coming', 'ssss', 'nnnn', 'Passed 1', 'Running']);
  expect(kept(38)).toEqual(['nnnn', 'Passed 1', 'Running']);
  expect(kept(60)).toEqual(['Passed 1', 'Running']);
  expect(kept(900)).toEqual(['Running']);
});

test('what was found stands in a quote that opens, its middle left out, in place of the summary', () => {
  const log = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  const card = renderCard(taskView({ details: { title: 'CI is red', text: log } }));
  expect(card.text).not.toContain('Wrote the requirements.');
  expect(card.text).toContain('CI is red:\nline 0\nline 1\nline 2\n…\nline 32');
  expect(covered(card).at(-1)?.[0]).toBe('expandable_blockquote');
  expectValid(card);
});

test('whatever a task holds, its card is valid, and the same twice', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme', maxLength: 3000 }),
    fc.constant('🚂'.repeat(5000)),
    fc.constantFrom('', ' ', '/approve ET-012', '2026-99-99 10:00:00 UTC', '2026-01-01 10:00:00 UTC'),
  );
  const orNull = fc.option(text);
  const stage = fc.record({
    title: text,
    state: fc.constantFrom('done', 'current', 'ahead'),
    rounds: fc.nat(5),
    durationMs: fc.option(fc.integer()),
    since: fc.option(fc.date({ noInvalidDate: false })),
    model: orNull,
    effort: orNull,
    note: orNull,
  });
  const count = fc.option(fc.nat());
  const usage = fc.record({
    inputTokens: count,
    outputTokens: count,
    cacheReadTokens: count,
    cacheCreationTokens: count,
    costUsd: count,
    model: orNull,
  });
  const aRun = fc.record({
    id: fc.nat(),
    role: text,
    since: fc.date(),
    model: orNull,
    effort: orNull,
    step: orNull,
    turns: count,
    usage,
    resumed: fc.boolean(),
  });
  const parts = fc.record({
    workItemId: text,
    title: text,
    project: orNull,
    repo: text,
    branch: orNull,
    changeUrl: fc.option(fc.oneof(text, fc.webUrl())),
    stages: fc.array(stage.map(stageView), { maxLength: 60 }),
    explanation: fc.record({ code: fc.constant('running' as const), text, since: orNull, lifts: text }),
    attention: fc.option(fc.record({ code: fc.constant('failed' as const), text })),
    details: fc.option(fc.record({ title: text, text })),
    recovered: orNull,
    note: orNull,
    lastSummary: orNull,
    mergeCommit: orNull,
    run: fc.option(aRun),
    budgetUsd: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  });
  fc.assert(
    fc.property(parts, (partial) => {
      const view = taskView(partial);
      expectValid(renderCard(view));
      expect(renderCard(view)).toEqual(renderCard(view));
    }),
    { numRuns: 300 },
  );
});
