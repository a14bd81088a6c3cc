import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { why } from '../../src/verbs/read.ts';
import { projectsText } from '../config/support.ts';
import { createTestContext } from '../support/context.ts';
import { useDatabaseFolder } from '../support/database-folder.ts';
import { open, walkTo } from '../workflow/walk.ts';

const at = useDatabaseFolder();

test('why names whose approval the BRD still waits for', async () => {
  const context = await createTestContext({ path: at.path });
  walkTo(context, open(context).id, 'analysis/approval');
  context.store.approvals.recordVote(
    { approvalId: 1, who: 'Bo', via: 'telegram' },
    '2026-03-01 12:00:00.000',
  );
  context.database.close();
  const file = join(at.folder, 'projects.yaml');
  const people = ['Ada', 'Bo'].map(
    (name, n) => `  - { name: ${name}, role: approver, telegram: ${n + 1} }\n`,
  );
  writeFileSync(file, `${projectsText('    approval: { by: [Ada, Bo] }')}\npeople:\n${people.join('')}`);
  const printed: string[] = [];
  const { signal: stop } = new AbortController();
  const env = { DB_PATH: at.path, PROJECTS_FILE: file };
  expect(await why({ args: ['ET-001'], env, stop, print: (text) => printed.push(text) })).toBe(0);
  expect(printed[0]).toContain('wait for approval: 1 of 2 given, waiting for Ada. Since ');
});
