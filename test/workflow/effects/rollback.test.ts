import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseNotice } from '../../../src/telegram/notice-text.ts';
import { describeTask } from '../../../src/workflow/describe-task.ts';
import { unfreeze } from '../../../src/workflow/freeze.ts';
import { recoverRuns } from '../../../src/workflow/runs/recover-runs.ts';
import { until } from '../../support/until.ts';
import { createYard } from '../../workspace/support.ts';
import {
  agentCommit,
  createRunContext,
  doEffects,
  restart,
  runsEnded,
  type TestRunContext,
} from '../run-context.ts';
import { ada, bo, open, positionOf, signal, walkTo, work } from '../walk.ts';

/** A release that landed for real and froze its repository; `live` is what its deploy left there. */
async function degraded(command: string | null) {
  const yard = createYard();
  const live = join(yard.dir, 'live');
  const context = await createRunContext({
    yard,
    project: { rollback: command, env: { STAGE: 'prod', LIVE: live } },
  });
  const { id } = open(context);
  const { baseCommit: base } = await context.yard.workspace.refresh(context.yard.repo);
  const commit = await agentCommit(context, { 'new.txt': 'new\n' });
  walkTo(context, id, 'deploy/health', { ...work, commit });
  context.store.tasks.setMergeCommit(id, commit);
  context.store.tasks.setBase(id, base);
  context.database.db.prepare('UPDATE deployments SET base_sha = ?').run(base);
  context.database.db.exec('UPDATE cards SET bump = 0');
  signal(context, id, { type: 'degraded', reason: 'answered 502', by: ada });
  await doEffects(context);
  return { context, id, commit, base, live };
}

const rollback = { type: 'rollback', by: ada } as const;
const withdraw = { type: 'withdraw', by: bo } as const;
const at = '2026-05-04 12:00:00.000';

function stateOf(context: TestRunContext, id: number) {
  return context.store.rollbacks.findOfTask(id)?.state;
}

function noticeOf({ store }: TestRunContext, key: string) {
  const row = store.notices.listPending().find((one) => one.key === key);
  if (row === undefined) throw new Error(`there is no notice ${key}`);
  return { row, message: parseNotice(row.message) };
}

function buttonsOf({ store }: TestRunContext, id: number): string[] {
  const { message } = noticeOf({ store } as TestRunContext, `degraded:${id}`);
  return message.keyboard?.inline_keyboard.flat().map(({ text }) => text) ?? [];
}

async function roll(context: TestRunContext, id: number): Promise<void> {
  signal(context, id, rollback);
  await doEffects(context);
  await runsEnded(context);
}

describe('a release that froze its repository', () => {
  test('is told of once, loudly, with what failed, what it brought and what can be done', async () => {
    const { context, id, commit, base } = await degraded('true');
    expect(buttonsOf(context, id)).toEqual(['Unfreeze…', 'Roll back']);
    expect(context.store.cards.find(id)?.bump).toBe(0);
    const { row, message } = noticeOf(context, `degraded:${id}`);
    expect(row).toMatchObject({ loud: 1, importance: 'needed', chat_id: -100 });
    const range = `${base.slice(0, 8)}..${commit.slice(0, 8)}`;
    expect(message.text).toBe(
      [
        '❄️ shop is frozen by the release of ET-001',
        'What failed: answered 502',
        'Task: ET-001 A title',
        `Commits: ${range} (1)`,
        `· ${commit.slice(0, 8)} the work of an agent`,
      ].join('\n'),
    );
  });

  test('has no button to roll back where no command is configured, and says so', async () => {
    const { context, id } = await degraded(null);
    expect(buttonsOf(context, id)).toEqual(['Unfreeze…']);
    const decision = signal(context, id, rollback);
    expect(decision).toMatchObject({ kind: 'stay', why: { id: 'why-rollback-none' } });
  });

  test('changes in place when it is unfrozen, and loses its buttons', async () => {
    const { context, id } = await degraded('true');
    unfreeze(context, 'shop', { by: { who: 'Cleo', via: 'telegram' }, reason: 'mended by hand' });
    const { message } = noticeOf(context, `degraded:${id}`);
    expect(message.text).toContain('☀️ Unfrozen by Cleo: mended by hand');
    expect(buttonsOf(context, id)).toEqual([]);
    expect(signal(context, id, rollback)).toMatchObject({ why: { id: 'why-rollback-not-frozen' } });
  });
});

