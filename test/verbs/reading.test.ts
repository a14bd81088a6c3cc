import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectsText } from '../config/support.ts';
import { createTestContext } from '../support/context.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';
import { createOldInstallation } from '../support/old-installation.ts';
import { ada, claim, open, signal, walkTo } from '../workflow/walk.ts';
import { type Ended, makeEmptyFolder, runProgram } from './run-program.ts';

const at = useDatabaseFolder();

/** Each file with its content and its times; a -shm is an index that belongs to whoever reads. */
function lookAtFolder(): Record<string, string> {
  const names = readdirSync(at.folder).filter((name) => !name.endsWith('-shm'));
  const describeFile = (name: string) => {
    const path = join(at.folder, name);
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
    return `${hash} ${statSync(path).mtimeMs} ${statSync(path).mode}`;
  };
  return Object.fromEntries(names.map((name) => [name, describeFile(name)]));
}

/** Runs a verb on the file and says what became of the folder besides. */
function read(args: readonly string[], env: Record<string, string> = {}): Ended & { untouched: boolean } {
  const before = lookAtFolder();
  const ended = runProgram(args, { env: { DB_PATH: at.path, ...env } });
  return { ...ended, untouched: JSON.stringify(lookAtFolder()) === JSON.stringify(before) };
}

/** ET-001 waits for approval, ET-002 for a person, ET-003 for ET-001; one repository is frozen, everything is paused. */
async function createOurFile(): Promise<Record<string, string>> {
  const context = await createTestContext({ path: at.path });
  const { store } = context;
  walkTo(context, open(context, 'Sell more\u001b[2J\nnow').id, 'analysis/approval');
  signal(context, open(context, 'Sell less').id, { type: 'stop', by: ada });
  const third = open(context, 'Count');
  expect(claim(context)).toBeUndefined();
  store.freezes.freeze('till', 'degraded', 'TILL-4', '2026-03-01 11:00:00.000');
  expect(third.work_item_id).toBe('ET-003');
  context.database.close();
  const projects = join(makeEmptyFolder(), 'projects.yaml');
  writeFileSync(projects, projectsText());
  return { PROJECTS_FILE: projects };
}

const fine = { status: 0, stderr: '', untouched: true };

