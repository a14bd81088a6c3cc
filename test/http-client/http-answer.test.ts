import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { readText } from '../../src/http-client/http-client.ts';
import { HttpError } from '../../src/http-client/http-error.ts';

describe('a long answer', () => {
  it('is not read beyond what fits', async () => {
    expect(await readText(new Response('Größe'), 7)).toBe('Größe');
    await expect(readText(new Response('Größe'), 6)).rejects.toThrow('the answer is longer than 6 bytes');
    expect(await readText(new Response(null), 6)).toBe('');
  });

  it('stays out of the log, and is there for who asks for it', () => {
    const body = { page: 'x'.repeat(500_000) };
    const error = new HttpError('plane answered 500', { status: 500, retryable: true, body });
    expect(error.body).toBe(body);
    expect(JSON.stringify(pino.stdSerializers.err(error)).length).toBeLessThan(5000);
  });
});
