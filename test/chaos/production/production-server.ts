import { once } from 'node:events';
import { readFileSync, realpathSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';

/**
 * Production, as a process of its own: serves the current release of every project below a folder. `/PROJECT/healthz`
 * answers with the status that stands in the release's file `health`. Prints its address.
 */
const [, , sites = ''] = process.argv;

const server = createServer((request, response) => {
  const [, project = ''] = (request.url ?? '').split('/');
  const current = join(sites, project, 'current');
  try {
    const status = Number(readFileSync(join(current, 'health'), 'utf8'));
    send(response, status, { release: basename(realpathSync(current)) });
  } catch {
    send(response, 503, { release: null });
  }
});

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

server.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
