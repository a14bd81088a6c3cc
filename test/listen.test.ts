import { describe, expect, test } from 'vitest';
import { ListenError, listenAt } from '../src/listen.ts';

const names = { host: 'HTTP_HOST', port: 'HTTP_PORT' };
const refusing = (code: string) => ({
  listen: () => Promise.reject(Object.assign(new Error(code), { code })),
});

describe('a server that cannot listen', () => {
  test.for([
    [
      'EADDRINUSE',
      'HTTP_PORT 80 is in use: another program listens there on 192.0.2.1. End that one, or take another port.',
    ],
    ['EACCES', 'HTTP_PORT 80 may not be opened by this user: take one from 1024 to 65535.'],
    ['EADDRNOTAVAIL', 'HTTP_HOST 192.0.2.1 is no address of this machine.'],
    ['ENOTFOUND', 'HTTP_HOST 192.0.2.1 is no address of this machine.'],
  ] as const)('for %s says what to set otherwise', async ([code, sentence]) => {
    const listening = listenAt(refusing(code), { host: '192.0.2.1', port: 80 }, names);
    await expect(listening).rejects.toThrow(new ListenError(sentence));
  });

  test('for any other reason keeps its error', async () => {
    const listening = listenAt(refusing('EMFILE'), { host: '127.0.0.1', port: 80 }, names);
    await expect(listening).rejects.toMatchObject({ name: 'Error', code: 'EMFILE' });
  });
});
