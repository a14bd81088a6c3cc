import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probeSandbox } from '../../../src/agents/containment/probe-sandbox.ts';
import { createRunTools } from '../../../src/agents/run-tools.ts';
import type { Role } from '../../../src/domain/stage.ts';
import type { FileSource } from '../../../src/telegram/fetch-file.ts';
import { createFileSource } from '../../../src/telegram/fetch-file.ts';
import { attachFiles, type SentFile } from '../../../src/workflow/attach-files.ts';
import { createAttachmentFetcher } from '../../../src/workflow/fetch-attachments.ts';
import { makePrompt } from '../../../src/workflow/runs/run-prompt.ts';
import { toRequest } from '../../../src/workflow/runs/run-request.ts';
import { claimJob, startRun } from '../../../src/workflow/runs/start-run.ts';
import { alice, startEmulator, token } from '../../emulator/started-emulator.ts';
import { project, role } from '../../support/context.ts';
import { runGit } from '../../workspace/support.ts';
import { createRunContext, runsEnded, type TestRunContext } from '../run-context.ts';
import { ada, find, jobOf, open, positionOf } from '../walk.ts';

const probe = await probeSandbox(process.env['PATH'] ?? '');

/** The analyst takes over what it was given, and shows what it was told. */
const takesOver = [
  'D=docs/work-items/$SIGNALBOX_TASK && mkdir -p $D && echo "# BRD" >$D/01-brd.md',
  'cp "$SIGNALBOX_ATTACHMENTS/prices.bin" $D/taken.bin',
  'cp "$SIGNALBOX_PROMPT" $D/prompt.md',
  'if echo more >>"$SIGNALBOX_ATTACHMENTS/new" 2>/dev/null; then echo yes; else echo no; fi >$D/may-write',
].join(' && ');

function file(changes: Partial<SentFile> = {}): SentFile {
  return {
    messageId: 1,
    album: null,
    fileId: 'f',
    name: 'prices.bin',
    type: 'text/csv',
    sizeBytes: 3,
    note: null,
    ...changes,
  };
}

async function setUp(analyst: string, source: FileSource) {
  const roles = { ...project().roles, analyst: role(analyst) } as Record<Role, ReturnType<typeof role>>;
  const base = await createRunContext({ project: { roles, tracker: null } });
  const context = Object.assign(base, { attachments: createAttachmentFetcher(base, source) });
  const { id } = open(context);
  const attach = (files: SentFile[]) =>
    attachFiles(context, id, { files, place: { chatId: alice, topicId: null }, by: ada });
  return { context, id, attach };
}

async function startNext(context: TestRunContext): Promise<void> {
  const job = claimJob(context);
  if (job === undefined) throw new Error('no job can be claimed');
  await startRun(context, job);
  await runsEnded(context);
}

/** What stands at the path in the work of the analyst, as bytes. */
function collected({ yard }: TestRunContext, commit: string, path: string): string {
  return runGit(yard.bareDir, 'show', `${commit}:docs/work-items/ET-001/${path}`);
}

/** The bytes of the emulator, sent by a person and heard by polling. */
async function sendThrough(bytes: Buffer) {
  const { emulator, api, root } = await startEmulator();
  emulator.sendFile(alice, alice, { name: 'prices.bin', type: 'text/csv', bytes });
  const [update] = await api.getUpdates();
  const fileId = update?.message?.document?.file_id ?? '';
  return { emulator, fileId, source: createFileSource({ token, apiRoot: root }) };
}

