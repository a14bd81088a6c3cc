import type { ErrorParameters } from './model.ts';

/** An answer with `ok: false`; the description is Telegram's text, word for word. */
export class ApiError extends Error {
  readonly code: number;
  readonly parameters: ErrorParameters | undefined;

  constructor(code: number, description: string, parameters?: ErrorParameters) {
    super(description);
    this.name = 'ApiError';
    this.code = code;
    this.parameters = parameters;
  }
}

export function badRequest(text: string, parameters?: ErrorParameters): ApiError {
  return new ApiError(400, `Bad Request: ${text}`, parameters);
}

export function forbidden(text: string): ApiError {
  return new ApiError(403, `Forbidden: ${text}`);
}

export function conflict(text: string): ApiError {
  return new ApiError(409, `Conflict: ${text}`);
}

export function tooManyRequests(retryAfterSeconds: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${retryAfterSeconds}`, {
    retry_after: retryAfterSeconds,
  });
}
