import { describe, expect, test } from 'vitest';
import { logFiles } from '../../src/agents/process/log-files.ts';
import type { Project } from '../../src/domain/project.ts';
import { createRunLogs } from '../../src/workflow/read-log.ts';
import { createTestBot, viewer } from '../bot/bench.ts';
import { createTestContext, project, role, type TestContext, urlHealth } from '../support/context.ts';
import { claim, find } from '../workflow/walk.ts';
import { asking } from './why/asking.ts';
import { ended, takenOver } from './why/ended.ts';
import { held } from './why/held.ts';
import { released } from './why/released.ts';
import type { Situation } from './why/situation.ts';
import { waiting } from './why/waiting.ts';

const ofAccount = { runner: 'claude', account: 'team', fallbackModel: null } as const;

const projects: readonly Project[] = [
  project({ rollback: './deploy.sh rollback' }),
  project({
    name: 'blog',
    prefix: 'BL',
    repo: { key: 'blog', origin: 'nowhere', defaultBranch: 'main' },
    health: { ...urlHealth, probe: { kind: 'command', command: './ok.sh', timeoutMs: 1000 } },
  }),
  project({
    name: 'panel',
    prefix: 'PN',
    repo: { key: 'panel', origin: 'nowhere', defaultBranch: 'main' },
    approval: { by: ['Ada', 'Bo'], needs: 2 },
    budget: { task: null, day: 5 },
  }),
  project({
    name: 'paid',
    prefix: 'PD',
    repo: { key: 'paid', origin: 'nowhere', defaultBranch: 'main' },
    roles: { ...project().roles, analyst: role('', ofAccount) },
  }),
];

async function setUp() {
  const context = await createTestContext({ projects });
  const { store } = context;
  const logs = createRunLogs({ store, files: logFiles, mask: (text) => text });
  const { say } = createTestBot({ context, store, logs });
  return { context, say };
}

/** Whether a claim gives out a job of the task; what it gives out of others is taken by them. */
function isClaimed(context: TestContext, taskId: number): boolean {
  for (let job = claim(context); job !== undefined; job = claim(context)) {
    if (job.task_id === taskId) return true;
  }
  return false;
}

const tables: Readonly<Record<string, Readonly<Record<string, Situation>>>> = {
  'a queued job is held': held,
  'a task waits': waiting,
  'a person is asked': asking,
  'something has been released': released,
  'a task has ended': ended,
  'a row was taken over': takenOver,
};

describe.each(Object.entries(tables))('/why, when %s', (_, situations) => {
  test.each(Object.entries(situations))('because %s', async (_name, situation) => {
    const { says, holds = false, lift, after = says[0] ?? '' } = situation;
    const { context, say } = await setUp();
    const taskId = situation.arrange(context);
    const ask = async () =>
      (await say({ from: viewer }, `/why ${find(context, taskId).work_item_id}`)).join('\n');
    const told = await ask();
    expect(says.filter((words) => !told.includes(words))).toEqual([]);
    expect(holds && isClaimed(context, taskId)).toBe(false);
    lift?.(context);
    const later = await ask();
    expect(later).toContain(after);
    expect(lift !== undefined && later.includes(says[0] ?? '')).toBe(false);
    expect(isClaimed(context, taskId)).toBe(later.includes('is next'));
  });
});

test('these are at least twenty-five situations', () => {
  expect(Object.values(tables).flatMap((situations) => Object.keys(situations)).length).toBeGreaterThan(24);
});
