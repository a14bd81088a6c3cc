import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openCopy } from '../../src/store/open-database.ts';
import type { RunRow } from '../../src/store/runs.ts';
import type { Installation } from '../support/installation.ts';

export async function readRuns({ home }: Installation): Promise<RunRow[]> {
  const { db, close } = await openCopy(`${home}/signalbox.db`);
  try {
    return db.prepare<[], RunRow>('SELECT * FROM agent_runs ORDER BY id').all();
  } finally {
    close();
  }
}

export function sumOf(runs: readonly Pick<RunRow, 'cost_usd'>[]): number {
  return runs.reduce((sum, run) => sum + (run.cost_usd ?? 0), 0);
}

/** What the result lines of all runs tell, in US dollars; of a session the last one counts, which tells of all of it. */
export function sumTold({ home }: Installation): number {
  const folders = readdirSync(join(home, 'runs')).filter((name) => name.startsWith('run-'));
  const told = new Map<string, number>();
  for (const folder of folders) {
    for (const line of readFileSync(join(home, 'runs', folder, 'stdout'), 'utf8').split('\n')) {
      const result = resultLine.safeParse(parseJson(line)).data;
      if (result === undefined) continue;
      const { session_id: id, total_cost_usd: usd } = result;
      told.set(id, Math.max(told.get(id) ?? 0, usd));
    }
  }
  return [...told.values()].reduce((sum, usd) => sum + usd, 0);
}

const resultLine = z.object({
  type: z.literal('result'),
  session_id: z.string(),
  total_cost_usd: z.number(),
});

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
