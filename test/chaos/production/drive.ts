import type { EmulatorMessage } from '../../../src/emulator/create-emulator.ts';
import { openCopy } from '../../../src/store/open-database.ts';
import { ada } from '../../support/installation.ts';
import { planeBody, postPlane } from '../../support/plane.ts';
import { until } from '../../support/until.ts';
import { createService } from '../service.ts';
import type { World } from './world.ts';

/** How long anything may take, on a busy machine and with a kill at each step. */
const patientMs = 300_000;
/** After so long a press that met a dead process is made again. */
const againMs = 1500;

/** After so long what was typed and not answered is typed again. */
const askAgainMs = 15_000;

type Person = { id: number };

type Where = { chat?: number; replyTo?: number };

/** Signalbox running beside its people; killed at `killAt`, it is started again. `end` stops it. */
export function startWorld(world: World, killAt: readonly string[] = []) {
  const { home } = world;
  const env = { ...world.env, KILL_AT: killAt.join(','), TRACE_PATH: `${home}/trace` };
  const service = createService({ home, env });
  service.start();
  const hands = createHands(world, service.url);
  let approving: NodeJS.Timeout | undefined;
  return {
    ...hands,
    starts: service.starts,
    /** From here on Ada approves whatever asks for it. */
    approveAll: () => {
      approving ??= setInterval(() => hands.approve(), 100);
    },
    end: async () => {
      clearInterval(approving);
      await service.stop();
    },
  };
}

/** What people and Plane do, each as often as it takes when nobody answers. */
function createHands(world: World, url: () => string) {
  const { emulator } = world;
  const { home } = world.chats;
  const messages = (chat = home) => emulator.messages(chat).filter(({ fromBot }) => fromBot);
  const cardOf = (task: string) => messages().findLast(({ text }) => text.startsWith(`${task} `));
  const pressedMs = new Map<string, number>();
  const press = (by: Person, message: EmulatorMessage, button: string) => {
    const key = `${by.id} ${message.id} ${button}`;
    if (Date.now() - (pressedMs.get(key) ?? 0) < againMs) return undefined;
    pressedMs.set(key, Date.now());
    // The card may change at this moment.
    return emulator.press(by.id, message.chatId, message.id, button).catch(() => undefined);
  };
  return {
    messages,
    cardOf,
    /** Ada approves all requirements, and has a deploy that never began tried again. */
    approve(): void {
      for (const message of messages()) {
        const button = ['Approve', 'Retry'].find((name) => hasButton(message, name));
        if (button !== undefined) void press(ada, message, button);
      }
    },
    /** As Plane does: the same body again while nobody takes it. Until there is a card. */
    async open(project: string, sequence: number, title: string, task: string): Promise<void> {
      const move = { item: `${project}-${sequence}`, sequence, title, project: world.planeOf(project) };
      const body = planeBody({ ...move, at: new Date() });
      await until(`${task} is taken`, () => deliver(url(), body), patientMs);
      await until(`${task} has a card`, () => cardOf(task), patientMs);
    },
    says: (what: RegExp, chat = home) =>
      until(`it says ${what}`, () => messages(chat).findLast(({ text }) => what.test(text)), patientMs),
    cardSays: (task: string, what: RegExp) =>
      until(
        `${task} says ${what}`,
        () => {
          const card = cardOf(task);
          return card !== undefined && what.test(card.text) ? card : undefined;
        },
        patientMs,
      ),
    /** Presses the newest such button until somebody answers; gives the answer. */
    press: (by: Person, button: string, about = /^/, chat = home) =>
      until(
        `${button} is answered`,
        async () => {
          const shown = messages(chat).findLast(
            (message) => hasButton(message, button) && about.test(message.text),
          );
          const pressed = shown === undefined ? undefined : await press(by, shown, button);
          return pressed?.answered === true ? { ...pressed, text: pressed.text ?? '' } : undefined;
        },
        patientMs,
      ),
    /**
     * In the person's own chat with the bot, unless the chat is named. An answer that was being sent when Signalbox was killed
     * is not sent again, so it is asked for again. Gives what was said.
     */
    type(by: Person, text: string, answer: RegExp, { chat = by.id, replyTo }: Where = {}) {
      const asked = { id: 0, ms: 0 };
      return until(
        `${text} is answered`,
        () => {
          if (Date.now() - asked.ms > askAgainMs && url() !== '') {
            const id = emulator.sendText(by.id, chat, text, { replyTo });
            Object.assign(asked, { id: asked.id || id, ms: Date.now() });
          }
          return messages(chat).findLast((message) => message.id > asked.id && answer.test(message.text));
        },
        patientMs,
      );
    },
  };
}

function hasButton({ buttons }: EmulatorMessage, name: string): boolean {
  return buttons.flat().some(({ text }) => text === name);
}

async function deliver(url: string, body: string): Promise<boolean> {
  if (url === '') return false;
  try {
    const response = await postPlane(url, body);
    return response.status === 202;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** What Signalbox remembers. */
export async function readRows<Row>({ home }: Pick<World, 'home'>, sql: string): Promise<Row[]> {
  const { db, close } = await openCopy(`${home}/signalbox.db`);
  try {
    return db.prepare<[], Row>(sql).all();
  } finally {
    close();
  }
}
