import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { findProcessStat, isAlive, readBootId } from '../agents/process/process-identity.ts';
import { readIdentity, runFile } from '../agents/process/run-folder.ts';
import type { ProcessHost } from '../agents/process/run-process.ts';
import { stopReleases } from './releases.ts';

const PREFIX = 'signalbox-demo-';

/** A folder for everything of one demo, which names the process that owns it. */
export function createHome(): string {
  const home = mkdtempSync(join(tmpdir(), PREFIX));
  const owner = {
    pid: process.pid,
    startTicks: findProcessStat(process.pid)?.startTicks,
    bootId: readBootId(),
  };
  writeFileSync(runFile(home, 'process'), JSON.stringify(owner));
  return home;
}

/** The parts of a demo's home that processes outside of it belong to. */
export function partsOf(home: string): { releases: string; runs: string } {
  return { releases: join(home, 'releases'), runs: join(home, 'runs') };
}

/** Ends and removes what demos left behind that were killed: their runs, their releases, their folders. */
export async function sweepHomes(host: Pick<ProcessHost, 'sweep'>): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const home = join(tmpdir(), name);
    if (!isAbandoned(home)) continue;
    const { releases, runs } = partsOf(home);
    // A run's folder has the name of its marker.
    for (const marker of existsSync(runs) ? readdirSync(runs) : []) await host.sweep(marker);
    await stopReleases(releases);
    rmSync(home, { recursive: true, force: true });
  }
}

/** Only a folder of this user that names its owner, and only once that process is gone. */
function isAbandoned(home: string): boolean {
  const folder = lstatSync(home, { throwIfNoEntry: false });
  if (!folder?.isDirectory() || folder.uid !== userInfo().uid) return false;
  const owner = readIdentity(home);
  return owner !== null && !isAlive(owner);
}
