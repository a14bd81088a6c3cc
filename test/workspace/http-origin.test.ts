import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { accessEnv, authorizeAt } from '../../src/workspace/origin-access.ts';
import { createWorkspace } from '../../src/workspace/workspace.ts';
import { createYard, runGit } from './support.ts';

const token = 'a-token-of-the-forge';
const basic = `Basic ${Buffer.from(`signalbox:${token}`).toString('base64')}`;

/** Git's own server behind HTTP, which lets in nobody without the header; with null everybody. */
async function serveOverHttp(authorization: string | null) {
  const yard = createYard();
  runGit(yard.origin, 'config', 'http.receivepack', 'true');
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    if (authorization === null || request.headers.authorization === authorization)
      return answer(dirname(yard.origin), request, response);
    request.resume();
    response.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' });
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/origin.git`;
  return { yard, url, seen };
}

function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://origin');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      REMOTE_USER: 'signalbox',
    },
  });
  request.pipe(backend.stdin);
  const parts: Buffer[] = [];
  backend.stdout.on('data', (part: Buffer) => parts.push(part));
  backend.on('close', () => {
    const whole = Buffer.concat(parts);
    const end = whole.indexOf('\r\n\r\n');
    const head = whole.subarray(0, end).toString().split('\r\n');
    const headers = Object.fromEntries(head.map((line) => line.split(': ') as [string, string]));
    response.writeHead(Number.parseInt(headers['Status'] ?? '200', 10), headers);
    response.end(whole.subarray(end + '\r\n\r\n'.length));
  });
}

test('an origin over HTTP is fetched from and pushed to with the token of its forge', async () => {
  const { yard, url, seen } = await serveOverHttp(basic);
  const repo = { ...yard.repo, origin: url };
  const workspace = createWorkspace({ rootDir: `${yard.dir}/work`, authorize: () => basic });
  const { baseCommit } = await workspace.refresh(repo);
  expect(baseCommit).toBe(runGit(yard.origin, 'rev-parse', 'main'));
  const pushed = await workspace.push(repo, { commit: baseCommit, branch: 'task/et-1', expected: null });
  expect(pushed).toEqual({ kind: 'pushed' });
  expect(runGit(yard.origin, 'rev-parse', 'task/et-1')).toBe(baseCommit);
  expect(new Set(seen)).toEqual(new Set([basic]));
});

test('an origin that does not take it is refused at once, and the token stands in no error', async () => {
  const { yard, url } = await serveOverHttp('Basic of-somebody-else');
  const repo = { ...yard.repo, origin: url };
  const env = { PATH: process.env['PATH'], HOME: yard.dir };
  const workspace = createWorkspace({ rootDir: `${yard.dir}/work`, env, authorize: () => basic });
  const error: unknown = await workspace.refresh(repo).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'GitError', retryable: false });
  expect(JSON.stringify(error) + String(error)).not.toContain(basic.slice('Basic '.length));
});

test('an address with a user of its own, and one that is no web address, are left to git', () => {
  const env = (origin: string) => accessEnv(origin, () => basic);
  expect(env('https://ada@git.example.org/acme/shop.git')).toEqual({});
  expect(env('ssh://git@git.example.org/acme/shop.git')).toEqual({});
  expect(env('/srv/shop.git')).toEqual({});
  expect(env('https://git.example.org/acme/shop.git')).toMatchObject({
    GIT_CONFIG_KEY_0: 'http.https://git.example.org/.extraHeader',
  });
});

test('an origin that sends git on to another host does not hand it the token', async () => {
  const elsewhere = await serveOverHttp(null);
  const yard = createYard();
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    // Another host by its name.
    const other = new URL(elsewhere.url.replace('127.0.0.1', 'localhost'));
    const { pathname, search } = new URL(request.url ?? '/', 'http://origin');
    response.writeHead(301, { location: `${other.origin}${pathname}${search}` }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/origin.git`;
  const workspace = createWorkspace({ rootDir: `${yard.dir}/work`, authorize: () => basic });
  const error: unknown = await workspace.refresh({ ...yard.repo, origin }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'GitError' });
  expect(seen[0]).toBe(basic);
  expect(elsewhere.seen.filter((header) => header !== undefined)).toEqual([]);
});

describe('the token of a forge', () => {
  const authorize = authorizeAt([
    { url: 'https://git.example.org/gitea', token: 'of-gitea' },
    { url: 'https://github.com', token: 'of-github' },
  ]);
  const tokenFor = (origin: string) => {
    const [, user] = (authorize(origin) ?? '').split(' ');
    return user === undefined ? null : Buffer.from(user, 'base64').toString();
  };

  test('is shown below the address of the forge, in any case of its host', () => {
    expect(tokenFor('https://git.example.org/gitea/acme/shop.git')).toBe('signalbox:of-gitea');
    expect(tokenFor('https://GIT.example.org:443/gitea/acme/shop')).toBe('signalbox:of-gitea');
    expect(tokenFor('https://github.com/acme/shop.git')).toBe('signalbox:of-github');
  });

  test.for([
    ['on its way in the clear', 'http://git.example.org/gitea/acme/shop.git'],
    ['to what else that host serves', 'https://git.example.org/other/shop.git'],
    ['to a path that only begins alike', 'https://git.example.org/gitea-old/acme/shop.git'],
    ['to a path that leads out again', 'https://git.example.org/gitea/../other/shop.git'],
    ['at another port', 'https://git.example.org:8443/gitea/acme/shop.git'],
    ['to a host that only ends alike', 'https://not-github.com/acme/shop.git'],
  ] as const)('is not shown %s', ([, origin]) => {
    expect(tokenFor(origin)).toBeNull();
  });
});
