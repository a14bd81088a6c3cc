import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { runFile } from './run-folder.ts';

/** Without a report `text` is null. */
export type ReportRead = { ok: true; text: string | null } | { ok: false; why: string };

export const reportLimitBytes = 1024 * 1024;

/** The last `maxBytes` of a file as text: characters cut at either end are left out. Empty when there is no such file. */
export async function readTail(path: string, maxBytes: number): Promise<string> {
  const opened = await openRegular(path);
  if (typeof opened === 'string') return '';
  try {
    const { size } = await opened.stat();
    const start = Math.max(0, size - maxBytes);
    const bytes = await readRange(opened, start, size - start);
    const firstWhole = start === 0 ? 0 : bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
    // As a stream, so that a last character without its last bytes is held back instead of replaced.
    return firstWhole === -1 ? '' : new TextDecoder().decode(bytes.subarray(firstWhole), { stream: true });
  } finally {
    await opened.close();
  }
}

/** The end of what a run said: standard output, then standard error, at most `maxBytes` of each. */
export async function readOutputTail(folder: string, maxBytes: number): Promise<string> {
  const stdout = await readTail(runFile(folder, 'stdout'), maxBytes);
  const stderr = await readErrorTail(folder, maxBytes);
  return [stdout, stderr]
    .map((text) => text.trimEnd())
    .filter((text) => text !== '')
    .join('\n');
}

export function readErrorTail(folder: string, maxBytes: number): Promise<string> {
  return readTail(runFile(folder, 'stderr'), maxBytes);
}

/** A report that is there and cannot be read is a fault of the run, never the same as none. */
export async function readReport(path: string): Promise<ReportRead> {
  const opened = await openRegular(path);
  if (opened === 'absent') return { ok: true, text: null };
  if (opened === 'irregular') return { ok: false, why: 'the report is not a regular file' };
  try {
    const { size } = await opened.stat();
    if (size > reportLimitBytes) {
      return { ok: false, why: `the report has ${size} bytes, more than ${reportLimitBytes}` };
    }
    return {
      ok: true,
      text: new TextDecoder('utf-8', { fatal: true }).decode(await readRange(opened, 0, size)),
    };
  } catch (error) {
    if (hasCode(error, 'ERR_ENCODING_INVALID_ENCODED_DATA')) {
      return { ok: false, why: 'the report is not UTF-8 text' };
    }
    throw error;
  } finally {
    await opened.close();
  }
}

/** The agent owns the path: a link must not lead us elsewhere, and a fifo must not make us wait. */
export async function openRegular(path: string): Promise<FileHandle | 'absent' | 'irregular'> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(path, flags).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return 'absent' as const;
    if (hasCode(error, 'ELOOP', 'ENXIO', 'EACCES')) return 'irregular' as const;
    throw error;
  });
  if (typeof handle === 'string') return handle;
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  return 'irregular';
}

async function readRange(handle: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
