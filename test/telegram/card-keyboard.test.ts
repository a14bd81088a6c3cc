import { expect, test } from 'vitest';
import type { TaskAction, TaskView } from '../../src/domain/task-view.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { renderCard } from '../../src/telegram/render-card.ts';
import { taskView } from './task-views.ts';

const cardOf = (parts: Partial<TaskView>) => renderCard(taskView(parts), translatorOf('en'));
const buttonsOf = (parts: Partial<TaskView>) => cardOf(parts).keyboard.inline_keyboard;
const approval = {
  nonce: 'n0nce',
  revision: 'aaaa1111',
  since: new Date('2026-03-01T10:00:00Z'),
  url: null,
  path: null,
  votes: null,
};

test('the buttons stand in their order, coloured, each with what ties it to the moment', () => {
  const kinds = ['changes', 'open', 'approve'] as const;
  const actions = kinds.map((kind) => ({ kind, key: 'n0nce' }));
  expect(buttonsOf({ approval, actions })).toEqual([
    [
      { text: 'Approve', style: 'success', callback_data: 'approve:12:n0nce' },
      { text: 'Changes…', callback_data: 'changes:12:n0nce' },
      { text: 'Open', callback_data: 'open:12:n0nce' },
    ],
  ]);
  const stuck = (['cancel', 'degrade', 'retry'] as const).map((kind) => ({ kind, key: '' }));
  const rows = buttonsOf({ actions: stuck });
  expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
    ['Retry', 'Cancel…'],
    ['Declare degraded'],
  ]);
});

test('a document that a browser shows is opened there', () => {
  const url = 'https://git.example.org/acme/shop/src/branch/x/01-brd.md';
  const actions: TaskAction[] = [{ kind: 'open', key: 'n0nce' }];
  expect(buttonsOf({ approval: { ...approval, url }, actions })).toEqual([[{ text: 'Open', url }]]);
  const local = { ...approval, url: 'http://localhost/01-brd.md' };
  expect(buttonsOf({ approval: local, actions })[0]).toMatchObject([{ callback_data: 'open:12:n0nce' }]);
});

test('what holds a task back has a button that lifts it, and a command', () => {
  const held: [TaskAction, string, string, string][] = [
    [{ kind: 'resume', key: 'shop' }, 'Resume', 'resume:shop', '/resume shop'],
    [{ kind: 'resume', key: '*' }, 'Resume', 'resume:*', '/resume'],
    [{ kind: 'unfreeze', key: '3' }, 'Unfreeze…', 'unfreeze:12:3', '/unfreeze acme/shop'],
    [{ kind: 'raise', key: '15' }, 'Raise to $15', 'raise:12:15', '/budget ET-012'],
    [{ kind: 'restart', key: 'end' }, 'Start again', 'restart:12:end', '/restart ET-012'],
  ];
  for (const [action, text, data, command] of held) {
    const card = cardOf({ actions: [action] });
    expect(card.keyboard.inline_keyboard).toMatchObject([[{ text, callback_data: data }]]);
    expect(card.text.split('\n')).toContain(`→ ${command}`);
  }
});

test('what leads to another task needs no command: the sentence above names that task', () => {
  const card = cardOf({ actions: [{ kind: 'show', key: '7', name: 'ET-007' }] });
  expect(card.keyboard.inline_keyboard).toMatchObject([[{ text: 'Open ET-007', callback_data: 'show:7:' }]]);
  expect(card.text).not.toContain('/task ET-007');
});

test('a command that the sentence names is not listed again', () => {
  const explanation = {
    code: 'attention',
    text: 'Failed.',
    since: null,
    lifts: 'Retry: /retry ET-012.',
  } as const;
  const actions: TaskAction[] = [
    { kind: 'retry', key: '1' },
    { kind: 'cancel', key: '1' },
  ];
  expect(cardOf({ explanation, actions }).text.split('\n').slice(2, 4)).toEqual([
    '→ Retry: /retry ET-012.',
    '→ /cancel ET-012',
  ]);
});

test('a name too long for a button has its command alone', () => {
  const card = cardOf({ actions: [{ kind: 'resume', key: 'p'.repeat(80) }] });
  expect(card.keyboard.inline_keyboard).toEqual([]);
  expect(card.text).toContain(`/resume ${'p'.repeat(80)}`);
});

test('cancelling is asked once more in place of the buttons', () => {
  const actions: TaskAction[] = [{ kind: 'cancel', key: '1' }];
  expect(buttonsOf({ actions, menu: { kind: 'cancel', key: '1' } })).toEqual([
    [
      { text: 'Really cancel', style: 'danger', callback_data: 'confirm:12:1' },
      { text: 'Keep', callback_data: 'keep:12:1' },
    ],
  ]);
});

test('what waits for a cancelled task goes on without it, waits for its successor, or is cancelled too', () => {
  const actions: TaskAction[] = [
    { kind: 'follow', key: '7-9', name: 'ET-007-2' },
    { kind: 'without', key: '7', name: 'ET-007' },
    { kind: 'without', key: '8', name: 'ET-008' },
    { kind: 'show', key: '8', name: 'ET-008' },
    { kind: 'cancel', key: 'after7', name: 'ET-007' },
  ];
  expect(buttonsOf({ actions }).map((row) => row.map((button) => Object.values(button)))).toEqual([
    [['Wait for ET-007-2', 'primary', 'follow:12:7-9']],
    [['Go on without ET-007', 'without:12:7']],
    [['Go on without ET-008', 'without:12:8']],
    [['Cancel too…', 'danger', 'cancel:12:after7']],
    [['Open ET-008', 'show:8:']],
  ]);
});

test('a command about two tasks is copied whole', () => {
  const lifts = 'Go on without: /deps remove ET-012 ET-007 ET-008. Or cancel this too: /cancel ET-012.';
  const { text, entities } = cardOf({
    explanation: { code: 'dependency-cancelled', text: 'It depends.', since: null, lifts },
  });
  const code = entities.filter(({ type }) => type === 'code');
  expect(code.map(({ offset, length }) => text.slice(offset, offset + length))).toEqual(
    expect.arrayContaining(['/deps remove ET-012 ET-007 ET-008', '/cancel ET-012']),
  );
});
