import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProcessHost } from '../../../src/agents/process/run-process.ts';
import type { Project } from '../../../src/domain/project.ts';
import { roles } from '../../../src/domain/stage.ts';
import { reapRuns } from '../../../src/workflow/runs/reap-runs.ts';
import { recoverRuns } from '../../../src/workflow/runs/recover-runs.ts';
import { createLiveRuns } from '../../../src/workflow/runs/run-context.ts';
import { claimJob, startRun } from '../../../src/workflow/runs/start-run.ts';
import { role } from '../../support/context.ts';
import { until } from '../../support/until.ts';
import { createYard, runGit } from '../../workspace/support.ts';
import { createRunContext, type TestRunContext } from '../run-context.ts';
import { ada, open, signal } from '../walk.ts';

/** Whoever finds another of its task alive says so; `kill -0` would also find the dead that nobody has waited for. */
const agent = (folder: string) => `cd '${folder}'; : >"$SIGNALBOX_TASK.$$"; echo "$SIGNALBOX_TASK" >>starts
  for other in "$SIGNALBOX_TASK".*; do
    pid=\${other##*.}
    [ "$pid" = $$ ] || ! grep -qs '^State:.[^ZX]' "/proc/$pid/status" || echo "$other beside $$" >>doubles
  done
  trap '' TERM; for n in 1 2 3 4; do sleep 0.05; done; rm "$SIGNALBOX_TASK.$$"; exit 1`;

async function createCrowd() {
  const yard = createYard();
  const folder = join(yard.dir, 'alive');
  mkdirSync(folder);
  const all = Object.fromEntries(roles.map((name) => [name, role(agent(folder))])) as Project['roles'];
  const whole = await createRunContext({ yard, project: { roles: all }, gates: { serial: 'off', slots: 4 } });
  // Clones take long, and nothing here is about them: without, many more runs meet.
  const baseCommit = runGit(yard.origin, 'rev-parse', 'main');
  const workspace: TestRunContext['workspace'] = {
    ...whole.workspace,
    refresh: async () => ({ baseCommit }),
    checkOut: async () => ({ path: folder }),
    readFile: async () => null,
  };
  const base = { ...whole, workspace };
  const crowd = [1, 2, 3].map(() => createRival(base));
  onTestFinished(async () => {
    // Before the agents that are alive still: none may be left behind.
    for (const run of base.store.runs.listLive()) await base.host.sweep(run.name ?? '');
    for (const rival of crowd) rival.host.detach();
  });
  return { base, folder, crowd };
}

/** As another Signalbox on the same file would be, which knows nothing of what this one watches. */
function createRival(base: TestRunContext): TestRunContext {
  const host = createProcessHost({ clock: base.clock, log: base.log, graceMs: 50, pollMs: 10 });
  return { ...base, host, live: createLiveRuns(base.log) };
}

function claimAll(context: TestRunContext): Promise<unknown> {
  const starts: Promise<void>[] = [];
  for (let job = claimJob(context); job !== undefined; job = claimJob(context))
    starts.push(startRun(context, job));
  return Promise.all(starts);
}

/** Longer than any preparation takes by the clock of the test: a job is nobody else's while its run is prepared. */
const graceMs = 600_000;

/** The launcher alone, so that its agent lives on unwatched. */
function killLauncher({ store }: TestRunContext): void {
  for (const { pid, name } of store.runs.listLive()) {
    if (pid === null || !environmentOf(pid).includes(`SIGNALBOX_RUN=${name}\0`)) continue;
    process.kill(pid, 'SIGKILL');
    return;
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

test('however many claim, adopt, reap and restart at once, no task ever has two agents at work', async () => {
  const { base, folder, crowd } = await createCrowd();
  const ids = [open(base, 'one').id, open(base, 'two').id];
  const steps: readonly ((one: TestRunContext, index: number) => unknown)[] = [
    claimAll,
    (one) => recoverRuns(one),
    (one) => reapRuns(one, graceMs),
    claimAll,
    (one) => killLauncher(one),
    (one, index) => {
      one.host.detach();
      crowd[index] = createRival(base);
      return recoverRuns(crowd[index]);
    },
    (one) => ids.map((id) => signal(one, id, { type: 'retry', hint: '', by: ada }, ada)),
    (one) => turn % 8 === 0 && ids.map((id) => signal(one, id, { type: 'stop', by: ada }, ada)),
    // Not waited for: what a detached host watched never ends for it.
    (one) => one.store.runs.listLive().forEach(({ id }) => void one.live.cancel(id)),
    claimAll,
  ];
  const startsOf = () =>
    existsSync(join(folder, 'starts')) ? readFileSync(join(folder, 'starts'), 'utf8').split('\n').length : 0;
  let turn = 0;
  const underway: Promise<unknown>[] = [];
  await until('many agents have been at work', async () => {
    turn += 1;
    base.clock.advance(3000);
    for (const n of [0, 1, 2, 3, 4]) {
      const index = n % crowd.length;
      const one = crowd[index];
      const step = steps[(turn * 7 + n * 3) % steps.length];
      // Nobody waits for anybody: the looks come faster than most steps end.
      if (one !== undefined && step !== undefined) underway.push((async () => step(one, index))());
    }
    return startsOf() > 12;
  });
  await Promise.allSettled(underway);
  await until('the last one is settled', async () => {
    base.clock.advance(60_000);
    await recoverRuns(base);
    return base.store.runs.listLive().length === 0;
  });
  expect(readdirSync(folder)).not.toContain('doubles');
});
