import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createFollower,
  readTranscript,
  recoverFromSession,
} from '../../../src/agents/cli/read-transcript.ts';
import { emptyTranscript, type LineReader, withRecovered } from '../../../src/agents/cli/transcript.ts';

const MIB = 1024 ** 2;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-transcript-'));
  path = join(folder, 'stdout');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Counts lines as turns, their characters as input tokens, and keeps the last short one as the step. */
const readLine: LineReader = (transcript, line) => ({
  ...transcript,
  turns: transcript.turns + 1,
  step: line.slice(0, 20),
  usage: { ...transcript.usage, inputTokens: (transcript.usage.inputTokens ?? 0) + line.length },
});

describe('a transcript', () => {
  it('is folded line by line, a last one without its end too, and blank ones left out', async () => {
    writeFileSync(path, 'one\n\n  \ntwo €🚂\r\nthree');
    expect(await readTranscript(path, readLine)).toMatchObject({ turns: 3, step: 'three', garbled: 0 });
  });

  it('keeps characters and lines whole across the pieces it is read in', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => '€'.repeat(index * 1000));
    writeFileSync(path, lines.join('\n'));
    const characters = lines.reduce((sum, line) => sum + line.length, 0);
    expect(await readTranscript(path, readLine)).toMatchObject({
      turns: 39,
      usage: { inputTokens: characters },
    });
  });

  it('skips a line of more than 8 MiB and counts it as garbled', async () => {
    writeFileSync(path, `before\n${'x'.repeat(8 * MIB)}\n${'y'.repeat(8 * MIB + 1)}\nafter`);
    expect(await readTranscript(path, readLine)).toMatchObject({ turns: 3, step: 'after', garbled: 1 });
  });

  it('of no file, or of one that may not be read, is empty', async () => {
    writeFileSync(join(folder, 'target'), 'secret\n');
    symlinkSync(join(folder, 'target'), join(folder, 'link'));
    execFileSync('sh', ['-c', 'mkfifo fifo'], { cwd: folder });
    const paths = ['none', 'link', 'fifo', '.'].map((name) => join(folder, name));
    const transcripts = await Promise.all(paths.map((name) => readTranscript(name, readLine)));
    expect(transcripts).toEqual(Array(4).fill(emptyTranscript));
  });
});

describe('a follower', () => {
  it('tells what was appended since its last look, and leaves an unfinished line for the next', async () => {
    const follower = createFollower(path, readLine);
    expect(await follower.look()).toEqual(emptyTranscript);
    writeFileSync(path, 'one\ntw');
    expect(await follower.look()).toMatchObject({ turns: 1, step: 'one' });
    appendFileSync(path, 'o\n');
    expect(await follower.look()).toMatchObject({ turns: 2, step: 'two' });
    expect(await follower.look()).toMatchObject({ turns: 2, step: 'two' });
  });

  it('begins anew with a file that shrank', async () => {
    const follower = createFollower(path, readLine);
    writeFileSync(path, 'one\ntwo\nthree\n');
    await follower.look();
    truncateSync(path, 4);
    expect(await follower.look()).toMatchObject({ turns: 1, step: 'one' });
  });

  it('reads 8 MiB a look at most, and the same bytes once when two look at a time', async () => {
    writeFileSync(path, `${'x'.repeat(1023)}\n`.repeat(9 * 1024));
    const follower = createFollower(path, readLine);
    const [first, second] = await Promise.all([follower.look(), follower.look()]);
    expect([first.turns, second.turns]).toEqual([8192, 8192]);
    expect((await follower.look()).turns).toBe(9216);
  });
});

describe('the log of a session', () => {
  const log = { folder: '.cli/projects', fileName: (id: string) => `${id}.jsonl`, readLine };
  const recover = (sessionId: string, homePath = folder) => recoverFromSession({ homePath, sessionId, log });

  function writeLog(...names: string[]): string {
    const place = join(folder, '.cli', 'projects', ...names.slice(0, -1));
    mkdirSync(place, { recursive: true });
    const file = join(place, names.at(-1) ?? '');
    writeFileSync(file, `${names.join('/')}\n`);
    return file;
  }

  it('is found in its folder or in one below, the newest where there are several', async () => {
    writeLog('a.jsonl');
    const old = writeLog('slug', 'b.jsonl');
    utimesSync(old, 1, 1);
    writeLog('slug-2', 'b.jsonl');
    expect(await recover('a')).toMatchObject({ step: 'a.jsonl' });
    expect(await recover('b')).toMatchObject({ step: 'slug-2/b.jsonl' });
  });

  it('is null when there is none, or the CLI keeps none', async () => {
    expect(await recover('a')).toBeNull();
    writeLog('slug', 'deeper', 'a.jsonl');
    expect(await recover('a')).toBeNull();
    expect(await recoverFromSession({ homePath: folder, sessionId: 'a', log: null })).toBeNull();
  });

  it('is never read outside of HOME, whatever an agent says its session is or leaves there', async () => {
    writeLog('slug', 'x.jsonl');
    const secret = join(folder, 'secret.jsonl');
    writeFileSync(secret, 'secret\n');
    expect(await recover('../../secret')).toBeNull();
    symlinkSync(secret, join(folder, '.cli', 'projects', 'linked.jsonl'));
    expect(await recover('linked')).toEqual(emptyTranscript);
    const home = join(folder, 'home');
    mkdirSync(home);
    symlinkSync(join(folder, '.cli'), join(home, '.cli'));
    expect(await recover('x', home)).toBeNull();
  });

  it('counts for what was used, unless it lacks an answer that the output has', () => {
    const end = { isError: false, reason: null, text: '', report: null };
    const log = { ...emptyTranscript, turns: 2, end, toldCostUsd: 1, usage: toUsage(200) };
    const output = { ...emptyTranscript, usage: toUsage(100), step: 'writing' };
    expect(withRecovered({ ...output, turns: 2 }, log)).toMatchObject({
      end,
      toldCostUsd: 1,
      step: 'writing',
      usage: toUsage(200),
    });
    expect(withRecovered({ ...output, turns: 3 }, log).usage).toEqual(toUsage(100));
  });
});

function toUsage(outputTokens: number) {
  return { ...emptyTranscript.usage, outputTokens };
}
