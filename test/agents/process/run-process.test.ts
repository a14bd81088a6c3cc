import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProcessStat } from '../../../src/agents/process/process-identity.ts';
import { createRunFixture, findMarked, type RunFixture, waitUntil } from './run-fixture.ts';

let fixture: RunFixture;

beforeEach(() => {
  fixture = createRunFixture();
});

afterEach(() => fixture.end());

describe('a run', () => {
  it('ends with the exit status of its program, its output in files', async () => {
    const spec = fixture.toSpec(['sh', '-c', 'echo out; echo err >&2; exit 7']);
    const run = await fixture.host.start(spec);
    expect(await run.ended).toEqual({ reason: 'exited', exitCode: 7 });
    expect(readFileSync(join(spec.folder, 'stdout'), 'utf8')).toBe('out\n');
    expect(readFileSync(join(spec.folder, 'stderr'), 'utf8')).toBe('err\n');
    expect(readFileSync(join(spec.folder, 'exit'), 'utf8')).toBe('7\n');
  });

  it('passes arguments unchanged and gives exactly the environment of its spec', async () => {
    const program = 'printf "%s|" "$@"; env >&2';
    const spec = fixture.toSpec(['sh', '-c', program, 'x', 'a b', '', '*', '--', '$HOME'], {
      env: { PATH: '/usr/bin:/bin', folder: 'kept' },
    });
    const run = await fixture.host.start(spec);
    await run.ended;
    expect(readFileSync(join(spec.folder, 'stdout'), 'utf8')).toBe('a b||*|--|$HOME|');
    const lines = readFileSync(join(spec.folder, 'stderr'), 'utf8').trim().split('\n');
    const ofTheShell = /^(PWD|OLDPWD|SHLVL|_)=/;
    const given = lines.filter((line) => !ofTheShell.test(line));
    expect(given.toSorted()).toEqual(['PATH=/usr/bin:/bin', `SIGNALBOX_RUN=${spec.marker}`, 'folder=kept']);
  });

  it('reads end of file from its input, and is the leader of a session of its own', async () => {
    const run = await fixture.host.start(
      fixture.toSpec(['sh', '-c', 'cat; test "$(ps -o sid= -p $$ | tr -d " ")" = "$PPID"']),
    );
    expect(await run.ended).toEqual({ reason: 'exited', exitCode: 0 });
  });

  it('reads the file that is its input', async () => {
    const stdinPath = join(fixture.root, 'input');
    writeFileSync(stdinPath, 'asked\n');
    const spec = fixture.toSpec(['sh', '-c', 'cat; test -f /dev/stdin'], { stdinPath });
    const run = await fixture.host.start(spec);
    expect(await run.ended).toEqual({ reason: 'exited', exitCode: 0 });
    expect(readFileSync(join(spec.folder, 'stdout'), 'utf8')).toBe('asked\n');
    const nowhere = fixture.toSpec(['true'], { stdinPath: join(fixture.root, 'none') });
    await expect(fixture.host.start(nowhere)).rejects.toThrow('ENOENT');
  });

  it('has a temporary folder of its own, which goes with what it left running', async () => {
    const program =
      'stat -c %a tmp; (setsid sh -c "touch tmp/made; sleep 60" &); until [ -e tmp/made ]; do :; done';
    const spec = fixture.toSpec(['sh', '-c', `cd "$SIGNALBOX_RUN"; ${program}`]);
    const run = await fixture.host.start(spec);
    expect(await run.ended).toEqual({ reason: 'exited', exitCode: 0 });
    expect(readFileSync(join(spec.folder, 'stdout'), 'utf8')).toBe('700\n');
    expect(existsSync(join(spec.folder, 'tmp'))).toBe(false);
  });

  it('records the end of a program that a signal killed as 128 plus its number', async () => {
    const run = await fixture.host.start(fixture.toSpec(['sh', '-c', 'kill -KILL $$']));
    expect(await run.ended).toEqual({ reason: 'exited', exitCode: 137 });
  });

  it('that names an unknown program ends with 127', async () => {
    const run = await fixture.host.start(fixture.toSpec(['no-such-program']));
    expect(await run.ended).toEqual({ reason: 'exited', exitCode: 127 });
  });

  it('is lost when its launcher is killed and no exit was recorded', async () => {
    const run = await fixture.host.start(fixture.toSpec(['sleep', '60']));
    process.kill(-run.identity.pid, 'SIGKILL');
    expect(await run.ended).toEqual({ reason: 'lost', exitCode: null });
  });

  it('does not end while the exit file is only forged', async () => {
    const spec = fixture.toSpec(['sh', '-c', 'until [ -e go ]; do sleep 0.02; done; exit 3']);
    const run = await fixture.host.start(spec);
    writeFileSync(join(spec.folder, 'exit'), '0\n');
    const early = await Promise.race([
      run.ended,
      new Promise((resolve) => setTimeout(resolve, 150, 'alive')),
    ]);
    expect(early).toBe('alive');
    writeFileSync(join(fixture.root, 'go'), '');
    expect(await run.ended).toEqual({ reason: 'exited', exitCode: 3 });
  });

  it('ends while a grandchild keeps its output open, and the grandchild is ended too', async () => {
    const spec = fixture.toSpec(['sh', '-c', 'sleep 60 & setsid sleep 60 & exit 0']);
    const run = await fixture.host.start(spec);
    expect(await run.ended).toEqual({ reason: 'exited', exitCode: 0 });
    expect(findMarked(spec.marker)).toEqual([]);
  });

  it('ends what stayed in its session, even with the marker wiped from its environment', async () => {
    const spec = fixture.toSpec(['sh', '-c', 'env -i sleep 60 & echo $!']);
    const run = await fixture.host.start(spec);
    await run.ended;
    const pid = Number(readFileSync(join(spec.folder, 'stdout'), 'utf8'));
    expect(pid).toBeGreaterThan(0);
    expect(['Z', 'X', undefined]).toContain(findProcessStat(pid)?.state);
  });
});

