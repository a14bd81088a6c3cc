import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../../src/agents/process/process-identity.ts';
import { createRunFixture, findMarked, type RunFixture, waitUntil } from './run-fixture.ts';

const MIB = 1024 ** 2;
/** What may be printed between two looks and until a kill has come through, on a busy machine. */
const SLACK = 300 * MIB;
const NOTE = '[signalbox: output cut here, at 1 MiB]\n';

let fixture: RunFixture;

beforeEach(() => {
  fixture = createRunFixture();
});

afterEach(() => fixture.end());

/** Ignores TERM, as all that it starts does, and prints a gigabyte as fast as it can. */
const hostile = `
  (setsid sleep 60 &)
  trap "" TERM
  (setsid sh -c 'while :; do sleep 0.05; done' &)
  (setsid yes "a daemon of the run, in a session of its own" &)
  yes "a line of the run" | head -c 1000000000
  sleep 60
`;

function sizeOf(folder: string): number {
  const sizes = ['stdout', 'stderr'].map((name) => statSync(join(folder, name)).size);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The most that was on disk at any look until the promise settled. */
async function findPeak(folder: string, ended: Promise<unknown>): Promise<number> {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, sizeOf(folder));
  }, 2);
  await ended.finally(() => clearInterval(timer));
  return peak;
}

describe('a hostile run', () => {
  it('that floods its output, leaves daemons and ignores TERM ends at once, with its output cut', async () => {
    const spec = fixture.toSpec(['sh', '-c', hostile], { outputLimitBytes: MIB });
    const host = fixture.newHost({ graceMs: 60_000, pollMs: 5000 });
    const startedMs = Date.now();
    const run = await host.start(spec);
    const peak = await findPeak(spec.folder, run.ended);
    expect(await run.ended).toEqual({ reason: 'output-limit', exitCode: null });
    expect(Date.now() - startedMs).toBeLessThan(10_000);
    expect(findMarked(spec.marker)).toEqual([]);
    expect(peak).toBeLessThan(MIB + SLACK);
    expect(sizeOf(spec.folder)).toBeLessThanOrEqual(MIB);
    expect(readFileSync(join(spec.folder, 'stdout'), 'utf8').endsWith(`\n${NOTE}`)).toBe(true);
  });

  it('gets no grace any more once it floods its output while it is being ended', async () => {
    const flood = 'trap "exec yes flood" TERM; echo up; while :; do sleep 0.02; done';
    const spec = fixture.toSpec(['sh', '-c', flood], { outputLimitBytes: MIB });
    const run = await fixture.newHost({ graceMs: 60_000 }).start(spec);
    await waitUntil(() => sizeOf(spec.folder) > 0, 'the trap');
    const [peak] = await Promise.all([findPeak(spec.folder, run.ended), run.cancel()]);
    expect((await run.ended).reason).toBe('cancelled');
    expect(peak).toBeLessThan(MIB + SLACK);
    expect(sizeOf(spec.folder)).toBeLessThanOrEqual(MIB);
    expect(readFileSync(join(spec.folder, 'stdout'), 'utf8').endsWith(NOTE)).toBe(true);
  });

  it('cannot hide what it prints by removing the file that it prints to', async () => {
    const program = 'rm "$SIGNALBOX_RUN/stdout"; exec yes';
    const spec = fixture.toSpec(['sh', '-c', program], { outputLimitBytes: MIB });
    const run = await fixture.host.start(spec);
    expect((await run.ended).reason).toBe('output-limit');
  });

  it('leaves no more than the limit when it is adopted after its end, with a daemon that prints on', async () => {
    const { spec, adopt } = await flood('setsid yes & exit 9');
    await waitUntil(() => sizeOf(spec.folder) > MIB, 'the flood after the end');
    expect(await adopt()).toEqual({ kind: 'finished', exitCode: 9 });
    expect(sizeOf(spec.folder)).toBeLessThanOrEqual(MIB);
    expect(readFileSync(join(spec.folder, 'stdout'), 'utf8').endsWith(NOTE)).toBe(true);
  });

  it('keeps what it said on both outputs up to the limit, half for each at least', async () => {
    const { spec, adopt } = await flood('yes err | head -c 900000 >&2; yes out | head -c 900000');
    expect(await adopt()).toEqual({ kind: 'finished', exitCode: 0 });
    const sizes = ['stdout', 'stderr'].map((name) => statSync(join(spec.folder, name)).size);
    expect(Math.min(...sizes)).toBeGreaterThan(MIB / 2 - 200);
    expect(sizeOf(spec.folder)).toBeLessThanOrEqual(MIB);
  });
});

/** The program runs to its end with nobody watching. */
async function flood(program: string) {
  const untilTold = `until [ -e go ]; do sleep 0.02; done; ${program}`;
  const spec = fixture.toSpec(['sh', '-c', untilTold], { outputLimitBytes: MIB });
  const first = fixture.newHost();
  const { identity } = await first.start(spec);
  first.detach();
  writeFileSync(join(fixture.root, 'go'), '');
  await waitUntil(() => !isAlive(identity), 'the end');
  const { argv: _argv, env: _env, stdinPath: _stdin, ...adopted } = spec;
  return { spec, adopt: () => fixture.host.adopt({ ...adopted, identity: null }) };
}
