import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/store/open-database.ts';
import { createStore } from '../../src/store/store.ts';
import { type Installation, install } from '../support/installation.ts';
import { planeBody, postPlane } from '../support/plane.ts';
import { until } from '../support/until.ts';
import { makeEmptyFolder, runProgram, spawnService } from './run-program.ts';

const unset = [
  'TELEGRAM_BOT_TOKEN: not set; expected the token that @BotFather gives, such as 123456789:AbC…',
];

/** What stands on the standard error of a refused start, a fault a line. */
function faultsOf(env: Record<string, string>, cwd = makeEmptyFolder()): string[] {
  const before = readdirSync(cwd);
  const { status, stdout, stderr } = runProgram([], { env, cwd });
  expect([status, stdout, readdirSync(cwd)]).toEqual([1, '', before]);
  const [head = '', ...faults] = stderr.trimEnd().split('\n');
  expect(head).toBe(`the configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:`);
  return faults.map((fault) => fault.replace(/^- /, ''));
}

describe('a start that lacks settings', () => {
  test('names every one of them at once, exits 1 and leaves nothing behind', () => {
    const cwd = makeEmptyFolder();
    const noFile = `PROJECTS_FILE: no file at ${cwd}/projects.yaml; start from a copy of projects.example.yaml`;
    expect(faultsOf({}, cwd)).toEqual([...unset, noFile]);
  });

  test('names what is wrong together with what is missing, in the environment and in the file', () => {
    const cwd = makeEmptyFolder();
    writeFileSync(join(cwd, 'projects.yaml'), 'projects:\n  - name: my shop\n    prefix: SHOP\n');
    expect(faultsOf({ HTTP_PORT: 'http', REAPER_SECONDS: '0' }, cwd)).toEqual([
      expect.stringMatching(/^HTTP_PORT: expected .*, got "http"$/),
      'REAPER_SECONDS: expected a whole number from 1 to 86400, got "0"',
      ...unset,
      expect.stringMatching(/^projects\.yaml:2 projects\[0\]\.name: /),
      expect.stringMatching(/^projects\.yaml:2 projects\[0\]\.repo: missing/),
      expect.stringMatching(/^projects\.yaml:2 projects\[0\]\.roles: no runner for /),
    ]);
  });

  test('takes them from .env, where the environment does not say otherwise', () => {
    const cwd = makeEmptyFolder();
    writeFileSync(join(cwd, '.env'), 'TELEGRAM_OWNERS=7\nTELEGRAM_BOT_TOKEN=secret-words\nHTTP_PORT=http\n');
    expect(faultsOf({ HTTP_PORT: '0' }, cwd)).toEqual([
      expect.stringMatching(/^TELEGRAM_BOT_TOKEN: .*the value is a secret and not shown$/),
      expect.stringMatching(/^PROJECTS_FILE: /),
    ]);
  });
});