describe('starting', () => {
  it('refuses a folder that was started before, also while the first start is under way', async () => {
    const spec = fixture.toSpec(['true']);
    const [first, second] = await Promise.allSettled([fixture.host.start(spec), fixture.host.start(spec)]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ reason: { message: expect.stringContaining('was started before') } });
    if (first.status === 'fulfilled') await first.value.ended;
    await expect(fixture.host.start(spec)).rejects.toThrow('was started before');
  });

  it('is no fault of the run when its launcher is killed before it could start anything', async () => {
    const spec = fixture.toSpec(['touch', 'ran']);
    // Nobody reads it, so the launcher waits where it would write who it is.
    execFileSync('mkfifo', [join(spec.folder, 'process.tmp')]);
    const started = fixture.host.start(spec).then(
      () => 'started',
      (error: unknown) => error,
    );
    await waitUntil(() => findMarked(spec.marker).length > 0, 'the start of the launcher');
    const [launcher = 0] = findMarked(spec.marker);
    process.kill(launcher, 'SIGKILL');
    expect(await started).toMatchObject({ retryable: true, message: expect.stringContaining('was killed') });
    expect(existsSync(join(spec.folder, 'tmp'))).toBe(false);
  });

  it('refuses a marker that is not in the environment', async () => {
    const spec = fixture.toSpec(['true']);
    await expect(fixture.host.start({ ...spec, marker: 'other' })).rejects.toThrow('SIGNALBOX_RUN');
  });

  it('fails with the reason when the working directory is missing or the folder cannot be written', async () => {
    const nowhere = fixture.toSpec(['true'], { cwd: join(fixture.root, 'nowhere') });
    await expect(fixture.host.start(nowhere)).rejects.toThrow(/did not start: .*ENOENT/);
    const blocked = fixture.toSpec(['touch', 'ran']);
    mkdirSync(join(blocked.folder, 'process.tmp'));
    await expect(fixture.host.start(blocked)).rejects.toThrow(/did not start: .*process\.tmp/);
    expect(existsSync(join(fixture.root, 'ran'))).toBe(false);
  });
});

