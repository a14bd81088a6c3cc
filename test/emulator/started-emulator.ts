import { Api, GrammyError } from 'grammy';
import { onTestFinished } from 'vitest';
import {
  createEmulator,
  type Emulator,
  type EmulatorChat,
  type EmulatorOptions,
  type EmulatorUser,
} from '../../src/emulator/create-emulator.ts';

export const token = '4242:emulated-token';
export const alice = 11;
export const bob = 12;
export const carol = 13;
export const group = -500;
export const forum = -1001;

type Time = { now: () => Date; pass: (seconds: number) => void };

/** A clock that only moves when told to. */
function stoppedTime(): Time {
  let ms = Date.UTC(2026, 4, 4, 12, 0, 0);
  return {
    now: () => new Date(ms),
    pass: (seconds) => {
      ms += seconds * 1000;
    },
  };
}

export type Started = { emulator: Emulator; api: Api; root: string; time: Time };

const users: EmulatorUser[] = [
  { id: alice, firstName: 'Alice', username: 'alice' },
  { id: bob, firstName: 'Bob' },
  { id: carol, firstName: 'Carol' },
];

const topics = [{ id: 7, name: 'Shop' }];
const memberIds = [alice, bob];
const chats: EmulatorChat[] = [
  { id: alice, type: 'private', userId: alice },
  { id: bob, type: 'private', userId: bob },
  { id: group, type: 'group', title: 'Basic', memberIds },
  { id: forum, type: 'supergroup', title: 'Forum', memberIds, topics },
];

/** Alice and Bob talk to the bot; Carol never did. A basic group and a forum with topic 7. */
export async function startEmulator(options: Partial<EmulatorOptions> = {}): Promise<Started> {
  const time = stoppedTime();
  const emulator = createEmulator({
    token,
    botName: 'Box',
    botUsername: 'box_bot',
    users,
    chats,
    limits: 'off',
    now: time.now,
    ...options,
  });
  const { apiRoot } = await emulator.start();
  onTestFinished(() => emulator.stop());
  return { emulator, api: new Api(token, { apiRoot }), root: apiRoot, time };
}

/** The refusal of a call, as `code description`; a call that succeeds fails the test. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof GrammyError) return `${error.error_code} ${error.description}`;
    throw error;
  }
  throw new Error('the call was expected to be refused');
}