describe('a start', () => {
  async function startService(): Promise<
    { own: Installation; url: string } & ReturnType<typeof spawnService>
  > {
    const own = await install();
    onTestFinished(() => own.close());
    const service = spawnService(own.env, own.home);
    const url = await until('the service is up', () => /"url":"([^"]+)"/.exec(service.said.stderr)?.[1]);
    return { own, url, ...service };
  }

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'runs until %s, then exits 0 and can be repeated',
    async (signal) => {
      const { own, url, child, said, exited } = await startService();
      expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ status: 'ok' });
      child.kill(signal);
      expect(await exited).toBe('0');
      expect(said.stdout).toBe('');
      expect(said.stderr).toContain('"msg":"stopping: runs go on and are adopted by the next start"');
      expect(readdirSync(own.home).filter((name) => /-wal|-shm|\.pid/.test(name))).toEqual([]);
      const again = spawnService(own.env, own.home);
      await until('it is up again', () => again.said.stderr.includes('signalbox is up'));
    },
  );

  test('is refused where its port is taken, in one sentence', async () => {
    const { url } = await startService();
    const { port } = new URL(url);
    const other = await install();
    onTestFinished(() => other.close());
    const env = { ...other.env, HTTP_PORT: port };
    const { status, stdout, stderr } = runProgram(['start'], { env, cwd: other.home });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^HTTP_PORT ${port} is in use: .+\\.\n$`));
  });

  test('is refused while another one has the file, and names that one', async () => {
    const { own, child } = await startService();
    const { status, stdout, stderr } = runProgram(['start'], { env: own.env, cwd: own.home });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `${own.env['DB_PATH']} is in use by another Signalbox (process ${child.pid}): stop that one first.\n`,
    );
  });

  test('is not disturbed by the verbs that read its file, and they say what it says', async () => {
    const { own, url } = await startService();
    expect((await postPlane(url, planeBody())).status).toBe(202);
    await until('the requirements are asked about and drawn', () =>
      own.cards().some(({ buttons }) => buttons.flat().some(({ text }) => text === 'Approve')),
    );
    const before = await untilQuiet(own.home);
    const options = { env: own.env, cwd: own.home };
    const queue = runProgram(['queue', '--json'], options);
    const why = runProgram(['why', 'ET-012', '--json'], options);
    expect([queue.status, queue.stderr, why.status, why.stderr]).toEqual([0, '', 0, '']);
    expect(JSON.parse(queue.stdout)).toEqual(await (await fetch(`${url}/queue`)).json());
    expect(JSON.parse(why.stdout)).toMatchObject({ task: 'ET-012', step: 'approval', code: 'brd' });
    expect(Object.keys(before)).toEqual(['signalbox.db', 'signalbox.db-wal']);
    expect(hashDatabase(own.home)).toEqual(before);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test('hears of a resume from the command line', async () => {
    const { own, url } = await startService();
    const { db, close } = connect(own.env['DB_PATH'] ?? '');
    createStore(db).pauses.pause('*', 'Ada', 'lunch', '2026-03-01 12:00:00.000');
    close();
    await postPlane(url, planeBody());
    const blocked = async () => {
      const queue = (await (await fetch(`${url}/queue`)).json()) as {
        blocked: { task: string; code: string }[];
      };
      return queue.blocked.map(({ task, code }) => `${task} ${code}`);
    };
    await until('the task waits', async () => (await blocked()).includes('ET-012 pause'));
    expect(own.notes()).toEqual([]);
    const { stdout } = runProgram(['resume'], { env: own.env, cwd: own.home });
    expect(stdout).toBe('Resumed.\n');
    await until('the analyst starts', () => own.notes().includes('analyst'));
  });

  test('hears of a replay from the command line', async () => {
    const { own } = await startService();
    const payload = planeBody();
    const event = { source: 'plane', eventType: 'issue', payload, deliveryId: 'delivery-1', bodyHash: null };
    const now = '2026-03-01 12:00:00.000';
    const { db, close } = connect(own.env['DB_PATH'] ?? '');
    const store = createStore(db);
    const id = store.transaction(() => {
      const recorded = store.inbox.record(event, now);
      if (recorded === 'duplicate') throw new Error('it was there before');
      store.inbox.markFailed(recorded.id, 'no such project', now);
      return recorded.id;
    });
    close();
    const options = { env: own.env, cwd: own.home };
    expect(runProgram(['events'], options).stdout).toMatch(/^failed .* no such project\n$/);
    expect(runProgram(['replay', String(id)], options).stdout).toContain('dispatches it within 1 s');
    await until('the analyst starts', () => own.notes().includes('analyst'));
    expect(runProgram(['events'], options).stdout).toMatch(/^done .* opened ET-012\n$/);
  });
});

/** The database and what lies beside it; the index of a -wal belongs to whoever reads. */
function hashDatabase(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => /^signalbox\.db(-wal|-journal|\.before.*)?$/.test(name));
  const hash = (name: string) => createHash('sha256').update(readFileSync(join(folder, name)));
  return Object.fromEntries(names.map((name) => [name, hash(name).digest('hex')]));
}

/** Longer than a private chat has to wait for its next write, a second: what it shows is noted when it was sent. */
const quietMs = 1300;

/** The hashes once nothing was written for some time. */
async function untilQuiet(folder: string): Promise<Record<string, string>> {
  const seen = { hashes: hashDatabase(folder), sinceMs: Date.now() };
  return until('nothing is written any more', () => {
    const hashes = hashDatabase(folder);
    if (JSON.stringify(hashes) !== JSON.stringify(seen.hashes)) {
      seen.hashes = hashes;
      seen.sinceMs = Date.now();
    }
    return Date.now() - seen.sinceMs > quietMs ? hashes : undefined;
  });
}
