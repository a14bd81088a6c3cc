import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { probeUrl } from '../src/http-client.ts';

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`;
}

test('a URL that answers 2xx is healthy, whatever it says', async () => {
  const url = await serve((_request, response) => response.writeHead(204).end());
  expect(await probeUrl(url)).toBeNull();
});

test('any other status is named', async () => {
  const url = await serve((_request, response) => response.writeHead(503).end('no'));
  expect(await probeUrl(url)).toBe(`GET ${url} answered 503`);
});

test('a URL where nobody listens is not healthy, and why is told', async () => {
  const url = await serve((request) => request.socket.destroy());
  expect(await probeUrl(url)).toMatch(/^GET http.* failed: \S/);
  expect(await probeUrl('http://127.0.0.1:1/')).toMatch(/failed: .*(ECONNREFUSED|bad port)/);
});
