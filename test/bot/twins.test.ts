import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CommandName, commandNames } from '../../src/bot/commands.ts';
import { actionKinds, type PressedButton } from '../../src/telegram/callback-data.ts';

/** What can be typed in place of each button. A tap can get lost, so none may be without. */
const twins = {
  approve: 'approve',
  changes: 'reject',
  open: 'task',
  show: 'task',
  without: 'deps',
  follow: 'deps',
  stop: 'stop',
  retry: 'retry',
  answer: 'answer',
  cancel: 'cancel',
  confirm: 'cancel',
  keep: 'task',
  degrade: 'degrade',
  rollback: 'rollback',
  withdraw: 'rollback',
  restart: 'restart',
  raise: 'budget',
  unfreeze: 'unfreeze',
  resume: 'resume',
} as const satisfies Record<PressedButton['kind'], CommandName>;

test('every button of a card has a command as its twin', () => {
  expect(Object.keys(twins).toSorted()).toEqual([...Object.keys(actionKinds), 'resume'].toSorted());
  for (const command of Object.values(twins)) expect(commandNames).toContain(command);
});

/** Buttons of other messages than cards, by what their data begins with. An offered task carries its command in the data. */
const others: Record<string, CommandName> = {
  set: 'settings',
  undep: 'deps',
  graph: 'deps',
  priority: 'priority',
  project: 'projects',
  pick: 'help',
  sure: 'cancel',
  more: 'tasks',
  // Its data is made by encodeNewTask.
  NewTask: 'new',
};

test('and so has every button of other messages', () => {
  const folder = new URL('../../src/bot/', import.meta.url);
  const source = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
  const found = source.flatMap((text) =>
    [...text.matchAll(/(?:callback_data: (?:`|encode)|callbackQuery\(\/\^)(\w+)[:(]/g)].map(
      ([, kind = '']) => kind,
    ),
  );
  expect([...new Set(found)].toSorted()).toEqual(Object.keys(others).toSorted());
  for (const command of Object.values(others)) expect(commandNames).toContain(command);
});
