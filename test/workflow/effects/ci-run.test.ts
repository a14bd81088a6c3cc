import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probeSandbox } from '../../../src/agents/containment/probe-sandbox.ts';
import { createRunTools } from '../../../src/agents/run-tools.ts';
import type { Project } from '../../../src/domain/project.ts';
import { createProjectIndex } from '../../../src/workflow/context.ts';
import { performEffect } from '../../../src/workflow/effects/perform-effect.ts';
import { recoverRuns } from '../../../src/workflow/runs/recover-runs.ts';
import { homesFolder } from '../../../src/workflow/runs/run-places.ts';
import { until } from '../../support/until.ts';
import {
  agentCommit,
  createRunContext,
  doEffects,
  restart,
  runsEnded,
  type TestRunContext,
} from '../run-context.ts';
import { ada, find, jobOf, open, positionOf, signal, walkTo, work } from '../walk.ts';

const probe = await probeSandbox(process.env['PATH'] ?? '');

/** A task that waits for CI on an agent's real commit. */
async function atCi(command: string, more: { home?: 'shared' } = {}) {
  const ci = { kind: 'command', command, timeoutMs: 60_000, ...more } as const;
  const forge: Project['forge'] = { kind: 'local', merge: 'merge', ci };
  const context = await createRunContext({ project: { forge } });
  const { id } = open(context);
  const commit = await agentCommit(context, { 'new.txt': 'new\n' });
  walkTo(context, id, 'development/ci', { ...work, commit });
  return { context, id, commit };
}

async function untilRunning(context: TestRunContext): Promise<number> {
  const name = await until('CI writes that it runs', () => {
    const [run] = context.store.runs.listLive();
    return run?.pid != null && run.clone !== null && existsSync(join(run.clone, 'running')) ? run : undefined;
  });
  return name.pid ?? 0;
}

const untilKilled = 'touch running; sleep 60';

describe('CI that was taken out of the settings', () => {
  async function takenOut() {
    const { context, id } = await atCi('true');
    const [project] = context.projects.all;
    if (project === undefined) throw new Error('no project');
    const without = { ...project, forge: { ...project.forge, ci: { kind: 'none' as const } } };
    return { context: { ...context, projects: createProjectIndex([without]) }, id };
  }

  test('is not waited for any more', async () => {
    const { context, id } = await takenOut();
    await doEffects(context);
    expect(positionOf(context, id)).toBe('review/work');
    expect(context.store.log.listOfTask(id).at(-1)?.why).toBe('no CI is configured any more');
    expect(context.store.outbox.listDue('9999')).toEqual([]);
    expect(context.store.runs.listLive()).toEqual([]);
  });

  test('is passed by a retry of what had asked', async () => {
    const { context, id } = await takenOut();
    const [effect] = context.store.outbox.listDue('9999');
    context.store.outbox.settle(effect?.id ?? 0, 'refused', 'no', '2026-03-01');
    signal(context, id, { type: 'effectRefused', effect: 'ci', why: 'no' });
    expect(find(context, id).attention).toBe('refused');
    signal(context, id, { type: 'retry', hint: '', by: ada });
    expect(positionOf(context, id)).toBe('review/work');
    expect(find(context, id).attention).toBeNull();
  });
});