describe.each([{ sandboxed: false }, { sandboxed: true }].filter(({ sandboxed }) => !sandboxed || probe.ok))(
  'what a person attached, with a sandbox: $sandboxed',
  ({ sandboxed }) => {
    test('reaches the agent byte by byte, and is never committed by itself', async () => {
      const bytes = Buffer.concat([
        Buffer.from('a,b\n\r\u0000'),
        Buffer.from(randomBytes(50_000).toString('hex')),
      ]);
      const { fileId, source } = await sendThrough(bytes);
      const { context, id, attach } = await setUp(takesOver, source);
      if (sandboxed && probe.ok) {
        const sandbox = {
          bwrap: probe.bwrap,
          hidden: [context.runsDir, join(context.yard.dir, 'work space')],
          readPaths: [],
        };
        context.tools = createRunTools(process.env, { accounts: [], sandbox });
      }
      attach([file({ fileId, sizeBytes: null, note: 'As of\ntoday' })]);
      await startNext(context);
      expect(positionOf(context, id)).toBe('analysis/publish');
      const commit = find(context, id).commit_sha ?? '';
      expect(collected(context, commit, 'taken.bin')).toBe(bytes.toString().trim());
      const place = join(context.runsDir, 'attachments', `task-${id}`);
      expect(collected(context, commit, 'prompt.md')).toContain(
        `Files the person attached, to be read and not to be changed:\n- ${place}/prices.bin (text/csv, ${bytes.length} bytes): As of today\n`,
      );
      expect(collected(context, commit, 'may-write')).toBe(sandboxed ? 'no' : 'yes');
      expect(runGit(context.yard.bareDir, 'ls-tree', '-r', '--name-only', commit).split('\n')).not.toContain(
        'prices.bin',
      );
    });
  },
);

describe('a file that is not there yet', () => {
  const trouble = Object.assign(new Error('telegram answered 502'), { retryable: true });
  const failing: FileSource = { download: () => Promise.reject(trouble) };

  test('has the run wait a few times, and then begin without it and say so', async () => {
    const shows = 'D=docs/work-items/$SIGNALBOX_TASK && mkdir -p $D && cp "$SIGNALBOX_PROMPT" $D/01-brd.md';
    const { context, id, attach } = await setUp(`${shows} && test -z "$SIGNALBOX_ATTACHMENTS"`, failing);
    attach([file()]);
    for (const _ of [1, 2, 3]) {
      await startNext(context);
      expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 0 });
      context.database.db.exec('UPDATE jobs SET available_at = NULL');
    }
    expect(jobOf(context, id).error).toBe(
      'what was attached is not there yet: prices.bin (telegram answered 502)',
    );
    await startNext(context);
    expect(positionOf(context, id)).toBe('analysis/publish');
    expect(collected(context, find(context, id).commit_sha ?? '', '01-brd.md')).toContain(
      'Attached, but not to be had, so that you have to do without:\n- prices.bin (telegram answered 502)',
    );
    expect(context.logged).toContainEqual(
      expect.objectContaining({ level: 'warn', text: 'a run begins without what was attached' }),
    );
  });

  test('is told to a session that goes on when it has come', async () => {
    const stored: FileSource = {
      download: async (_id, path) => {
        writeFileSync(path, 'abc');
        return 3;
      },
    };
    const { context, id, attach } = await setUp('true', stored);
    attach([file()]);
    await context.attachments.look();
    const [shop] = context.projects.all;
    const settings = shop?.roles.analyst;
    if (shop === undefined || settings == null) throw new Error('there is no project');
    const preparation = {
      context,
      job: jobOf(context, id),
      role: 'analyst',
      task: find(context, id),
      project: shop,
      settings,
    } as const;
    const { store, runsDir } = context;
    const now = '2026-03-01 12:00:00.000';
    const runId = store.runs.begin(
      {
        taskId: id,
        jobId: preparation.job.id,
        effectId: null,
        agent: 'analyst',
        stage: 'analysis',
        name: 'r',
        folder: 'f',
        clone: 'c',
        startCommit: null,
        model: null,
        effort: null,
        runner: 'claude',
        account: null,
        sessionId: 's',
        resumes: null,
      },
      now,
    );
    const folder = join(runsDir, 'attachments', `task-${id}`);
    const attached = { folder, files: store.attachments.listOfTask(id) };
    const ground = {
      name: 'r',
      folder: runsDir,
      clone: 'c',
      startCommit: 'c',
      resumes: store.runs.find(runId) ?? null,
      attached,
    };
    const prompt = await makePrompt(preparation, toRequest(preparation, ground), ground, 'c');
    expect(prompt).toContain(`${folder}/prices.bin (text/csv, 3 bytes)`);
    expect(readFileSync(join(folder, 'prices.bin'), 'utf8')).toBe('abc');
  });
});
