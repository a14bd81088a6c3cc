import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What agents wrote down as it happened, a line each: what Signalbox counts is compared with it. */
export type LedgerLine =
  | { kind: 'start' | 'end'; run: string; session: string }
  | { kind: 'answer'; run: string; session: string; id: string; costUsd: number }
  | { kind: 'overlap'; run: string; task: string; owner: string };

/** The folder that the agents of an installation share; told by the environment that their program is started with. */
export function chaosPath(): string {
  return process.env['CHAOS_PATH'] ?? '';
}

export function note(line: LedgerLine): void {
  appendFileSync(join(chaosPath(), 'ledger'), `${JSON.stringify(line)}\n`);
}

export function readLedger(path: string): LedgerLine[] {
  const file = join(path, 'ledger');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LedgerLine);
}
