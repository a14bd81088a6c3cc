import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  readOutputTail,
  readReport,
  readTail,
  reportLimitBytes,
} from '../../../src/agents/process/read-output.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-output-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('the tail of a file', () => {
  it('is all of a short file, and nothing of a missing one', async () => {
    expect(await readTail(write('a', 'short'), 100)).toBe('short');
    expect(await readTail(join(folder, 'none'), 100)).toBe('');
  });

  it.each([
    [8, '€🚂'],
    [7, '€🚂'],
    [6, '🚂'],
    [4, '🚂'],
    [3, ''],
    [0, ''],
  ])('of %i bytes cuts no character', async (maxBytes, expected) => {
    expect(await readTail(write('a', 'é€🚂'), maxBytes)).toBe(expected);
  });

  it('leaves out a last character that was never finished', async () => {
    const bytes = Buffer.concat([Buffer.from('end '), Buffer.from('🚂').subarray(0, 2)]);
    expect(await readTail(write('a', bytes), 100)).toBe('end ');
  });

  it('of a run is its output and then its errors', async () => {
    write('stdout', 'one\ntwo\n');
    write('stderr', 'bad\n');
    expect(await readOutputTail(folder, 4)).toBe('two\nbad');
  });
});

describe('a report file', () => {
  it('gives its text, or null when there is none', async () => {
    expect(await readReport(write('r', '{}'))).toEqual({ ok: true, text: '{}' });
    expect(await readReport(join(folder, 'none'))).toEqual({ ok: true, text: null });
  });

  it('that is too large, not text, a link, a folder or a fifo is a fault that says so', async () => {
    symlinkSync(write('target', '{}'), join(folder, 'link'));
    mkdirSync(join(folder, 'folder'));
    execFileSync('sh', ['-c', 'mkfifo fifo'], { cwd: folder });
    const why = async (path: string): Promise<string | null> => {
      const read = await readReport(path);
      return read.ok ? null : read.why;
    };
    expect(await why(write('large', ' '.repeat(reportLimitBytes + 1)))).toMatch(
      /1048577 bytes, more than 1048576/,
    );
    expect(await why(write('latin1', Buffer.from([0x7b, 0xe9, 0x7d])))).toMatch(/not UTF-8/);
    const irregular = await Promise.all(['link', 'folder', 'fifo'].map((name) => why(join(folder, name))));
    expect(irregular).toEqual(Array(3).fill('the report is not a regular file'));
  });
});
