import { expect, test } from 'vitest';
import { audit } from '../../src/verbs/audit.ts';
import { createTestContext } from '../support/context.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';

const at = useDatabaseFolder();

async function run(...args: string[]): Promise<string> {
  const printed: string[] = [];
  const { signal: stop } = new AbortController();
  const env = { DB_PATH: at.path };
  expect(await audit({ args, env, stop, print: (text) => printed.push(text) })).toBe(0);
  return printed.join('\n');
}

test('audit lists the latest deeds first, as lines or as JSON, 50 of them unless all are wanted', async () => {
  const context = await createTestContext({ path: at.path });
  const deed = {
    userId: 7,
    who: 'Ada',
    role: 'owner',
    chatId: -1,
    via: 'command',
    action: 'approve',
  } as const;
  for (let n = 1; n <= 60; n += 1) {
    const entry = { ...deed, target: `ET-${n}`, outcome: 'done', detail: 'Approved.' } as const;
    context.store.audit.add(entry, '2026-03-01 12:00:00.000');
  }
  const refused = { ...deed, who: 'X (9)', role: null, via: 'button', outcome: 'refused' } as const;
  context.store.audit.add({ ...refused, target: null, detail: null }, '2026-03-01 12:00:01.000');
  const overHttp = { ...deed, userId: null, who: 'cron (HTTP)', role: 'operator', chatId: null } as const;
  const freeze = { ...overHttp, action: 'freeze', target: 'shop', outcome: 'done' } as const;
  context.store.audit.add({ ...freeze, detail: 'freeze 1: backup' }, '2026-03-01 12:00:02.000');
  context.database.close();
  const lines = (await run()).split('\n');
  expect(lines).toHaveLength(50);
  expect(lines.slice(0, 3)).toEqual([
    '2026-03-01 12:00:02  done       cron (HTTP) (operator)  command freeze shop  over HTTP: freeze 1: backup',
    '2026-03-01 12:00:01  refused    X (9) (stranger)  button approve  in -1',
    '2026-03-01 12:00:00  done       Ada (owner)  command approve ET-60  in -1: Approved.',
  ]);
  expect((await run('--all')).split('\n')).toHaveLength(62);
  expect(JSON.parse(await run('--json'))).toHaveLength(50);
});
