import { unknownUsage } from '../../src/domain/report.ts';
import type { StageView, TaskView } from '../../src/domain/task-view.ts';
import { emptySum as noUsage } from '../../src/domain/usage.ts';

export function stageView(parts: Partial<StageView>): StageView {
  return {
    stage: 'development',
    title: 'Development',
    state: 'ahead',
    rounds: 1,
    durationMs: null,
    since: null,
    model: null,
    effort: null,
    usage: noUsage,
    note: null,
    ...parts,
  };
}

export function taskView(parts: Partial<TaskView> = {}): TaskView {
  return {
    id: 12,
    workItemId: 'ET-012',
    title: 'Export invoices',
    itemUrl: null,
    priority: 0,
    project: 'shop',
    repo: 'acme/shop',
    branch: 'agent/ET-012',
    changeUrl: 'https://git.example.org/acme/shop/pulls/4',
    attachments: 0,
    stage: 'development',
    step: 'work',
    ended: false,
    stages: [
      stageView({
        stage: 'analysis',
        title: 'Analysis',
        state: 'done',
        rounds: 2,
        durationMs: 200_000,
        model: 'claude-opus-5-5',
        effort: 'high',
      }),
      stageView({ state: 'current', since: new Date('2026-03-01T10:00:00Z') }),
      stageView({ stage: 'review', title: 'Review' }),
    ],
    rework: 1,
    attempt: null,
    usage: { ...noUsage, inputTokens: 12_345, outputTokens: 4100, costUsd: 1.234 },
    explanation: {
      code: 'running',
      text: 'The developer is at work.',
      since: '2026-03-01 10:00:00',
      lifts: 'The end of its run.',
    },
    attention: null,
    details: null,
    approval: null,
    ci: null,
    run: {
      id: 3,
      role: 'developer',
      since: new Date('2026-03-01T10:00:00Z'),
      model: 'claude-sonnet-5',
      effort: null,
      step: null,
      turns: null,
      usage: unknownUsage,
      resumed: false,
    },
    budgetUsd: null,
    recovered: null,
    note: null,
    lastSummary: 'Wrote the requirements.',
    yourTimeMs: 240_000,
    totalMs: null,
    commit: null,
    mergeCommit: null,
    actions: [{ kind: 'stop', key: '3' }],
    menu: null,
    ...parts,
  };
}
