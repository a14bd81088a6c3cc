import type { AgentRequest } from '../../src/agents/agent.ts';

/** A developer's request, of paths where nothing stands. */
export const plainRequest: AgentRequest = {
  role: 'developer',
  stage: 'development',
  access: 'write',
  workItemId: 'SHOP-7',
  title: `Añadir "dark" mode; it's $(touch injected)`,
  description: 'Make it dark.',
  notes: '',
  repo: 'acme/shop',
  branch: 'signalbox/SHOP-7',
  commit: '63f3f8f0c8f5d2b1a4e6978876d5c4b3a2918070',
  runName: 'run-0c8f5d2b1a4e',
  clonePath: '/srv/clones/task-7',
  promptPath: '/srv/runs/run-0c8f5d2b1a4e/prompt.md',
  reportPath: '/srv/runs/run-0c8f5d2b1a4e/report.json',
  attachmentsPath: null,
  homePath: '/srv/homes/task-7/team',
  model: null,
  fallbackModel: null,
  effort: null,
  session: { id: '5495bd14-0b1f-4c58-9a67-6f1d3c1c2a10', resumes: false },
  budgetUsd: null,
  verdicts: null,
};
