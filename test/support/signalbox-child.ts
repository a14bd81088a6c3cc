import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { startApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';

/** Signalbox as a process that a test can kill at a named place. Prints the address of its HTTP server. */
const { env } = process;
const home = env['TEST_HOME'] ?? '';
const [killAt = '', wanted = '1'] = (env['KILL_AT'] ?? '').split(':');
const passes = { left: Number(wanted) };

function checkpoint(name: string): void {
  if (name !== killAt) return;
  passes.left -= 1;
  if (passes.left > 0) return;
  appendFileSync(join(home, 'log'), `{"killedAt":"${name}"}\n`);
  process.kill(process.pid, 'SIGKILL');
}

const log = pino({ level: 'info' }, pino.destination({ dest: join(home, 'log'), append: true, sync: true }));
const app = await startApp(loadConfig(env), { log, env, checkpoint });
console.log(app.url);
process.once('SIGTERM', () => {
  void app.stop().then(() => process.exit(0));
});
