import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import { createTestContext } from '../support/context.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';
import { createOldInstallation, hashFiles } from '../support/old-installation.ts';
import { claim, open } from '../workflow/walk.ts';
import { runProgram } from './run-program.ts';

const at = useDatabaseFolder();
const now = '2026-03-01 12:00:00.000';

const resume = (path = at.path) => runProgram(['resume'], { env: { DB_PATH: path } });
const said = (text: string) => ({ status: 0, stdout: `${text}\n`, stderr: '' });
const refused = (stderr: unknown) => ({ status: 1, stdout: '', stderr });

describe('resume', () => {
  test('lifts the pause of everything, of nothing else, and says when there was none', async () => {
    const before = await createTestContext({ path: at.path });
    open(before);
    for (const scope of ['*', 'shop']) before.store.pauses.pause(scope, 'Ada', 'lunch', now);
    before.database.close();
    expect(resume()).toEqual(said('Resumed.'));
    expect(resume()).toEqual(said('Nothing was paused.'));
    expect(readdirSync(at.folder).toSorted()).toEqual(['signalbox.db', 'signalbox.db.lock']);
    const context = await createTestContext({ path: at.path });
    expect(context.store.pauses.list()).toMatchObject([{ scope: 'shop' }]);
    expect(claim(context)).toBeUndefined();
    context.store.pauses.resume('shop');
    expect(claim(context)?.status).toBe('running');
  });

  test('lets a file that was taken over begin, once it was started', async () => {
    createOldInstallation(at.path);
    (await openDatabase(at.path)).close();
    expect(resume()).toEqual(said('Resumed.'));
  });

  test('leaves a file of the earlier installation to the first start, which tells its owner', async () => {
    createOldInstallation(at.path);
    const before = hashFiles(at.folder);
    expect(resume()).toEqual(refused(expect.stringMatching(/: start the service once to upgrade it\.\n$/)));
    expect([hashFiles(at.folder), readdirSync(at.folder)]).toEqual([before, ['signalbox.db']]);
    const { takenOver, close } = await openDatabase(at.path);
    close();
    expect(takenOver).toBe(true);
  });

  test('does not create the file it is pointed at', () => {
    const folder = join(at.folder, 'data');
    expect(resume(join(at.folder, 'other.db'))).toEqual(
      refused(expect.stringMatching(/ does not exist: .*\n$/)),
    );
    expect(resume(join(folder, 'other.db'))).toEqual(refused(expect.stringMatching(/check DB_PATH .*\n$/)));
    expect([readdirSync(at.folder), existsSync(folder)]).toEqual([[], false]);
  });
});
