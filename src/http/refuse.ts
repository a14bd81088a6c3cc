const UNSUPPORTED_TYPE = 415;

/** A refusal with its status and code, as the error handler sends it. */
export function refuse(statusCode: number, code: string, message: string): Error {
  return Object.assign(new Error(message), { statusCode, code });
}

/** Throws the refusal of a body that is not called JSON. */
export function checkJsonType(type: string | undefined): void {
  if (/^application\/json *(;|$)/i.test(type ?? '')) return;
  throw refuse(UNSUPPORTED_TYPE, 'content_type', `expected application/json, got "${type ?? ''}"`);
}
