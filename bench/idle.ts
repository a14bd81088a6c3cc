import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { install } from '../test/support/installation.ts';

/** What Signalbox costs while nothing happens: `npm run bench:idle -- 60` watches one for 60 s (after 10 s to settle). */
const SETTLE_MS = 10_000;
const TICKS_PER_SECOND = 100;
const KIB_PER_MIB = 1024;

const seconds = Number(process.argv[2] ?? 60);
const installation = await install();
try {
  // As the start script of package.json does it, with the reaper's own interval.
  const { REAPER_SECONDS: _testSetting, ...env } = installation.env;
  const program = join(import.meta.dirname, '..', 'bin', 'signalbox.js');
  const child = spawn(process.execPath, ['--max-semi-space-size=1', program], { env, stdio: 'ignore' });
  const pid = child.pid ?? 0;
  await pause(SETTLE_MS);
  const before = cpuTicks(pid);
  await pause(seconds * 1000);
  const cpuPercent = (100 * (cpuTicks(pid) - before)) / TICKS_PER_SECOND / seconds;
  const calls = installation.emulator.calls().length;
  console.log(
    `idle for ${seconds} s: ${cpuPercent.toFixed(2)} % of a core, ${residentMib(pid)} MiB resident, ${calls} Bot API calls`,
  );
  child.kill('SIGTERM');
  await once(child, 'exit');
} finally {
  await installation.close();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** User and system time, fields 14 and 15 of /proc/PID/stat, counted after the last parenthesis. */
function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function residentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / KIB_PER_MIB);
}
