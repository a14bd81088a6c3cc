import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { startApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';

/**
 * Signalbox as a process that a test can kill at named places: `KILL_AT` has them as `name:n`, the n-th pass, with commas
 * between. With `TRACE_PATH` every pass is written down there. Prints the address of its HTTP server.
 */
const { env } = process;
const home = env['TEST_HOME'] ?? '';
const killAt = new Set((env['KILL_AT'] ?? '').split(','));
const tracePath = env['TRACE_PATH'];
const passes = new Map<string, number>();

// What earlier processes passed counts too, where it is written down.
if (tracePath !== undefined && existsSync(tracePath)) {
  for (const line of readFileSync(tracePath, 'utf8').split('\n').filter(Boolean))
    count(line.split(':')[0] ?? '');
}

function count(name: string): number {
  const times = (passes.get(name) ?? 0) + 1;
  passes.set(name, times);
  return times;
}

function checkpoint(name: string): void {
  const times = count(name);
  const place = `${name}:${times}`;
  if (tracePath !== undefined) appendFileSync(tracePath, `${place}\n`);
  if (!killAt.has(place) && !(times === 1 && killAt.has(name))) return;
  appendFileSync(join(home, 'log'), `{"killedAt":"${place}"}\n`);
  process.kill(process.pid, 'SIGKILL');
}

const log = pino({ level: 'info' }, pino.destination({ dest: join(home, 'log'), append: true, sync: true }));
const app = await startApp(loadConfig(env), { log, env, checkpoint });
console.log(app.url);
process.once('SIGTERM', () => {
  void app.stop().then(() => process.exit(0));
});
