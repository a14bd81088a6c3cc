import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Lower-case hex of HMAC-SHA256 over the raw bytes. */
export function hmacSha256Hex(secret: string, body: Buffer): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

export function sha256Hex(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/** The digest of a header such as `sha256=0f3c…`; undefined for a header of another kind. */
export function fromSha256Header(value: string | undefined): string | undefined {
  return value?.startsWith('sha256=') === true ? value.slice('sha256='.length) : undefined;
}

/**
 * Is `signatureHex` the HMAC-SHA256 of `body` under one of the secrets? An empty or missing signature, or no secret
 * at all, is never a match. Constant time per secret.
 */
export function isSignedByOneOf(
  secrets: readonly string[],
  body: Buffer,
  signatureHex: string | undefined,
): boolean {
  if (signatureHex === undefined || !/^[0-9a-f]{64}$/.test(signatureHex)) return false;
  const given = Buffer.from(signatureHex, 'hex');
  return secrets.some(
    (secret) => secret !== '' && timingSafeEqual(given, Buffer.from(hmacSha256Hex(secret, body), 'hex')),
  );
}

/** The token of `Authorization: Bearer …`; undefined for anything else. */
export function fromBearerHeader(authorization: string | undefined): string | undefined {
  return /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
}

/** Is `given` one of the secrets? Hashed first, so that the time taken tells nothing of the length either. */
export function isOneOf(secrets: readonly string[], given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return secrets.some((secret) => secret !== '' && timingSafeEqual(digest(secret), digest(given)));
}
