import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputFile } from 'grammy';
import { expect, onTestFinished, test } from 'vitest';
import { countCodePoints } from '../../src/telegram/formatted.ts';
import {
  begin,
  type Call,
  createBench,
  createTestBot,
  end,
  group,
  open,
  operator,
  secret,
  viewer,
} from './bench.ts';
import { sendNotice } from './send-notice.ts';

function setUp(output: { stdout?: string; stderr?: string } = {}) {
  const bench = createBench();
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, { stdout = '', stderr = '' }: typeof output) => {
    const at = join(folder, name);
    mkdirSync(at);
    writeFileSync(join(at, 'stdout'), stdout);
    writeFileSync(join(at, 'stderr'), stderr);
    return at;
  };
  const { taskId } = open(bench);
  const run = begin(bench, taskId, { folder: write('first', output) });
  const hands = createTestBot(bench);
  const ask = (text: string, from: number = viewer) =>
    hands.send({ from }, { text, entities: [{ type: 'bot_command', offset: 0, length: '/log'.length }] });
  return { bench, taskId, run, write, ask, ...hands };
}

async function fileOf(calls: readonly Call[]) {
  const sent = calls.find(({ method }) => method === 'sendDocument')?.payload;
  const file = sent?.['document'];
  if (!(file instanceof InputFile)) throw new Error('no file was sent');
  const chunks = [];
  for await (const chunk of await toChunks(file)) chunks.push(chunk);
  return { name: file.filename, caption: sent?.['caption'], text: Buffer.concat(chunks).toString() };
}

async function toChunks(file: InputFile): Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>> {
  const raw: unknown = await file.toRaw();
  return raw instanceof Uint8Array ? [raw] : (raw as AsyncIterable<Uint8Array>);
}

test('/log shows how a run ended and its last lines, and brings all it wrote as a file', async () => {
  const { bench, run, ask } = setUp({ stdout: 'one\ntwo\n', stderr: 'a warning\n' });
  end(bench, run);
  const calls = await ask('/log SHOP-001');
  expect(calls.map(({ method }) => method)).toEqual(['sendMessage', 'sendDocument']);
  const { text, entities } = calls[0]?.payload ?? {};
  expect(text).toBe(
    'SHOP-001 analyst 1 · analysis · 2026-05-04 12:00 UTC · completed, exit status 0\none\ntwo\na warning',
  );
  expect(entities).toContainEqual(expect.objectContaining({ type: 'pre' }));
  expect(await fileOf(calls)).toEqual({
    name: 'SHOP-001-analyst-1.log',
    caption: 'SHOP-001 analyst 1, all of it',
    text: 'one\ntwo\n\n--- standard error ---\na warning\n',
  });
});

test('the JSON lines of a CLI are told in words, and sent as they are', async () => {
  const line = JSON.stringify({
    type: 'assistant',
    message: { content: [{ type: 'tool_use', name: 'Edit', input: { file_path: 'src/a.ts' } }] },
  });
  const { ask } = setUp({ stdout: `${line}\n` });
  const calls = await ask('/log SHOP-001');
  expect(calls[0]?.payload['text']).toMatch(/ · at work\n→ Edit src\/a\.ts$/);
  expect((await fileOf(calls)).text).toBe(`${line}\n`);
});

test('a secret leaves neither in the message nor in the file', async () => {
  const { ask } = setUp({ stdout: `key ${secret}\n`, stderr: `again ${secret}` });
  const calls = await ask('/log SHOP-001');
  expect(JSON.stringify(calls.map(({ payload }) => payload['text']))).not.toContain(secret);
  const { text } = await fileOf(calls);
  expect(text).toContain('key ***');
  expect(text).not.toContain(secret);
});

test('a long output is cut to its end, and fits one message', async () => {
  const lines = Array.from({ length: 9000 }, (_, n) => `${n} ${'😀'.repeat(n % 400)}`);
  const { ask } = setUp({ stdout: lines.join('\n') });
  const calls = await ask('/log SHOP-001');
  const text = String(calls[0]?.payload['text']);
  expect(countCodePoints(text)).toBeLessThanOrEqual(4096);
  expect(text).toContain('\n8999 😀');
  expect((await fileOf(calls)).text).toHaveLength(lines.join('\n').length);
});

test('the latest run is told, or the latest of a role', async () => {
  const { bench, taskId, run, write, ask } = setUp({ stdout: 'first' });
  end(bench, run);
  const place = {
    taskId,
    jobId: null,
    effectId: null,
    clone: '',
    startCommit: null,
    model: null,
    effort: null,
  };
  const session = { runner: 'command', account: null, sessionId: null, resumes: null };
  const folder = write('second', { stdout: 'second' });
  const row = { ...place, ...session, agent: 'ci', stage: 'development', name: 'second', folder };
  bench.store.runs.begin(row, '2026-05-04 12:00:00.000');
  expect((await ask('/log SHOP-001'))[0]?.payload['text']).toMatch(/^SHOP-001 ci 1 .*\nsecond$/);
  expect((await ask('/log SHOP-001 Analyst'))[0]?.payload['text']).toMatch(/\nfirst$/);
  expect((await ask('/log SHOP-001 tester'))[0]?.payload['text']).toBe(
    'SHOP-001 had no run of a role tester; there were: analyst, ci.',
  );
});

test('a run that wrote nothing has no file, and a task without runs no log', async () => {
  const { bench, say, ask } = setUp();
  const calls = await ask('/log SHOP-001');
  expect(calls.map(({ method }) => method)).toEqual(['sendMessage']);
  expect(calls[0]?.payload['text']).toMatch(/It wrote nothing\.$/);
  open(bench, 'Second');
  expect(await say({ from: operator, chat: group }, '/log SHOP-002')).toEqual(['SHOP-002 had no run yet.']);
});

test('a file that is gone when its turn comes is let go', async () => {
  const { bench, bot } = setUp();
  const message = JSON.stringify({ text: 'x', entities: [], file: { name: 'x.log', kind: 'run', run: 999 } });
  const notice = {
    key: 'k',
    chatId: 1,
    topicId: null,
    subject: null,
    taskId: null,
    message,
    importance: 'answer',
    loud: false,
  } as const;
  bench.store.notices.add(notice, '2026-05-04 12:00:00.000');
  const row = bench.store.notices.listPending().find(({ key }) => key === 'k');
  if (row === undefined) throw new Error('no notice');
  expect(await sendNotice(bench, bot, row)).toEqual({ kind: 'written' });
  expect(bench.store.notices.listPending().map(({ key }) => key)).not.toContain('k');
});