describe('a file of ours', () => {
  test('is told by queue: what runs, what waits and why', async () => {
    const env = await createOurFile();
    const { stdout, ...rest } = read(['queue'], env);
    expect(rest).toEqual(fine);
    expect(stdout.split('\n')).toEqual([
      'queued 1, running 0, done 1, failed 1',
      expect.stringMatching(/^waiting {2}ET-001 {2}brd: .*\/approve ET-001\b/),
      expect.stringMatching(/^waiting {2}ET-002 {2}attention: .*\/retry ET-002\b/),
      expect.stringMatching(/^waiting {2}ET-003 {2}serial: .*\bET-001\b.*\.$/),
      'frozen   till  #1 since 2026-03-01 11:00:00.000: degraded  (the release of TILL-4)',
      expect.stringMatching(/^cancelled {2}ET-002 {2}analyst .* stopped by Ada$/),
      expect.stringMatching(/^done {5}ET-001 {2}analyst/),
      '',
    ]);
  });

  test('is told by task and why, by any spelling of the id', async () => {
    const env = await createOurFile();
    const task = read(['task', 'et-001'], env);
    expect(task).toMatchObject(fine);
    expect(task.stdout).toMatch(
      /^ET-001 {2}Sell more \[2J now\nshop {2}shop {2}task\/et-001\nanalysis \/ approval: /,
    );
    expect(task.stdout).toMatch(/^ {2}▸ Analysis.*\n {2}· Architecture$/m);
    for (const reference of ['ET-003', 'et-003', '3']) {
      expect(read(['why', reference], env)).toEqual({
        ...fine,
        stdout: expect.stringMatching(
          /^ET-003 \(analysis \/ work\): .*\bET-001\b.* Since 2026-03-01 12:00:00\.000 UTC\. .*\.\n$/,
        ),
      });
    }
  });

  test('is told as JSON too', async () => {
    const env = await createOurFile();
    const json = (...args: string[]) => {
      const { stdout, ...rest } = read([...args, '--json'], env);
      expect(rest).toEqual(fine);
      return JSON.parse(stdout) as unknown;
    };
    expect(json('queue')).toMatchObject({
      counts: { queued: 1, running: 0, done: 1, failed: 1 },
      running: [],
      blocked: [
        { job: null, task: 'ET-001', code: 'brd' },
        { job: null, task: 'ET-002', code: 'attention' },
        { job: 3, task: 'ET-003', code: 'serial', repo: 'shop' },
      ],
      frozen: [{ repo: 'till', reason: 'degraded', workItemId: 'TILL-4' }],
    });
    expect(json('task', 'ET-001')).toMatchObject({
      id: 1,
      title: 'Sell more\u001b[2J\nnow',
      step: 'approval',
    });
    expect(json('why', 'ET-002')).toMatchObject({ task: 'ET-002', code: 'attention', stage: 'analysis' });
  });

  test('is told with what a killed process had left to be written', async () => {
    const env = await createOurFile();
    at.writeAndDie("UPDATE tasks SET title = 'Written last' WHERE id = 1");
    expect(readdirSync(at.folder)).toContain('signalbox.db-wal');
    const { stdout, ...rest } = read(['task', 'ET-001'], env);
    expect(rest).toEqual(fine);
    expect(stdout).toMatch(/^ET-001 {2}Written last\n/);
  });

  test('may be read-only, and no project need be configured', async () => {
    await createOurFile();
    chmodSync(at.path, 0o444);
    const { stdout, ...rest } = read(['why', 'ET-003']);
    expect(rest).toEqual(fine);
    expect(stdout).toContain('ET-003 (analysis / work): ');
  });

  test('is told by cost, in all, for a time or for a task', async () => {
    const env = await createOurFile();
    for (const args of [['cost'], ['cost', 'week'], ['cost', 'et-001']]) {
      expect(read(args, env)).toEqual({ ...fine, stdout: expect.stringMatching(/ 0 runs\n$/) });
    }
    expect(read(['cost', 'ET-999'], env)).toMatchObject({
      status: 2,
      stderr: 'there is no task ET-999 in this file\n',
    });
    expect(read(['cost', '1', '2'], env).status).toBe(2);
  });

  test('does not know a task that is not there', async () => {
    const env = await createOurFile();
    for (const verb of ['task', 'why']) {
      const stderr = 'there is no task ET-999 in this file\n';
      expect(read([verb, 'ET-999'], env)).toEqual({ status: 2, stdout: '', stderr, untouched: true });
    }
  });
});

describe('a file of the earlier installation', () => {
  test('is told as it stands, and not taken over', () => {
    createOldInstallation(at.path);
    const { stdout, ...rest } = read(['queue']);
    expect(rest).toEqual(fine);
    const lines = stdout.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'queued 3, running 1, done 0, failed 1',
        'running  SHOP-7  developer  shop  since 2025-01-02 03:04:05',
        expect.stringMatching(/^frozen {3}shop {2}#\d+ since 2025-01-02 03:04:05: degraded {2}\(/),
        'depends  shiny on task 777',
        'failed   job 5  analyst    no',
      ]),
    );
    expect(read(['why', '4'])).toMatchObject({ ...fine, stdout: expect.stringContaining('"polishing"') });
    expect(read(['task', '1', '--json'])).toMatchObject(fine);
    expect(readdirSync(at.folder)).toEqual(['signalbox.db']);
  });

  test('may be the first version of it', () => {
    createOldInstallation(at.path, { tables: [], without: ['tasks.title', 'jobs.pid', 'agent_runs.model'] });
    expect(read(['queue', '--json'])).toMatchObject(fine);
    expect(read(['task', 'SHOP-8'])).toMatchObject({
      ...fine,
      stdout: expect.stringMatching(/^SHOP-8 {2}SHOP-8\n/),
    });
  });
});

describe('a file that is none of ours', () => {
  const cases: [string, RegExp, () => void][] = [
    ['is missing', / does not exist: .*set DB_PATH/, () => {}],
    ['is text', / is not a SQLite database: /, () => writeFileSync(at.path, 'hello '.repeat(999))],
    [
      "is another program's",
      /is the database of something else \(its tables are recipes\)/,
      () => at.write('CREATE TABLE recipes (id)'),
    ],
    [
      'is of a later version',
      /was written by a newer Signalbox/,
      () => at.write('PRAGMA application_id = 1397311298; PRAGMA user_version = 99'),
    ],
    ['is a folder', /is not an ordinary file/, () => mkdirSync(at.path)],
  ];

  const refused = (sentence: RegExp) => ({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(`^${at.path}.*${sentence.source}.*\\.\n$`)),
  });

  test.each(cases)('because it %s is refused in one sentence', (_, sentence, arrange) => {
    arrange();
    const before = readdirSync(at.folder);
    expect(runProgram(['queue'], { env: { DB_PATH: at.path } })).toEqual(refused(sentence));
    expect(readdirSync(at.folder)).toEqual(before);
  });

  test.each([['task'], ['why']])('is refused by %s as well', (verb) => {
    expect(runProgram([verb, 'ET-1', '--json'], { env: { DB_PATH: at.path } })).toEqual(
      refused(/does not exist/),
    );
  });
});

test('a setting that makes no sense is named, needed or not', () => {
  createOldInstallation(at.path);
  expect(read(['queue'], { MAX_CONCURRENCY: 'many', TELEGRAM_BOT_TOKEN: 'letters' })).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^the configuration has 2 faults:\n- TELEGRAM_BOT_TOKEN: .*\n- MAX_CONCURRENCY: .*\n$/,
    ),
    untouched: true,
  });
});
