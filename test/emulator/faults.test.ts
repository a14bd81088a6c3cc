import { HttpError } from 'grammy';
import { expect, test } from 'vitest';
import type { EmulatorCall, EmulatorFault } from '../../src/emulator/create-emulator.ts';
import { alice, bob, refusal, startEmulator } from './started-emulator.ts';

const outcome = ({ ok, error, fault }: EmulatorCall) => [ok, error, fault];

test('an error is answered instead of the call, as often as asked', async () => {
  const { emulator, api } = await startEmulator();
  const flood: EmulatorFault = {
    method: 'sendMessage',
    times: 2,
    kind: 'error',
    code: 429,
    description: 'Too Many Requests: retry after 9',
    parameters: { retry_after: 9 },
  };
  emulator.inject(flood);
  await expect(api.sendMessage(alice, 'x')).rejects.toMatchObject({
    error_code: 429,
    parameters: { retry_after: 9 },
  });
  expect(await refusal(api.sendMessage(alice, 'x'))).toBe('429 Too Many Requests: retry after 9');
  await api.sendMessage(alice, 'x');
  expect(emulator.messages(alice)).toHaveLength(1);
  expect(emulator.calls('sendMessage').map(outcome)).toEqual([
    [false, 'Too Many Requests: retry after 9', 'error'],
    [false, 'Too Many Requests: retry after 9', 'error'],
    [true, undefined, undefined],
  ]);
});

test('a lost answer is applied all the same', async () => {
  const { emulator, api } = await startEmulator();
  emulator.inject({ method: 'sendMessage', kind: 'lost-answer' });
  await expect(api.sendMessage(alice, 'sent')).rejects.toBeInstanceOf(HttpError);
  expect(emulator.messages(alice).map(({ text }) => text)).toEqual(['sent']);
  expect(emulator.calls()).toMatchObject([{ ok: true, fault: 'lost-answer' }]);
});

test('a refused connection applies nothing', async () => {
  const { emulator, api } = await startEmulator();
  emulator.inject({ method: '*', chatId: alice, times: Number.POSITIVE_INFINITY, kind: 'refused' });
  await expect(api.sendMessage(alice, 'x')).rejects.toBeInstanceOf(HttpError);
  await expect(api.sendMessage(alice, 'x')).rejects.toBeInstanceOf(HttpError);
  await api.sendMessage(bob, 'x');
  emulator.clearFaults();
  await api.sendMessage(alice, 'back');
  expect(emulator.messages(alice).map(({ text }) => text)).toEqual(['back']);
});

test('a delay holds the call back and may precede another fault', async () => {
  const { emulator, api } = await startEmulator();
  emulator.inject({ method: 'sendMessage', kind: 'delay', ms: 80 });
  emulator.inject({
    method: 'sendMessage',
    kind: 'error',
    code: 500,
    description: 'Internal Server Error: restart',
  });
  const before = performance.now();
  expect(await refusal(api.sendMessage(alice, 'x'))).toBe('500 Internal Server Error: restart');
  expect(performance.now() - before).toBeGreaterThan(70);
});

test('stopping lets go of delayed calls, and a new start keeps what was there', async () => {
  const { emulator, api, root } = await startEmulator();
  await api.sendMessage(alice, 'kept');
  emulator.inject({ method: 'sendMessage', kind: 'delay', ms: 60_000 });
  const delayed = api.sendMessage(alice, 'late').catch(() => 'cut');
  // The delayed call came first, so it is inside when this one is answered.
  await api.getMe();
  await emulator.stop();
  await delayed;
  await emulator.start(Number(new URL(root).port));
  await api.sendMessage(alice, 'after');
  expect(emulator.messages(alice).map(({ text }) => text)).toEqual(['kept', 'late', 'after']);
});
