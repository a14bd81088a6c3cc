import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileSource } from '../../src/telegram/fetch-file.ts';
import { attachFiles } from '../../src/workflow/attach-files.ts';
import { createAttachmentFetcher, pruneAttachments } from '../../src/workflow/fetch-attachments.ts';
import { createTestContext, makeFolder, project, reopen } from '../support/context.ts';
import { ada, open, signal } from './walk.ts';

const by = { who: 'Ada', via: 'telegram' } as const;

function trouble(why: string, retryable: boolean, retryAfterMs: number | null = null): Error {
  return Object.assign(new Error(why), { retryable, retryAfterMs });
}

/** Answers in turn: with bytes, or with trouble. */
function sourceOf(...answers: (string | Error)[]): FileSource & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    download: async (fileId, path) => {
      asked.push(fileId);
      const answer = answers.shift() ?? '';
      if (answer instanceof Error) throw answer;
      writeFileSync(path, answer);
      return answer.length;
    },
  };
}

async function setUp(...answers: (string | Error)[]) {
  const runsDir = makeFolder();
  const context = await createTestContext({ projects: [project({ tracker: null })] });
  const { id } = open(context);
  const file = {
    messageId: 5,
    album: null,
    fileId: 'f5',
    name: 'a.txt',
    type: null,
    sizeBytes: null,
    note: null,
  };
  attachFiles(context, id, { files: [file], place: { chatId: 11, topicId: null }, by });
  const source = sourceOf(...answers);
  const fetcher = createAttachmentFetcher({ ...context, runsDir }, source);
  const folder = join(runsDir, 'attachments', `task-${id}`);
  const row = () => context.store.attachments.listOfTask(id)[0];
  const told = () => context.store.notices.listPending().filter(({ key }) => key.startsWith('attachment:'));
  return { context, id, runsDir, source, fetcher, folder, row, told };
}

describe('a wanted file', () => {
  test('is stored below its task, and asked for once', async () => {
    const { fetcher, source, folder, row } = await setUp('hello');
    await Promise.all([fetcher.look(), fetcher.bringAll(1)]);
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('hello');
    expect(row()).toMatchObject({ state: 'stored', size_bytes: 5 });
    await fetcher.look();
    expect(source.asked).toEqual(['f5']);
  });

  test('is tried again with growing waits, and no sooner than asked', async () => {
    const { context, fetcher, source, row, told } = await setUp(
      trouble('telegram answered 502', true),
      trouble('telegram answered 429', true, 300_000),
      'hello',
    );
    await fetcher.look();
    expect(row()).toMatchObject({
      state: 'wanted',
      error: 'telegram answered 502',
      due_at: '2026-03-01 12:00:20.000',
    });
    expect(fetcher.nextDue()).toEqual(new Date('2026-03-01T12:00:20Z'));
    await fetcher.look();
    expect(source.asked).toHaveLength(1);
    context.clock.advance(20_000);
    await fetcher.look();
    expect(row()?.due_at).toBe('2026-03-01 12:05:20.000');
    context.clock.advance(300_000);
    await fetcher.look();
    expect(row()).toMatchObject({ state: 'stored', error: null });
    expect(told()).toEqual([]);
  });

  test('that cannot be had is refused, and the sender is told below the message', async () => {
    const { fetcher, row, told, folder } = await setUp(
      trouble('telegram answered 400: file is too big', false),
    );
    await fetcher.look();
    expect(row()).toMatchObject({ state: 'refused', error: 'telegram answered 400: file is too big' });
    expect(told()).toHaveLength(1);
    expect(JSON.parse(told()[0]?.message ?? '')).toMatchObject({
      text: expect.stringMatching(
        /^a\.txt did not reach ET-001: telegram answered 400: file is too big\. Send it again/,
      ),
      replyTo: 5,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is fetched by the next process when this one is stopped', async () => {
    const { context, fetcher, row, runsDir, folder } = await setUp();
    const asked = Promise.withResolvers<void>();
    const hanging: FileSource = {
      download: (_id, _path, { signal: stopped }) => {
        asked.resolve();
        return new Promise((_, reject) =>
          stopped.addEventListener('abort', () => reject(trouble('ended', true))),
        );
      },
    };
    const stuck = createAttachmentFetcher({ ...context, runsDir }, hanging);
    const looking = stuck.look();
    await asked.promise;
    stuck.stop();
    await looking;
    expect(row()).toMatchObject({ state: 'wanted', attempts: 0 });
    fetcher.stop();
    const next = await reopen(context, { projects: context.projects.all });
    await createAttachmentFetcher({ ...next, runsDir }, sourceOf('hello')).look();
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('hello');
  });

  test('is written anew when the process was killed before it was recorded', async () => {
    const { context, fetcher, runsDir, row } = await setUp('hello');
    const killed = createAttachmentFetcher(
      {
        ...context,
        runsDir,
        checkpoint: () => {
          throw new Error('killed');
        },
      },
      sourceOf('half'),
    );
    await killed.look();
    context.clock.advance(60_000);
    await fetcher.look();
    expect(row()).toMatchObject({ state: 'stored', size_bytes: 5 });
  });
});

test('the files of a task are forgotten after its end, and not before', async () => {
  const { context, id, runsDir, fetcher, folder } = await setUp('hello');
  await fetcher.look();
  await pruneAttachments({ store: context.store, runsDir }, '2027-01-01 00:00:00.000');
  expect(existsSync(folder)).toBe(true);
  signal(context, id, { type: 'cancel', by: ada }, ada);
  await pruneAttachments({ store: context.store, runsDir }, '2026-03-01 00:00:00.000');
  expect(existsSync(folder)).toBe(true);
  await pruneAttachments({ store: context.store, runsDir }, '2027-01-01 00:00:00.000');
  expect(existsSync(folder)).toBe(false);
  expect(context.store.attachments.listOfTask(id)).toEqual([]);
});
