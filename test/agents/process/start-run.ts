import { readFileSync } from 'node:fs';
import { createProcessHost } from '../../../src/agents/process/run-process.ts';
import { systemClock } from '../../../src/clock.ts';
import { createLogger } from '../../../src/log.ts';

// A small Signalbox: starts the run whose spec stands in a file, then does what it is told.
const [specPath = '', then = 'stay'] = process.argv.slice(2);
const host = createProcessHost({ clock: systemClock, log: createLogger('silent'), pollMs: 20 });
const run = await host.start(JSON.parse(readFileSync(specPath, 'utf8')));
console.log('started');
if (then === 'detach') host.detach();
else console.log(JSON.stringify(await run.ended));
