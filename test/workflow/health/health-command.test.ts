import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HealthSettings, Project } from '../../../src/domain/project.ts';
import { toEnglish } from '../../../src/locale/to-english.ts';
import { checkHealth } from '../../../src/workflow/health/check-health.ts';
import { stopIdleLooks } from '../../../src/workflow/health/finish-look.ts';
import { startLook } from '../../../src/workflow/health/health-command.ts';
import { keepVerdict } from '../../../src/workflow/health/judge-look.ts';
import { recoverRuns } from '../../../src/workflow/runs/recover-runs.ts';
import { project, role } from '../../support/context.ts';
import { until } from '../../support/until.ts';
import { agentCommit, createRunContext, restart, runsEnded, type TestRunContext } from '../run-context.ts';
import { open, positionOf, signal, walkTo } from '../walk.ts';

type Setup = { health?: Partial<HealthSettings>; project?: Partial<Project>; timeoutMs?: number };

/** A release that is watched by a command, on what really landed. */
async function watching(command: string, { health, timeoutMs = 60_000, ...more }: Setup = {}) {
  const probe = { kind: 'command', command, timeoutMs } as const;
  const rule = { probe, everyMs: 10_000, windowMs: 60_000, healthyAfter: null, degradedAfter: 2, ...health };
  const context = await createRunContext({ project: { health: rule, ...more.project } });
  const { id } = open(context);
  const commit = await agentCommit(context, { 'new.txt': 'new\n' });
  walkTo(context, id, 'deploy/merge');
  signal(context, id, { type: 'landed', commit });
  walkTo(context, id, 'deploy/health');
  return { context, id, commit };
}

/** What the clock does each second. */
async function beat(context: TestRunContext): Promise<void> {
  stopIdleLooks(context);
  await checkHealth(context, {
    url: () => Promise.reject(new Error('it has no URL')),
    command: (watched) => startLook(context, watched),
  });
}

async function look(context: TestRunContext): Promise<void> {
  await beat(context);
  await runsEnded(context);
}

const deploymentOf = ({ store }: TestRunContext, id: number) => {
  const found = store.deployments.findOfTask(id);
  if (found === undefined) throw new Error(`task ${id} has no deployment`);
  return found;
};

const checksOf = (context: TestRunContext, id: number) =>
  context.store.deployments.listChecks(deploymentOf(context, id).id, 9);

async function untilRunning(context: TestRunContext) {
  return until('the look writes that it runs', () => {
    const [run] = context.store.healthLooks.listLive();
    const runs = run?.pid != null && run.clone !== null && existsSync(join(run.clone, 'running'));
    return runs ? { id: run.id, pid: run.pid ?? 0, clone: run.clone ?? '' } : undefined;
  });
}

const waits = 'touch running; until test -f go; do sleep 0.02; done';

test('a health command runs on what landed, sees what deploy commands see, and leaves nothing when all is well', async () => {
  const { context, id, commit } = await watching(
    'test -f new.txt && test "$(git rev-parse HEAD)" = "$SIGNALBOX_COMMIT" && test "$DEPLOY_KEY" = k && test "$SIGNALBOX_TASK" = ET-001',
    { project: { env: { DEPLOY_KEY: 'k' } }, health: { healthyAfter: 2 } },
  );
  await look(context);
  expect(checksOf(context, id)).toMatchObject([{ via: 'command', error: null }]);
  const first = context.store.healthLooks.findLatest(deploymentOf(context, id).id);
  expect(first).toMatchObject({ agent: 'health', task_id: null, start_commit: commit, outcome: 'completed' });
  expect(existsSync(first?.folder ?? '')).toBe(false);
  await look(context);
  expect(checksOf(context, id)).toHaveLength(1);
  context.clock.advance(10_000);
  await look(context);
  expect(positionOf(context, id)).toBe('done/rest');
  expect(context.store.runs.find(first?.id ?? 0)).toBeUndefined();
  expect(context.store.runs.listOfTask(id).filter(({ agent }) => agent === 'health')).toEqual([]);
});