describe('the CI command', () => {
  test('runs on a clean checkout of exactly the commit, and green goes on to review', async () => {
    const { context, id, commit } = await atCi(
      'test -f new.txt && test "$(git rev-parse HEAD)" = "$SIGNALBOX_COMMIT" && test "$CI" = true',
    );
    await doEffects(context);
    await runsEnded(context);
    expect(positionOf(context, id)).toBe('review/work');
    expect(context.store.runs.listOfTask(id)).toMatchObject([
      {
        agent: 'ci',
        exit_code: 0,
        outcome: 'completed',
        start_commit: commit,
        job_id: null,
        stage: 'development',
      },
    ]);
  });

  test('that is red sends the developer its log', async () => {
    const { context, id } = await atCi('echo one; echo "expected 2, got 3" >&2; exit 7');
    await doEffects(context);
    await runsEnded(context);
    expect(positionOf(context, id)).toBe('development/work');
    expect(jobOf(context, id).notes).toBe('CI ended with exit status 7.\n\none\nexpected 2, got 3');
    expect(find(context, id).rework).toBe(1);
  });

  test('past its time limit is red and says so', async () => {
    const { context, id } = await atCi(untilKilled);
    await doEffects(context);
    await untilRunning(context);
    context.clock.advance(120_000);
    await runsEnded(context);
    expect(jobOf(context, id).notes).toMatch(/^CI ran past its time limit\./);
  });

  test('that vanished says nothing about the commit and is run again', async () => {
    const { context, id } = await atCi(untilKilled);
    await doEffects(context);
    process.kill(-(await untilRunning(context)), 'SIGKILL');
    await runsEnded(context);
    expect(positionOf(context, id)).toBe('development/ci');
    expect(context.store.outbox.listDue('9999')).toMatchObject([{ kind: 'ci', state: 'pending' }]);
    await doEffects(context);
    await untilRunning(context);
    expect(context.store.runs.listOfTask(id)).toHaveLength(2);
  });

  test('that vanishes each time asks a person in the end, with longer waits in between', async () => {
    const { context, id } = await atCi('kill -9 0');
    for (let tries = 0; tries < 4; tries += 1) {
      await doEffects(context);
      await runsEnded(context);
    }
    expect(context.store.outbox.listDue('9999')).toEqual([]);
    expect(find(context, id)).toMatchObject({
      attention: 'refused',
      attention_text: 'Ci was refused: the CI run vanished without an exit status, 4 times.',
      rework: 0,
    });
  });

  test('that was ended from outside is not red', async () => {
    const { context, id } = await atCi('kill -TERM $$');
    await doEffects(context);
    await runsEnded(context);
    expect(positionOf(context, id)).toBe('development/ci');
    expect(context.store.outbox.listDue('9999')).toMatchObject([
      { error: 'CI was ended from outside (exit status 143)', attempts: 1 },
    ]);
  });

  test('is stopped by a person, who is then asked', async () => {
    const { context, id } = await atCi(untilKilled);
    await doEffects(context);
    await untilRunning(context);
    expect(signal(context, id, { type: 'stop', by: ada }).kind).toBe('act');
    await context.live.cancel(context.store.runs.listLive()[0]?.id ?? 0);
    await runsEnded(context);
    expect(find(context, id)).toMatchObject({ attention: 'stopped', stop_requested: null, step: 'ci' });
    signal(context, id, { type: 'retry', hint: '', by: ada });
    expect(context.store.outbox.listDue('9999')).toMatchObject([{ kind: 'ci' }]);
  });

  test('is adopted by the next process, and its result is read', async () => {
    const { context, id } = await atCi('touch running; until test -f go; do sleep 0.02; done');
    await doEffects(context);
    await untilRunning(context);
    const next = await restart(context);
    await recoverRuns(next);
    const [run] = next.store.runs.listLive();
    expect(next.live.has(run?.id ?? 0)).toBe(true);
    const { execFileSync } = await import('node:child_process');
    execFileSync('touch', [join(run?.clone ?? '', 'go')]);
    await runsEnded(next);
    expect(positionOf(next, id)).toBe('review/work');
  });

  test('is not begun for a task that was cancelled while it was being prepared', async () => {
    const { context, id } = await atCi(untilKilled);
    const [effect] = context.store.outbox.listDue('9999');
    if (effect === undefined) throw new Error('no CI is due');
    const preparing = performEffect(context, effect);
    signal(context, id, { type: 'cancel', by: ada });
    await preparing;
    expect(positionOf(context, id)).toBe('cancelled/rest');
    expect(context.store.runs.listOfTask(id)).toEqual([]);
  });
});

describe('the code that CI runs', () => {
  test('has a HOME of its own, which goes with its task', async () => {
    const { context, id } = await atCi(
      'touch "$HOME/made"; case $HOME in */runs/homes/*) ;; *) exit 1 ;; esac',
    );
    await doEffects(context);
    await runsEnded(context);
    expect(positionOf(context, id)).toBe('review/work');
    expect(existsSync(join(homesFolder(context, id), '.ci', 'made'))).toBe(true);
  });

  test('has the HOME of Signalbox where the settings say so', async () => {
    const { context, id } = await atCi(`test "$HOME" = "${process.env['HOME'] ?? ''}"`, { home: 'shared' });
    await doEffects(context);
    await runsEnded(context);
    expect(positionOf(context, id)).toBe('review/work');
  });

  test.runIf(probe.ok)('is shut in like the agents that wrote it', async () => {
    const { context, id } = await atCi(
      'test ! -e ../../../../origin.git && touch here "$HOME/there" "$TMPDIR/too"',
    );
    const { origin, dir } = context.yard;
    const bwrap = probe.ok ? probe.bwrap : '';
    const sandbox = { bwrap, hidden: [origin, dir], readPaths: [] };
    const tools = createRunTools(process.env, { accounts: [], sandbox });
    await doEffects({ ...context, tools });
    await runsEnded(context);
    expect(positionOf(context, id)).toBe('review/work');
  });
});
