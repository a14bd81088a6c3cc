import { describe, expect, test } from 'vitest';
import { unknownUsage } from '../../src/domain/report.ts';
import type { TaskView } from '../../src/domain/task-view.ts';
import { emptySum as noUsage } from '../../src/domain/usage.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { renderCard as render } from '../../src/telegram/render-card.ts';
import { stageView, taskView } from './task-views.ts';

const renderCard = (view: TaskView) => render(view, translatorOf('en'));

describe('an agent at work', () => {
  const { run } = taskView();
  const usage = {
    ...unknownUsage,
    inputTokens: 8000,
    cacheReadTokens: 40_000,
    outputTokens: 3100,
    costUsd: 0.42,
  };
  const statusOf = (live: Partial<NonNullable<TaskView['run']>>, view: Partial<TaskView> = {}) => {
    if (run === null) throw new Error('no run');
    const [head = ''] = renderCard(taskView({ run: { ...run, ...live }, ...view })).text.split('\n\n');
    return head.split('\n').slice(1);
  };

  test('is told with its step, its turns and what it took so far', () => {
    expect(statusOf({ step: 'Edit src/a.ts', turns: 12, usage, resumed: true })).toEqual([
      '▶️ The developer is at work · 2026-03-01 10:00 UTC',
      '→ The end of its run.',
      '⚙️ Edit src/a.ts',
      '12 turns · 48k in / 3.1k out · ≈ $0.42 · session resumed',
      '→ /stop ET-012',
    ]);
    expect(statusOf({ turns: 1 })).toContain('1 turn');
  });

  test('is told without them where its runner tells nothing', () => {
    expect(statusOf({})).toHaveLength(3);
  });

  test('gives the same card while nothing happens, whatever the time', () => {
    const views = [1, 2].map(() => taskView());
    expect(renderCard(views[0] ?? taskView())).toEqual(renderCard(views[1] ?? taskView()));
  });
});

describe('what stages took', () => {
  const sum = { ...noUsage, inputTokens: 12_300, outputTokens: 1000, costUsd: 0.2 };
  const linesOf = (parts: Partial<TaskView>) => renderCard(taskView(parts)).text.split('\n');

  test('stands in their lines, a guess marked as one', () => {
    const done = stageView({
      title: 'Analysis',
      state: 'done',
      durationMs: 1000,
      usage: { ...sum, estimated: true },
    });
    const lines = linesOf({ stages: [done] });
    expect(lines).toContain('✓ Analysis · 1 s · ≈ $0.20');
    expect(lines.at(-1)).toBe('Analysis: 12.3k/1k');
  });

  test('is not told twice while its only run is at work', () => {
    const { run } = taskView();
    const usage = { ...unknownUsage, inputTokens: 12_300, outputTokens: 1000 };
    const current = stageView({ title: 'Development', state: 'current', usage: sum });
    const live = run && { ...run, usage };
    expect(linesOf({ stages: [current], run: live })).toContain('▸ Development · sonnet-5');
    const second = stageView({ ...current, usage: { ...sum, inputTokens: 90_000 } });
    expect(linesOf({ stages: [second], run: live })).toContain('▸ Development · sonnet-5 · $0.20');
    const before = stageView({ title: 'Analysis', state: 'done', model: 'claude-opus-5-5-20260801' });
    const lines = linesOf({ stages: [before, second], run: live });
    expect(lines.slice(-2)).toEqual(['Analysis: opus-5-5', 'Development: 90k/1k']);
  });
});

test('the sum stands beside what the task may spend', () => {
  const totals = (parts: Partial<TaskView>) => {
    const view = taskView({ rework: 0, yourTimeMs: null, lastSummary: null, stages: [], ...parts });
    return renderCard(view).text.split('\n').at(-1);
  };
  expect(totals({ budgetUsd: 10 })).toBe('$1.23 of $10 · 12.3k in / 4.1k out');
  expect(totals({ budgetUsd: 10, usage: noUsage })).toBe('budget $10');
  expect(totals({ budgetUsd: 2.5, usage: { ...noUsage, unknownRuns: 1 } })).toBe(
    'budget $2.50 · 1 run of unknown cost',
  );
});

test('the button that raises names the sum', () => {
  const actions = [
    { kind: 'cancel', key: '1' },
    { kind: 'raise', key: '15' },
  ] as const;
  expect(renderCard(taskView({ actions: [...actions] })).keyboard.inline_keyboard).toEqual([
    [
      { text: 'Raise to $15', style: 'primary', callback_data: 'raise:12:15' },
      { text: 'Cancel…', style: 'danger', callback_data: 'cancel:12:1' },
    ],
  ]);
});
