import { createHmac, timingSafeEqual } from 'node:crypto';

/** Lower-case hex of HMAC-SHA256 over the raw bytes. */
export function hmacSha256Hex(secret: string, body: Buffer): string {
  return createHmac('sha256', secret).update(body).digest('hex');
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
