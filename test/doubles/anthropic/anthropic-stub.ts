import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { Script, Usage } from './action.ts';
import { answer } from './answer.ts';
import { readRequest, type StubRequest } from './read-request.ts';
import { findScenario } from './scenarios.ts';

type StubOptions = {
  /** Plays the scenario `script`. */
  script?: Script;
  /** What every answer says it used, where its action does not say. */
  usage?: Partial<Usage>;
};

export type AnthropicStub = {
  url: string;
  requests: StubRequest[];
  /** What ANTHROPIC_BASE_URL must be for a scenario, with its values after commas: `err,status=529`. */
  baseUrl: (scenario: string, name?: string) => string;
  close: () => Promise<void>;
};

/** The Messages API on loopback: what it answers follows from the request and its address. Close it after the test. */
export async function startAnthropicStub(options: StubOptions = {}): Promise<AnthropicStub> {
  const requests: StubRequest[] = [];
  const ended = new AbortController();
  const server = createServer((request, response) => {
    serve({ request, response, requests, options, ended: ended.signal }).catch((error: unknown) => {
      if (response.headersSent || ended.signal.aborted) return void response.destroy();
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ type: 'error', error: { type: 'stub_error', message: String(error) } }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    baseUrl: (scenario, name = 'run') => `${url}/s/${scenario}/${name}`,
    close: async () => {
      ended.abort();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  requests: StubRequest[];
  options: StubOptions;
  ended: AbortSignal;
};

async function serve({ request, response, requests, options, ended }: Exchange): Promise<void> {
  const [, , scenario = '', name = '', ...path] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
  const body = await text(request);
  if (request.method !== 'POST' || path.join('/') !== 'v1/messages')
    return void response.writeHead(404).end();
  const requestNumber = requests.filter((one) => one.scenario === scenario && one.name === name).length + 1;
  const received = readRequest({ scenario, name, requestNumber, headers: request.headers, text: body });
  requests.push(received);
  const script = scenario === 'script' ? options.script : findScenario(scenario);
  if (script === undefined) throw new Error('the stub was started without a script');
  const action = await script(received.turn);
  if (action.delayMs !== undefined) await wait(action.delayMs, undefined, { signal: ended });
  answer({ response, request: received, action, usage: options.usage ?? {} });
}
