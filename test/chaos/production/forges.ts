import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGiteaServer } from '../../doubles/gitea-server.ts';

type Gitea = Awaited<ReturnType<typeof startGiteaServer>>;

/**
 * One Gitea that has several repositories, each over its origin: `owner/NAME`. `beforeMerge` happens when Signalbox has
 * asked for a merge, and before it is made; once for each repository.
 */
export async function startGiteas(origins: Record<string, string>, beforeMerge: (name: string) => void) {
  const entries = Object.entries(origins).map(
    async ([repo, origin]): Promise<[string, Gitea]> => [repo, await startGiteaServer({ origin, repo })],
  );
  const giteas = new Map(await Promise.all(entries));
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    const name = /^\/api\/v1\/repos\/[^/]+\/([^/?]+)/.exec(request.url ?? '')?.[1] ?? '';
    if (/\/pulls\/\d+\/merge$/.test(request.url ?? '') && request.method === 'POST' && !asked.has(name)) {
      asked.add(name);
      beforeMerge(name);
    }
    const gitea = giteas.get(name) ?? [...giteas.values()][0];
    void forward(gitea?.url ?? '', request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [first] = giteas.values();
  if (first === undefined) throw new Error('a Gitea has to have a repository');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: first.token,
    owner: first.owner,
    /** Repositories whose merge was asked for. */
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await Promise.all([...giteas.values()].map((gitea) => gitea.close()));
    },
  };
}

async function forward(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = 'GET', url = '/', headers } = request;
  const sent = { authorization: headers.authorization ?? '', 'content-type': 'application/json' };
  const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
  const answer = await fetch(`${root}${url}`, { method, headers: sent, ...body });
  const told = Object.fromEntries(
    [...answer.headers].filter(([name]) => /^(content-type|x-|link)/.test(name)),
  );
  response.writeHead(answer.status, told);
  response.end(Buffer.from(await answer.arrayBuffer()));
}
