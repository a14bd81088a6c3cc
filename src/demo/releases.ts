import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const LOOK_MS = 20;
const LOOKS = 100;

/** Puts a checkout of the sample where it is released, as its deploy does. */
export async function startRelease(
  folder: string,
  target: 'screen',
  env: Record<string, string | undefined>,
): Promise<void> {
  await promisify(execFile)('sh', ['deploy.sh', target], { cwd: folder, env });
}

/** Ends the servers that the sample's deploy script has started, by the pids it wrote down. */
export async function stopReleases(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const target of readdirSync(folder)) {
    const file = join(folder, target, 'pid');
    if (existsSync(file)) await end(Number(readFileSync(file, 'utf8')), folder);
  }
}

async function end(pid: number, folder: string): Promise<void> {
  for (let look = 0; look < LOOKS && isRelease(pid, folder); look += 1) {
    if (look === 0) process.kill(pid, 'SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** A pid may have been given out anew: only a process that runs from the folder is ours. */
function isRelease(pid: number, folder: string): boolean {
  const path = `/proc/${pid}/cmdline`;
  return existsSync(path) && readFileSync(path, 'utf8').includes(folder);
}