test('what it prints last, else its exit status, is what was wrong; enough of it freezes the repository', async () => {
  const talks = 'echo asking; echo "p95 is 4 s" >&2';
  const { context, id } = await watching(`if test -f seen; then ${talks}; else touch seen; fi; exit 3`);
  await look(context);
  const fault = 'the health command ended with exit status 3';
  expect(deploymentOf(context, id)).toMatchObject({ state: 'watching', failures: 1, last_error: fault });
  context.clock.advance(10_000);
  await look(context);
  expect(positionOf(context, id)).toBe('done/rest');
  const { id: number, ...ended } = deploymentOf(context, id);
  expect(ended).toMatchObject({ state: 'degraded', decided_by: 'signalbox', last_error: 'p95 is 4 s' });
  expect(toEnglish(context.store.freezes.listActive('shop')[0])?.reason).toMatch(
    /2 .* in a row .*: p95 is 4 s$/,
  );
  expect(existsSync(context.store.healthLooks.findLatest(number)?.folder ?? '')).toBe(true);
});

test('one that vanished says nothing and is due again at once, unless they all vanish', async () => {
  const { context, id } = await watching('kill -9 0');
  await look(context);
  await look(context);
  expect(checksOf(context, id)).toEqual([]);
  await look(context);
  expect(checksOf(context, id)).toMatchObject([{ error: 'the health command vanished every time' }]);
});

test('only one runs at a time, and the next process takes it up with its time limit', async () => {
  const { context, id } = await watching('touch running; sleep 60', { timeoutMs: 45_000 });
  await beat(context);
  const { id: runId } = await untilRunning(context);
  context.clock.advance(20_000);
  await beat(context);
  const next = await restart(context);
  await beat(next);
  await recoverRuns(next);
  await beat(next);
  expect(next.store.healthLooks.listLive()).toMatchObject([{ id: runId }]);
  expect(next.live.has(runId)).toBe(true);
  next.clock.advance(100_000);
  await runsEnded(next);
  expect(checksOf(next, id)).toMatchObject([{ error: 'took longer than 45s' }]);
});

test('one that ended while nobody looked is read by the next process', async () => {
  const { context, id } = await watching(`${waits}; echo late; exit 1`);
  await beat(context);
  const { clone, pid } = await untilRunning(context);
  const next = await restart(context);
  writeFileSync(join(clone, 'go'), '');
  await until('the look is over', () => !existsSync(`/proc/${pid}`));
  await recoverRuns(next);
  expect(deploymentOf(next, id)).toMatchObject({ checks: 1, last_error: 'late' });
});

test('the verdict of a monitor does not wait for a look: that is stopped, and says nothing', async () => {
  const { context, id } = await watching(`${waits}; exit 1`);
  await beat(context);
  const { pid } = await untilRunning(context);
  expect(context.store.runs.findLiveOfTask(id)).toBeUndefined();
  const by = { who: 'Alertmanager', via: 'health' } as const;
  keepVerdict(context, id, { type: 'degraded', reason: '5xx', by }, by, '5xx');
  expect(positionOf(context, id)).toBe('done/rest');
  expect(deploymentOf(context, id)).toMatchObject({ state: 'degraded', decided_by: 'Alertmanager' });
  await beat(context);
  await runsEnded(context);
  expect(existsSync(`/proc/${pid}`)).toBe(false);
  expect(deploymentOf(context, id)).toMatchObject({ state: 'degraded', checks: 1 });
});

test('a command with a HOME of its own, like the deployer beside it, is contained like an agent', async () => {
  const roles = { ...project().roles, deployer: role('true', { home: 'own' }) };
  const isOwn = 'case $HOME in */homes/task-*/.health) ;; *) echo "$HOME"; exit 1 ;; esac';
  const { context, id } = await watching(isOwn, { project: { roles } });
  await look(context);
  expect(deploymentOf(context, id).last_error).toBeNull();
});
