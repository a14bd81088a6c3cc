import { describe, expect, test } from 'vitest';
import type { Project } from '../../src/domain/project.ts';
import { readSaid } from '../../src/locale/said-text.ts';
import { createTestContext, project } from '../support/context.ts';
import { ada, bo, claim, completed, failed, find, open, positionOf, settle, signal, walkTo } from './walk.ts';

async function at(position: string, overrides: Partial<Project> = {}) {
  const context = await createTestContext({ projects: [project(overrides)] });
  const { id } = open(context);
  walkTo(context, id, position);
  return { context, id, deployment: () => context.store.deployments.findOfTask(id) };
}

describe('the deployment of a task', () => {
  test('begins with its landing, with what landed and what the default branch stood at before', async () => {
    const { context, deployment, id } = await at('deploy/merge');
    expect(deployment()).toBeUndefined();
    signal(context, id, { type: 'landed', commit: '1a4ded' });
    expect(deployment()).toMatchObject({
      repo: 'shop',
      state: 'deploying',
      commit_sha: '1a4ded',
      base_sha: 'ba5e',
      deployed_at: null,
    });
  });

  test('is watched once it is deployed, and ends with the verdict', async () => {
    const { context, deployment, id } = await at('deploy/health');
    expect(deployment()).toMatchObject({
      state: 'watching',
      deployed_at: '2026-03-01 12:00:00.000',
      watch_until: '2026-03-01 12:01:00.000',
      next_check_at: '2026-03-01 12:00:00.000',
    });
    signal(context, id, { type: 'healthy' });
    expect(deployment()).toMatchObject({ state: 'healthy', decided_by: 'signalbox', reason: null });
  });

  test('keeps why it is degraded, and who said so', async () => {
    const { context, deployment, id } = await at('deploy/health');
    signal(context, id, { type: 'degraded', reason: 'p95 is 4 s', by: ada }, ada);
    expect(deployment()).toMatchObject({ state: 'degraded', decided_by: 'Ada' });
    expect(readSaid(deployment()?.reason ?? '')).toBe('p95 is 4 s');
  });

  test.for([
    ['deployer and all', {}],
    ['without a deployer', { roles: { ...project().roles, deployer: null } }],
  ] as const)('without a health check ends unwatched, %s', async ([, overrides]) => {
    const { deployment } = await at('done/rest', { ...overrides, health: null });
    expect(deployment()).toMatchObject({ state: 'unwatched', watch_until: null });
    expect(deployment()?.deployed_at).not.toBeNull();
  });

  test('of a task that is cancelled after its landing is abandoned', async () => {
    const { context, deployment, id } = await at('deploy/work');
    signal(context, id, { type: 'cancel', by: bo }, bo);
    expect(positionOf(context, id)).toBe('cancelled/rest');
    expect(deployment()).toMatchObject({ state: 'abandoned', decided_by: 'Bo' });
  });

  test('stays open while a person is asked what became of a failed deploy, who may call it degraded', async () => {
    const { context, deployment, id } = await at('deploy/work');
    claim(context);
    settle(context, id, failed('exit status 3'));
    expect(find(context, id).attention).toBe('deploy-failed');
    expect(deployment()?.state).toBe('deploying');
    signal(context, id, { type: 'degraded', reason: 'half of it is out', by: ada }, ada);
    expect(deployment()?.state).toBe('degraded');
  });

  test('is not opened by a task that never lands', async () => {
    const { context, deployment, id } = await at('staging/work');
    claim(context);
    settle(context, id, completed('fail', 'red'));
    signal(context, id, { type: 'cancel', by: bo }, bo);
    expect(deployment()).toBeUndefined();
  });
});
