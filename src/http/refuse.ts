/** A refusal with its status and code, as the error handler sends it. */
export function refuse(statusCode: number, code: string, message: string): Error {
  return Object.assign(new Error(message), { statusCode, code });
}
