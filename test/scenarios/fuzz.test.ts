import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { emptyReport } from '../../src/domain/report.ts';
import { commitSignal, signalbox } from '../../src/workflow/commit.ts';
import { openTask } from '../../src/workflow/open-task.ts';
import { claimJob } from '../../src/workflow/runs/start-run.ts';
import { chats, createGround, people, type Running } from '../chaos/monkey-ground.ts';

/** What people and agents write: markup of every kind, marks that turn the text round, emoji in parts, and much of it. */
const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(
    '<b>&amp;</b> <script>',
    '**bold *both* _under_ `code',
    '[a](javascript:alert(1)) [b](https://example.org/?a=<b>&c="d")',
    'שלום \u202Eabc\u2066',
    '👩‍👩‍👧‍👦🏳️‍🌈👍🏽',
    '/start /approve NOTE-1 @everyone #tag',
    '2026-11-21 10:00:00 UTC',
    '\u0000\u0007\uE0001\uE001\uFEFF',
    'long '.repeat(400),
  ),
);
const block = fc.oneof(
  words,
  words.map((text) => `# ${text}`),
  fc.array(words, { maxLength: 30 }).map((items) => items.map((item) => `- [ ] ${item}`).join('\n')),
  fc
    .array(words, { minLength: 1, maxLength: 5 })
    .map((cells) => `|${cells.join('|')}|\n|${'-|'.repeat(cells.length)}\n|${cells.join('|')}|`),
  words.map((text) => `\`\`\`mermaid\n${text}\n\`\`\``),
  words.map((text) => `> > ${text}\n\n---\n\n<details>${text}</details>`),
);
const documents = fc.array(block, { maxLength: 40 }).map((blocks) => blocks.join('\n\n'));
const pressed = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 16 }),
  fc
    .tuple(
      fc.constantFrom(
        'approve',
        'changes',
        'open',
        'show',
        'unfreeze',
        'cancel',
        'confirm',
        'raise',
        'resume',
        'pick',
        'new',
        'set',
        'nothing',
      ),
      fc.constantFrom('1', '999999999999999', '-1', '', 'x', '*'),
      fc.string({ maxLength: 10 }),
    )
    .map((parts) => parts.join(':')),
);
const samples = fc.record({
  title: words,
  text: documents,
  summary: words,
  data: fc.array(pressed, { minLength: 3, maxLength: 3 }),
});
const runs = Number(process.env['FUZZ_RUNS'] ?? 25);

type Sample = { title: string; text: string; summary: string };

/** A task whose analyst wrote the text, then one whose agent asks with it. */
function bring({ context }: Running, { title, text, summary }: Sample, revision: string): void {
  const project = context.projects.findByName('shop');
  if (project === undefined) throw new Error('no project');
  const { taskId } = openTask(context, { project, title, description: text, item: null, by: signalbox });
  claimJob(context);
  const report = { ...emptyReport, summary, findings: text };
  const work = {
    commit: 'c0ffee01',
    descends: true,
    changedOutsideDocs: true,
    brdRevision: revision,
    brdText: text,
    adrCount: 1,
  };
  commitSignal(
    context,
    taskId,
    { type: 'runSettled', outcome: { kind: 'completed', report }, work },
    { by: signalbox },
  );
  commitSignal(context, taskId, { type: 'published', commit: 'c0ffee01' }, { by: signalbox });
  commitSignal(
    context,
    taskId,
    { type: 'rejected', revision, comment: text, by: signalbox },
    { by: signalbox },
  );
  claimJob(context);
  commitSignal(
    context,
    taskId,
    { type: 'runSettled', outcome: { kind: 'question', question: text, report }, work },
    { by: signalbox },
  );
  commitSignal(context, taskId, { type: 'cancel', by: signalbox }, { by: signalbox });
}

test('whatever a title, a document, a question or a press says: Telegram takes every message, and nothing breaks', {
  timeout: 600_000,
}, async () => {
  const ground = await createGround('off');
  const running = await ground.boot();
  onTestFinished(async () => {
    await running.stop();
    await ground.close();
  });
  let count = 0;
  for (const sample of fc.sample(samples, runs)) {
    count += 1;
    bring(running, sample, `revision-${count}`);
    ground.advance(600_000);
    await running.settle();
    await running.drained();
    for (const data of sample.data) {
      const last = ground.emulator.messages(chats.team).findLast(({ fromBot }) => fromBot);
      if (last === undefined || data === '') continue;
      const { answered } = await ground.emulator.pressData(people.olga, chats.team, last.id, data);
      expect(answered, `nobody answered the press of ${JSON.stringify(data)}`).toBe(true);
    }
  }
  const refused = ground.emulator.calls().filter(({ ok }) => !ok);
  expect(refused.map(({ method, error, params }) => ({ method, error, text: params['text'] }))).toEqual([]);
  expect(ground.bugs).toEqual([]);
  expect(ground.emulator.calls('sendMessage').length).toBeGreaterThan(runs);
});
