import { type FileHandle, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { AgentOutput } from '../agent.ts';
import { openRegular } from '../process/read-output.ts';
import type { LineReader, Transcript } from './transcript.ts';
import { createLineFolder } from './transcript-lines.ts';

const chunkBytes = 256 * 1024;
const lookBytes = 8 * 1024 * 1024;

/** What a whole file tells, read piece by piece. Empty when there is no such file, or it is none that may be read. */
export async function readTranscript(path: string, readLine: LineReader): Promise<Transcript> {
  const lines = createLineFolder(readLine);
  const opened = await openRegular(path);
  if (typeof opened === 'string') return lines.end();
  try {
    const { size } = await opened.stat();
    await readPieces(opened, 0, size, (bytes) => lines.take(bytes));
    return lines.end();
  } finally {
    await opened.close();
  }
}

type Follower = { look(): Promise<Transcript> };

/** Each look reads what was appended since the last, a few MiB at most, and leaves an unfinished line for the next. Begins anew with a file that shrank. */
export function createFollower(path: string, readLine: LineReader): Follower {
  let lines = createLineFolder(readLine);
  let position = 0;
  const readOn = async (): Promise<Transcript> => {
    const opened = await openRegular(path);
    if (typeof opened === 'string') return lines.soFar();
    try {
      const { size } = await opened.stat();
      if (size < position) {
        lines = createLineFolder(readLine);
        position = 0;
      }
      const end = Math.min(size, position + lookBytes);
      position += await readPieces(opened, position, end, (bytes) => lines.take(bytes));
      return lines.soFar();
    } finally {
      await opened.close();
    }
  };
  let looking: Promise<Transcript> | null = null;
  return {
    look: () => {
      looking ??= readOn().finally(() => {
        looking = null;
      });
      return looking;
    },
  };
}

export type SessionSearch = { homePath: string; sessionId: string; log: AgentOutput['sessionLog'] };

/** What a CLI itself wrote down of a session, in the folder it keeps its sessions in or one below; null when there is nothing. */
export async function recoverFromSession({
  homePath,
  sessionId,
  log,
}: SessionSearch): Promise<Transcript | null> {
  const fileName = log?.fileName(sessionId) ?? '';
  // The id was told by the agent's own output: it must not become a path.
  if (log === null || fileName === '' || fileName !== basename(fileName)) return null;
  const folder = join(homePath, log.folder);
  const candidates = [folder, ...(await listFolders(folder))].map((place) => join(place, fileName));
  const path = await findNewestInside(homePath, candidates);
  return path === null ? null : readTranscript(path, log.readLine);
}

async function listFolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch (error) {
    if (isNotThere(error)) return [];
    throw error;
  }
}

/** The agent owns HOME: a link there must not lead us out of it. */
async function findNewestInside(homePath: string, paths: readonly string[]): Promise<string | null> {
  let newest: { path: string; mtimeMs: number } | null = null;
  for (const path of paths) {
    try {
      const isInside = (await realpath(path)).startsWith(`${await realpath(homePath)}${sep}`);
      const stats = await stat(path);
      if (!isInside || !stats.isFile() || stats.mtimeMs <= (newest?.mtimeMs ?? 0)) continue;
      newest = { path, mtimeMs: stats.mtimeMs };
    } catch (error) {
      if (!isNotThere(error)) throw error;
    }
  }
  return newest?.path ?? null;
}

function isNotThere(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].includes(String(error.code))
  );
}

/** From `start` up to `end`, or the file's end where that comes first. Returns how many bytes there were. */
async function readPieces(
  handle: FileHandle,
  start: number,
  end: number,
  take: (bytes: Uint8Array) => void,
): Promise<number> {
  const piece = new Uint8Array(chunkBytes);
  let position = start;
  while (position < end) {
    const wanted = Math.min(chunkBytes, end - position);
    const { bytesRead } = await handle.read(piece, 0, wanted, position);
    if (bytesRead === 0) break;
    take(piece.subarray(0, bytesRead));
    position += bytesRead;
  }
  return position - start;
}
