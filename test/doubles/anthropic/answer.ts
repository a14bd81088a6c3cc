import type { ServerResponse } from 'node:http';
import type { Action, ApiError, Usage } from './action.ts';
import { toEvents, toMessage, usualUsage } from './message.ts';
import type { StubRequest } from './read-request.ts';

type Answer = { response: ServerResponse; request: StubRequest; action: Action; usage: Partial<Usage> };

/** Answers as the Messages API does: a stream of events, or one JSON text where the request does not stream. */
export function answer({ response, request, action, usage }: Answer): void {
  const full = { ...usualUsage, ...usage, ...action.usage };
  const message = toMessage(action, { model: request.model, usage: full });
  const events = toEvents(message);
  response.setHeader('request-id', `req_${message.id}`);
  if ('fault' in action) {
    if (action.fault === 'hang') return;
    if (action.fault === 'drop-now') return void response.destroy();
    if (action.fault === 'drop-mid') return dropInTheMiddle(response, events);
    if (action.fault === 'html') return sendPage(response);
  }
  if ('error' in action && !(action.error.inStream === true && request.stream))
    return sendJson(response, action.error.status, toErrorBody(action.error), action.error.headers);
  if ('error' in action) return sendEvents(response, [...events.slice(0, 1), toErrorBody(action.error)]);
  if (request.stream) return sendEvents(response, events);
  sendJson(response, 200, message);
}

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

function toErrorBody({ status, type, message }: ApiError) {
  return {
    type: 'error',
    error: {
      type: type ?? errorTypes[status] ?? 'api_error',
      message: message ?? `the stub answers ${status}`,
    },
    request_id: `req_stub_${status}`,
  };
}

function sendJson(
  response: ServerResponse,
  status: number,
  value: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

function sendPage(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Please log in</body></html>');
}

function sendEvents(response: ServerResponse, events: readonly { type: string }[]): void {
  startEvents(response);
  for (const event of events) writeEvent(response, event);
  response.end();
}

function dropInTheMiddle(response: ServerResponse, events: readonly { type: string }[]): void {
  startEvents(response);
  for (const event of events.slice(0, 2)) writeEvent(response, event);
  response.write('event: content_block_delta\n', () => response.destroy());
}

function startEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
}

function writeEvent(response: ServerResponse, event: { type: string }): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}