describe('a rollback', () => {
  test('puts the release before back, by the command on a clean checkout of what landed', async () => {
    const { context, id, commit, live } = await degraded(
      'set -e; test "$(git rev-parse HEAD)" = "$SIGNALBOX_COMMIT"; test -f new.txt; test -z "$SIGNALBOX_ROLLBACK_TO"; echo "$STAGE back"; cp "$LIVE.old" "$LIVE"',
    );
    writeFileSync(`${live}.old`, 'old release');
    writeFileSync(live, 'new release');
    await roll(context, id);
    expect(readFileSync(live, 'utf8')).toBe('old release');
    const { store } = context;
    expect(store.rollbacks.findOfTask(id)).toMatchObject({
      state: 'done',
      commit_sha: commit,
      to_sha: null,
      asked_by: 'Ada',
      exit_code: 0,
      output: 'prod back',
    });
    expect(store.runs.listOfTask(id).at(-1)).toMatchObject({ agent: 'rollback', job_id: null });
    expect(store.log.listOfTask(id).at(-1)?.why).toBe('rolled back by Ada in 0 s');
    expect(positionOf(context, id)).toBe('done/rest');
    expect(store.freezes.listActive('shop')).toHaveLength(1);
    const { row, message } = noticeOf(context, `rollback:${store.rollbacks.findOfTask(id)?.id}`);
    expect(row.loud).toBe(0);
    expect(message.text).toBe('↩️ shop, release of ET-001: rolled back by Ada in 0 s.\nprod back');
    const release = noticeOf(context, `degraded:${id}`).message;
    expect(release.text).toContain('\n↩️ Rolled back by Ada in 0 s\n');
    expect(buttonsOf(context, id)).toEqual(['Unfreeze…']);
    expect(signal(context, id, rollback)).toMatchObject({ why: { id: 'why-rollback-done' } });
    await doEffects(context);
    expect(existsSync(store.runs.listOfTask(id).at(-1)?.clone ?? '')).toBe(false);
    expect(store.outbox.listDue('9999').filter(({ target }) => target === 'git')).toEqual([]);
  });

  test('that fails says loudly how, and may be asked for again', async () => {
    const { context, id } = await degraded('echo "no such release"; exit 3');
    await roll(context, id);
    const { row, message } = noticeOf(context, `rollback:${context.store.rollbacks.findOfTask(id)?.id}`);
    expect(row).toMatchObject({ loud: 1, importance: 'needed' });
    expect(message.text).toBe(
      '❗️ shop, release of ET-001: the rollback asked for by Ada failed: its command ended with exit status 3.\nno such release',
    );
    expect(buttonsOf(context, id)).toEqual(['Unfreeze…', 'Roll back']);
    expect(signal(context, id, rollback).kind).toBe('act');
    expect(context.store.rollbacks.listRecent(9)).toHaveLength(2);
  });

  test('under way is asked for once, and keeps its repository frozen', async () => {
    const { context, id } = await degraded('sleep 60');
    signal(context, id, rollback);
    expect(signal(context, id, rollback)).toMatchObject({
      kind: 'stay',
      why: { id: 'why-rollback-under-way' },
    });
    expect(buttonsOf(context, id)).toEqual(["Don't roll back"]);
    await doEffects(context);
    expect(buttonsOf(context, id)).toEqual([]);
    expect(noticeOf(context, `degraded:${id}`).message.text).toContain('↩️ Rolling back, as Ada asked…');
    expect(signal(context, id, withdraw)).toMatchObject({ kind: 'stay', why: { id: 'why-withdraw-begun' } });
    expect(context.store.rollbacks.withdraw(1, at)).toBe(false);
    expect(stateOf(context, id)).toBe('running');
    expect(describeTask(context, id)?.explanation).toMatchObject({ code: 'rollback' });
    expect(unfreeze(context, 'shop', { by: ada, reason: null })).toMatchObject({
      lifted: [],
      refused: { id: 'why-rollback-holds' },
    });
    expect(context.store.freezes.listActive('shop')).toHaveLength(1);
    const [run] = context.store.runs.listLive();
    await context.live.cancel(run?.id ?? 0);
    await runsEnded(context);
    expect(stateOf(context, id)).toBe('failed');
    expect(unfreeze(context, 'shop', { by: ada, reason: null }).lifted).toHaveLength(1);
  });

  test('taken back while its clone is prepared never begins, leaves nothing, and may be asked for anew', async () => {
    const { context, id, live } = await degraded('echo once >> "$LIVE"');
    const { store } = context;
    signal(context, id, rollback);
    const { workspace } = context;
    const checkOut: typeof workspace.checkOut = async (...of) => {
      const clone = await workspace.checkOut(...of);
      expect(signal(context, id, withdraw).kind).toBe('act');
      return clone;
    };
    await doEffects({ ...context, workspace: { ...workspace, checkOut } });
    expect(stateOf(context, id)).toBe('withdrawn');
    expect(store.rollbacks.begin(1, 9)).toBe(false);
    expect(store.runs.listOfTask(id).filter(({ agent }) => agent === 'rollback')).toEqual([]);
    const clone = join(dirname(context.yard.bareDir), 'tasks', `rollback-${id}`);
    expect(existsSync(clone)).toBe(true);
    await doEffects(context);
    expect(existsSync(clone)).toBe(false);
    await roll(context, id);
    expect(stateOf(context, id)).toBe('done');
    expect(readFileSync(live, 'utf8')).toBe('once\n');
  });

  test('whose command is taken out of the settings meanwhile has failed', async () => {
    const { context, id } = await degraded('true');
    signal(context, id, rollback);
    const [project] = context.projects.all;
    Object.assign(project ?? {}, { rollback: null });
    await doEffects(context);
    expect(stateOf(context, id)).toBe('failed');
    expect(context.store.log.listOfTask(id).at(-1)?.why).toMatch(
      /no rollback command is configured any more/,
    );
  });
});

