import { HttpError } from './http-error.ts';
import { createPace } from './request-pace.ts';

const PROBE_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 20_000;
const MINUTE_MS = 60_000;
const SHOWN_CHARACTERS = 300;
/** No answer that is asked for comes near it. */
const LONGEST_ANSWER_BYTES = 50 * 1024 * 1024;
/** A service that asks for more is asked again after this: a mistaken header must not silence it for ever. */
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;

export type HttpClientSettings = {
  /** How errors name the service, such as `plane`. */
  service: string;
  /** Without a slash at its end; paths are put behind it. */
  baseUrl: string;
  headers: Readonly<Record<string, string>>;
  /** What no error may show, should an answer repeat it. */
  secrets: readonly string[];
  /** So many requests in any minute; no limit by default. */
  perMinute?: number;
  timeoutMs?: number;
};

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with a slash. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Statuses besides 2xx that are an answer and no error. */
  accept?: readonly number[];
};

/** `body` is the parsed JSON, the text where it is none, and undefined where the answer is empty. */
export type HttpAnswer = { status: number; headers: Headers; body: unknown };

export type HttpClient = { request(request: HttpRequest): Promise<HttpAnswer> };

/**
 * Asks one service in JSON, within a time limit and the rate it allows. Where it said to wait (Retry-After, or a rate
 * limit that is used up), calls wait a few seconds at most and are refused as retryable beyond that, without a request.
 */
export function createHttpClient(settings: HttpClientSettings): HttpClient {
  const pace = createPace(settings.perMinute ?? Number.POSITIVE_INFINITY);
  return {
    async request(request) {
      const what = `${request.method} ${request.path}`;
      await pace.turn(`${settings.service} was not asked for ${what}`);
      const response = await send(settings, request, what);
      const text = await readAnswer(settings, response, what);
      const waitMs = toWaitMs(response);
      if (waitMs !== null) pace.waitFor(waitMs);
      if (response.ok || request.accept?.includes(response.status) === true) {
        return { status: response.status, headers: response.headers, body: toBody(text) };
      }
      throw toError(settings, what, response, { text, waitMs });
    },
  };
}

async function send(settings: HttpClientSettings, request: HttpRequest, what: string): Promise<Response> {
  const { baseUrl, headers, timeoutMs = REQUEST_TIMEOUT_MS } = settings;
  const json = request.body === undefined ? {} : { 'content-type': 'application/json' };
  try {
    return await fetch(`${baseUrl}${request.path}`, {
      method: request.method,
      headers: { accept: 'application/json', ...json, ...headers },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      // A redirect would answer a POST with a GET elsewhere; the address in the settings is to be mended instead.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw unreachable(settings, what, error);
  }
}

async function readAnswer(settings: HttpClientSettings, response: Response, what: string): Promise<string> {
  try {
    return await readText(response);
  } catch (error) {
    throw unreachable(settings, what, error);
  }
}

/** The whole body; throws for one that is longer than memory should hold. */
export async function readText(response: Response, longestBytes = LONGEST_ANSWER_BYTES): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > longestBytes) throw new Error(`the answer is longer than ${longestBytes} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function toBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function unreachable(
  { service, secrets, timeoutMs = REQUEST_TIMEOUT_MS }: HttpClientSettings,
  what: string,
  error: unknown,
): HttpError {
  const cause = causeOf(error);
  const why =
    cause.name === 'TimeoutError'
      ? `no answer within ${timeoutMs / 1000} s`
      : redacted(cause.message, secrets);
  // A logger prints causes too, and the message of one may quote a header.
  const isSafe = redacted(`${cause.message}${cause.stack}`, secrets) === `${cause.message}${cause.stack}`;
  return new HttpError(
    `${service} could not be asked for ${what}: ${why}`,
    { status: null, retryable: true },
    isSafe ? { cause } : undefined,
  );
}

function causeOf(error: unknown): Error {
  if (error instanceof Error && error.cause instanceof Error) return error.cause;
  return error instanceof Error ? error : new Error(String(error));
}

const mayPass: ReadonlySet<number> = new Set([408, 425, 429]);
const FORBIDDEN = 403;
const SERVER_FAULT = 500;

function toError(
  { service, secrets }: HttpClientSettings,
  what: string,
  { status, headers }: Response,
  { text, waitMs }: { text: string; waitMs: number | null },
): HttpError {
  const location = headers.get('location');
  const told = redacted(text, secrets);
  const words = location === null ? oneLine(told) : `moved to ${redacted(location, secrets)}`;
  // GitHub refuses with 403 what comes too fast; any other refusal stays one, though it used up the rate limit.
  const retryable =
    mayPass.has(status) || status >= SERVER_FAULT || (status === FORBIDDEN && waitMs !== null);
  return new HttpError(`${service} answered ${status} for ${what}${words === '' ? '' : `: ${words}`}`, {
    status,
    retryable,
    retryAfterMs: retryable ? waitMs : null,
    body: toBody(told),
  });
}

function redacted(text: string, secrets: readonly string[]): string {
  return secrets.reduce((told, secret) => (secret === '' ? told : told.replaceAll(secret, '***')), text);
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}

/** How long the answer asks us to wait: Retry-After on a refusal, or a rate limit that this answer used up. */
function toWaitMs(response: Response): number | null {
  const askedMs = toAskedMs(response);
  return Number.isNaN(askedMs) ? null : Math.min(Math.max(0, askedMs), LONGEST_PAUSE_MS);
}

function toAskedMs({ headers, ok }: Response): number {
  const after = ok ? null : headers.get('retry-after');
  if (after !== null) {
    const seconds = Number(after);
    return Number.isNaN(seconds) ? Date.parse(after) - Date.now() : seconds * 1000;
  }
  if (headers.get('x-ratelimit-remaining') !== '0') return Number.NaN;
  return Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000 - Date.now();
}

/** Null when the URL answers 2xx within the time; else a clause that says what came instead. */
export async function probeUrl(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok ? null : `GET ${url} answered ${response.status}`;
  } catch (error) {
    return `GET ${url} failed: ${causeOf(error).message}`;
  }
}
