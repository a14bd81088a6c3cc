import { expect, test } from 'vitest';
import { effectTargets } from '../../src/domain/decision.ts';
import { pauseModes } from '../../src/domain/pause.ts';
import { personRoles } from '../../src/domain/people.ts';
import { deploymentStates } from '../../src/store/deployments.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { rollbackStates } from '../../src/store/rollbacks.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';

const at = useDatabaseFolder();

const kinds = Object.keys(effectTargets);
const lists: readonly (readonly [string, string, readonly string[]])[] = [
  ['deployments', 'state', deploymentStates],
  ['rollbacks', 'state', rollbackStates],
  ['pauses', 'mode', pauseModes],
  ['outbox', 'kind', kinds],
  ['outbox', 'target', [...new Set(Object.values(effectTargets))]],
  ['members', 'role', personRoles],
];

test.each(lists)(
  'what %s.%s may be is the same in the schema and in the code',
  async (table, column, list) => {
    const { db, close } = await openDatabase(at.path);
    const sql = db
      .prepare(`SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?`)
      .pluck()
      .get(table);
    close();
    const [, words = ''] = new RegExp(`CHECK \\(${column} IN\\s*\\(([^)]*)\\)`).exec(String(sql)) ?? [];
    const checked = [...words.matchAll(/'([^']*)'/g)].map(([, word = '']) => word);
    expect(new Set(checked)).toEqual(new Set(list));
    expect(checked).toHaveLength(list.length);
  },
);
