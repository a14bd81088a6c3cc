import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFileSource, FileError } from '../../src/telegram/fetch-file.ts';
import { alice, startEmulator, token } from '../emulator/started-emulator.ts';
import { makeFolder } from '../support/context.ts';

async function setUp() {
  const { emulator, api, root } = await startEmulator();
  emulator.sendFile(alice, alice, { name: 'a.txt', type: 'text/plain', bytes: Buffer.from('hello') });
  const [update] = await api.getUpdates();
  const fileId = update?.message?.document?.file_id ?? '';
  const path = join(makeFolder(), 'a.txt');
  const source = createFileSource({ token, apiRoot: root });
  const options = { longestBytes: 1000, signal: new AbortController().signal };
  const download = (id = fileId, changes: Partial<typeof options> = {}) =>
    source.download(id, path, { ...options, ...changes });
  /** What it fails with; whatever that is, it never tells the token. */
  const failure = async (id?: string, changes?: Partial<typeof options>): Promise<FileError> => {
    const error = await download(id, changes).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof FileError)) throw new Error(`not refused: ${String(error)}`);
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(token);
    return error;
  };
  return { emulator, source, fileId, options, path, download, failure };
}

test('a file is written as it was sent', async () => {
  const { download, path } = await setUp();
  expect(await download()).toBe(5);
  expect(readFileSync(path, 'utf8')).toBe('hello');
});

test('what Telegram refuses is refused for good, and other trouble may pass', async () => {
  const { emulator, failure } = await setUp();
  expect(await failure('nonsense')).toMatchObject({
    retryable: false,
    message: 'telegram answered 400: Bad Request: invalid file_id',
  });
  emulator.inject({
    method: 'getFile',
    kind: 'error',
    code: 400,
    description: 'Bad Request: file is too big',
  });
  expect(await failure()).toMatchObject({ retryable: false });
  const flood = {
    code: 429,
    description: 'Too Many Requests: retry after 7',
    parameters: { retry_after: 7 },
  };
  emulator.inject({ method: 'getFile', kind: 'error', ...flood });
  expect(await failure()).toMatchObject({ retryable: true, retryAfterMs: 7000 });
  emulator.inject({ method: 'getFile', kind: 'error', code: 502, description: 'Bad Gateway' });
  expect(await failure()).toMatchObject({ retryable: true });
  expect(await failure(undefined, { longestBytes: 4 })).toMatchObject({
    retryable: false,
    message: 'it has more than 4 bytes',
  });
});

test('an end asked for, and a server that is gone, are trouble that passes', async () => {
  const { emulator, failure } = await setUp();
  expect(await failure(undefined, { signal: AbortSignal.abort() })).toMatchObject({ retryable: true });
  await emulator.stop();
  expect(await failure()).toMatchObject({
    retryable: true,
    message: expect.stringMatching(/^telegram is not reached: /),
  });
});

test('what the disk refuses says so', async () => {
  const { source, fileId, options, path, download } = await setUp();
  await download();
  await expect(source.download(fileId, join(path, 'below'), options)).rejects.toMatchObject({
    message: 'it could not be written: ENOTDIR',
    retryable: true,
  });
});