describe('ending a run', () => {
  it('cancels with TERM, and keeps the exit status the program chose', async () => {
    const spec = fixture.toSpec(['sh', '-c', 'trap "exit 5" TERM; echo up; while :; do sleep 0.02; done']);
    const run = await fixture.host.start(spec);
    await waitUntil(() => readFileSync(join(spec.folder, 'stdout'), 'utf8') !== '', 'the trap');
    await run.cancel();
    expect(await run.ended).toEqual({ reason: 'cancelled', exitCode: 5 });
  });

  it('kills a group that ignores TERM after the grace', async () => {
    const spec = fixture.toSpec(['sh', '-c', 'trap "" TERM; echo up; while :; do sleep 0.05; done']);
    const run = await fixture.host.start(spec);
    await waitUntil(() => readFileSync(join(spec.folder, 'stdout'), 'utf8') !== '', 'the trap');
    await run.cancel();
    expect(await run.ended).toEqual({ reason: 'cancelled', exitCode: null });
    expect(findMarked(spec.marker)).toEqual([]);
  });

  it('finds by the marker what left the group and ignores TERM', async () => {
    const deaf = `setsid sh -c 'trap "" TERM; echo up; while :; do sleep 0.05; done' & wait`;
    const spec = fixture.toSpec(['sh', '-c', deaf]);
    const run = await fixture.host.start(spec);
    await waitUntil(() => readFileSync(join(spec.folder, 'stdout'), 'utf8') !== '', 'the grandchild');
    await run.cancel();
    expect((await run.ended).reason).toBe('cancelled');
    expect(findMarked(spec.marker)).toEqual([]);
  });

  it('keeps the end of a run that was over before it was cancelled', async () => {
    const host = fixture.newHost({ pollMs: 5000 });
    const run = await host.start(fixture.toSpec(['sh', '-c', 'exit 4']));
    await run.ended;
    await run.cancel();
    expect(await run.ended).toEqual({ reason: 'exited', exitCode: 4 });
  });

  it('sweeps by marker alone and says how many it ended', async () => {
    const spec = fixture.toSpec(['sh', '-c', 'echo up; exec sleep 60']);
    const run = await fixture.host.start(spec);
    await waitUntil(() => readFileSync(join(spec.folder, 'stdout'), 'utf8') !== '', 'the program');
    // The launcher's own mv, while it records the end, may be a third.
    expect((await fixture.host.sweep(spec.marker)).killed).toBeGreaterThanOrEqual(2);
    expect(['exited', 'lost']).toContain((await run.ended).reason);
    expect(await fixture.host.sweep(spec.marker)).toEqual({ killed: 0 });
    await expect(fixture.host.sweep('')).rejects.toThrow('not empty');
  });
});

describe('a limit', () => {
  it('of time ends the run, counted from the start it is told', async () => {
    const spec = fixture.toSpec(['sleep', '60'], {
      limitMs: 60_000,
      startedAt: new Date(Date.now() - 59_800),
    });
    const run = await fixture.host.start(spec);
    expect(await run.ended).toEqual({ reason: 'overtime', exitCode: 143 });
  });

  it('of silence spares a run that says something and ends one that does not', async () => {
    const talks = fixture.toSpec(['sh', '-c', 'for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.1; done'], {
      silenceMs: 800,
    });
    const quiet = fixture.toSpec(['sleep', '60'], { silenceMs: 500 });
    const [first, second] = await Promise.all([fixture.host.start(talks), fixture.host.start(quiet)]);
    expect(await first.ended).toEqual({ reason: 'exited', exitCode: 0 });
    expect((await second.ended).reason).toBe('silent');
  });

  it('of output ends a run that floods its files', async () => {
    const spec = fixture.toSpec(['sh', '-c', 'yes >&2'], { outputLimitBytes: 100_000 });
    const run = await fixture.host.start(spec);
    expect((await run.ended).reason).toBe('output-limit');
  });
});