describe('killed in the middle of a rollback', () => {
  test('before its process was started it is run after all, once', async () => {
    const { context, id, live } = await degraded('echo once >> "$LIVE"');
    signal(context, id, rollback);
    context.host.detach();
    await doEffects(context);
    expect(context.store.runs.listLive()).toHaveLength(1);
    const next = await restart(context);
    await recoverRuns(next);
    await runsEnded(next);
    // Nothing has begun, so it could still be taken back.
    expect(stateOf(next, id)).toBe('asked');
    expect(buttonsOf(next, id)).toEqual(["Don't roll back"]);
    await doEffects(next);
    await runsEnded(next);
    expect(stateOf(next, id)).toBe('done');
    expect(readFileSync(live, 'utf8')).toBe('once\n');
  });

  test('a process that goes on is taken up again', async () => {
    const { context, id, live } = await degraded(
      'echo begun >> "$LIVE"; while ! test -e "$LIVE.go"; do sleep 0.02; done',
    );
    signal(context, id, rollback);
    await doEffects(context);
    await until('the command has begun', () => existsSync(live) || undefined);
    const next = await restart(context);
    await recoverRuns(next);
    writeFileSync(`${live}.go`, '');
    await runsEnded(next);
    expect(stateOf(next, id)).toBe('done');
    expect(readFileSync(live, 'utf8')).toBe('begun\n');
  });

  test('a process that vanished is not repeated: a person looks first', async () => {
    const { context, id, live } = await degraded('echo begun >> "$LIVE"; sleep 60');
    signal(context, id, rollback);
    await doEffects(context);
    const pid = await until('the command has begun', () => {
      const [run] = context.store.runs.listLive();
      return existsSync(live) && run?.pid != null ? run.pid : undefined;
    });
    context.host.detach();
    process.kill(-pid, 'SIGKILL');
    const next = await restart(context);
    await recoverRuns(next);
    await runsEnded(next);
    await doEffects(next);
    await runsEnded(next);
    expect(stateOf(next, id)).toBe('failed');
    expect(next.store.log.listOfTask(id).at(-1)?.why).toMatch(/its command vanished without an exit status/);
    expect(readFileSync(live, 'utf8')).toBe('begun\n');
  });
});
