import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReasonCode } from '../../src/domain/explanation.ts';
import { languages } from '../../src/domain/phrase.ts';
import type { TaskAction } from '../../src/domain/task-view.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { parseCallbackData } from '../../src/telegram/callback-data.ts';
import { renderCard } from '../../src/telegram/render-card.ts';
import { expectValid } from './entities.ts';
import { stageView, taskView } from './task-views.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 3000 }),
  fc.constant('🚂'.repeat(5000)),
  fc.constant('/approve ET-012 2026-01-01 10:00:00 UTC, '.repeat(100)),
  fc.constantFrom('', ' ', '\u2069שלום', '<b>&', '👩‍👩‍👧', '/approve ET-012', '2026-99-99 10:00:00 UTC'),
);
const orNull = fc.option(text);
const address = fc.option(fc.oneof(text, fc.webUrl()));
const date = fc.option(fc.date({ noInvalidDate: false }));
const count = fc.option(fc.nat());

const stage = fc.record({
  title: text,
  state: fc.constantFrom('done', 'current', 'ahead'),
  rounds: fc.nat(5),
  durationMs: fc.option(fc.integer()),
  since: date,
  model: orNull,
  effort: orNull,
  note: orNull,
});
const run = fc.record({
  id: fc.nat(),
  role: text,
  since: fc.date(),
  model: orNull,
  effort: orNull,
  step: orNull,
  turns: count,
  usage: fc.record({
    inputTokens: count,
    outputTokens: count,
    cacheReadTokens: count,
    cacheCreationTokens: count,
    costUsd: count,
    model: orNull,
  }),
  resumed: fc.boolean(),
});
const names = fc.array(text, { maxLength: 6 });
const approval = fc.record({
  nonce: fc.constant('n0nce'),
  revision: text,
  since: fc.date({ noInvalidDate: false }),
  url: address,
  path: orNull,
  votes: fc.option(fc.record({ given: names, missing: names, needs: fc.nat(9) })),
});
const codes = fc.constantFrom<ReasonCode[]>(
  'running',
  'attention',
  'dependency-cancelled',
  'brd',
  'ci',
  'freeze',
  'done',
  'degraded',
);
const explanation = fc.record({ code: codes, text, since: orNull, lifts: text });
const ci = fc.record({
  state: fc.constantFrom('waiting', 'running', 'green', 'red'),
  since: date,
  url: address,
});

/** Keys as they come: numbers of rows, times, sums and nonces; a scope is a project's name. */
const plainKinds = ['approve', 'changes', 'open', 'stop', 'retry', 'answer', 'cancel', 'degrade'] as const;
const shortKey = fc.stringMatching(/^[\w.]{0,32}$/);
const action: fc.Arbitrary<TaskAction> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...plainKinds, 'restart', 'raise', 'unfreeze'), key: shortKey }),
  fc.record({ kind: fc.constant('resume'), key: text }),
  fc.record({ kind: fc.constantFrom('show', 'without', 'cancel'), key: fc.nat().map(String), name: text }),
);

const parts = fc.record({
  id: fc.nat(),
  workItemId: text,
  title: text,
  itemUrl: address,
  priority: fc.integer(),
  project: orNull,
  repo: text,
  branch: orNull,
  changeUrl: address,
  attachments: fc.nat(),
  ended: fc.boolean(),
  stages: fc.array(stage.map(stageView), { maxLength: 60 }),
  attempt: fc.option(fc.record({ number: fc.nat(), of: fc.nat() })),
  explanation,
  attention: fc.option(fc.record({ code: fc.constant('failed'), text })),
  details: fc.option(fc.record({ title: text, text })),
  approval: fc.option(approval),
  ci: fc.option(ci),
  recovered: orNull,
  note: orNull,
  lastSummary: orNull,
  mergeCommit: orNull,
  totalMs: fc.option(fc.integer()),
  run: fc.option(run),
  budgetUsd: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  actions: fc.array(action, { maxLength: 8 }),
  menu: fc.option(fc.record({ kind: fc.constant('cancel'), key: shortKey })),
});

test('whatever a task holds, its card is within the limits, and the same twice', () => {
  fc.assert(
    fc.property(parts, fc.constantFrom(...languages), (partial, language) => {
      const view = taskView(partial);
      const card = renderCard(view, translatorOf(language));
      expectValid(card);
      expect(card.entities.length).toBeLessThanOrEqual(100);
      expect(renderCard(view, translatorOf(language))).toEqual(card);
      for (const button of card.keyboard.inline_keyboard.flat()) {
        const data = 'callback_data' in button ? button.callback_data : undefined;
        const isTaken = data === undefined || parseCallbackData(data) !== undefined;
        expect([isTaken, Buffer.byteLength(data ?? '') <= 64, button.text === '']).toEqual([
          true,
          true,
          false,
        ]);
      }
      expect(card.keyboard.inline_keyboard.every(({ length }) => length > 0 && length <= 8)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
