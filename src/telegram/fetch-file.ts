import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Api } from 'grammy';
import { answerOf } from './telegram-errors.ts';

/** `why` is for people. Telegram's token is in the address of every file, so nothing of the call is kept as a cause. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  constructor(why: string, retryable: boolean, retryAfterMs: number | null = null) {
    super(why);
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

export type FileSource = {
  /** Writes a file that somebody sent to the path, and tells its size in bytes. Throws a FileError. */
  download(fileId: string, path: string, options: DownloadOptions): Promise<number>;
};

type DownloadOptions = { longestBytes: number; signal: AbortSignal };

const timeoutMs = 60_000;

/** The files of a bot, by getFile and the address that it leads to: https://core.telegram.org/bots/api#getfile */
export function createFileSource({ token, apiRoot }: { token: string; apiRoot: string }): FileSource {
  const api = new Api(token, { apiRoot, timeoutSeconds: timeoutMs / 1000 });
  return {
    async download(fileId, path, { longestBytes, signal }) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const place = await findPlace(api, fileId, limit);
      const address = `${apiRoot}/file/bot${token}/${place.split('/').map(encodeURIComponent).join('/')}`;
      return save(address, path, longestBytes, limit);
    },
  };
}

type ApiSignal = Parameters<Api['getFile']>[1];

async function findPlace(api: Api, fileId: string, signal: AbortSignal): Promise<string> {
  const answer = await answerOf(() => api.getFile(fileId, signal as unknown as ApiSignal));
  if (answer.kind === 'answered') {
    const { file_path: place } = answer.value;
    if (place === undefined) throw new FileError('telegram tells no path of it', true);
    return place;
  }
  throw new FileError(answer.why, answer.kind !== 'refused', answer.retryAfterMs ?? null);
}

async function save(
  address: string,
  path: string,
  longestBytes: number,
  signal: AbortSignal,
): Promise<number> {
  // An address that led elsewhere would be told the token.
  const response = await reached(fetch(address, { signal, redirect: 'error' }));
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new FileError(`telegram answered ${response.status} for the file`, true);
  }
  const size = { bytes: 0 };
  const body = Readable.fromWeb(response.body);
  await reached(
    pipeline(body, (chunks) => counted(chunks, size, longestBytes), createWriteStream(path), { signal }),
  );
  return size.bytes;
}

async function* counted(
  chunks: AsyncIterable<Buffer>,
  size: { bytes: number },
  longestBytes: number,
): AsyncIterable<Buffer> {
  for await (const chunk of chunks) {
    size.bytes += chunk.length;
    if (size.bytes > longestBytes) throw new FileError(`it has more than ${longestBytes} bytes`, false);
    yield chunk;
  }
}

/** Trouble on the way may pass; what the disk says is nobody's but ours. */
async function reached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FileError) throw error;
    if (isOfDisk(error)) throw new FileError(`it could not be written: ${error.code}`, true);
    const { cause } = error as { cause?: unknown };
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : nameOf(error);
    throw new FileError(`telegram is not reached: ${code}`, true);
  }
}

function isOfDisk(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'syscall' in error && 'path' in error && 'code' in error;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'no answer';
}
