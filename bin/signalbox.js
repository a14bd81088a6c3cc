#!/usr/bin/env node
// Plain JavaScript on purpose: an older Node cannot parse the TypeScript it would have to refuse.
import module from 'node:module';
import { join } from 'node:path';

const OLDEST_NODE_MAJOR = 24;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE_MAJOR) {
  console.error(
    `signalbox needs Node ${OLDEST_NODE_MAJOR} or newer, this is ${process.version}: start it with npm (npm start, npm run demo), which brings its own.`,
  );
  process.exit(1);
}
// Beside the other caches of the installation, never in the visitor's temporary folder; where it cannot be written there is none.
module.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'signalbox'));
const { main } = await import('../src/main.ts');
await main(process.argv.slice(2));
