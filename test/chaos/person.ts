import type { Emulator } from '../../src/emulator/create-emulator.ts';
import { ada } from '../support/installation.ts';

const wanted = ['Approve', 'Retry'];
/** After so long a press that met a dead process is made again. */
const patienceMs = 2000;

/** Presses what a card asks for, as often as it asks. `look` is called again and again. */
export function createPerson(emulator: Emulator) {
  const pressed = new Map<string, number>();
  const counts = { approvals: 0, retries: 0 };
  return {
    counts,
    look(): void {
      for (const { id, fromBot, buttons } of emulator.messages(ada.id)) {
        const button = buttons.flat().find(({ text }) => wanted.includes(text));
        if (!fromBot || button === undefined) continue;
        const key = `${id} ${button.text}`;
        if (Date.now() - (pressed.get(key) ?? 0) < patienceMs) continue;
        pressed.set(key, Date.now());
        void emulator.press(ada.id, ada.id, id, button.text).then(
          ({ answered }) => {
            if (answered) counts[button.text === 'Approve' ? 'approvals' : 'retries'] += 1;
          },
          // The card changed at this moment.
          () => undefined,
        );
      }
    },
  };
}
