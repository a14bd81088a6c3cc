import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toAsked } from '../../src/domain/attention.ts';
import type { Moment } from '../../src/domain/mirror.ts';
import { type Told, withDocument, wordChange, wordMoment } from '../../src/domain/mirror-words.ts';
import { emptySum } from '../../src/domain/usage.ts';
import { inEnglish } from '../../src/locale/translator.ts';
import { toHtml } from '../../src/trackers/plane-html.ts';

const told: Told = {
  place: 'item',
  workItemId: 'ET-012',
  repo: 'shop',
  hasChat: true,
  approvedState: 'Approved',
  mergeCommit: '1a4ded0000000000000000',
  usage: { ...emptySum, inputTokens: 45_600, outputTokens: 3200, costUsd: 1.2345, unknownRuns: 1 },
  say: inEnglish,
};

describe('the words of a post', () => {
  test('say how to decide about the BRD, as the place allows', () => {
    expect(wordMoment({ moment: 'brd' }, told)).toBe(
      'The requirements (BRD) of `ET-012` are ready. Approve in Telegram, by moving this item to `Approved`, or with a comment `/approve`; `/reject` and a reason sends them back.',
    );
    const bare: Told = { ...told, place: 'change', hasChat: false, approvedState: null };
    expect(wordMoment({ moment: 'brd' }, bare)).toContain('ready. Approve with a comment `/approve`;');
    expect(wordMoment({ moment: 'brd' }, { ...told, place: 'change' })).toContain('moving the work item to');
  });

  test('lead to the BRD, by its path where nobody serves it', () => {
    const [path, branch] = ['docs/work-items/ET-012/01-brd.md', 'task/et-012'];
    expect(withDocument('Ready.', { url: 'http://forge.example/brd', path, branch })).toBe(
      'Ready.\n\nRead them: http://forge.example/brd',
    );
    expect(withDocument('Ready.', { url: null, path, branch })).toBe(
      'Ready.\n\nRead them: `docs/work-items/ET-012/01-brd.md` on branch `task/et-012`',
    );
  });

  test('tell the question and how to answer it', () => {
    const asked: Moment = {
      moment: 'question',
      role: 'developer',
      question: toAsked('Which currency, @bo?'),
    };
    expect(wordMoment(asked, told)).toBe(
      'The developer of `ET-012` asks:\n\n```text\nWhich currency, @bo?\n```\n\nAnswer with a comment here, or in the chat with `/answer ET-012` and the answer.',
    );
    expect(wordMoment(asked, { ...told, hasChat: false })).toMatch(/Answer with a comment here\.$/);
  });

  test('tell the round of rework and what was found, its beginning and its end', () => {
    const lines = Array.from({ length: 900 }, (_, n) => `line ${n}`).join('\n');
    const back: Moment = { moment: 'rework', why: 'CI is red', round: 2, limit: 3, findings: lines };
    const words = wordMoment(back, told);
    expect(words).toMatch(
      /^Work item `ET-012` is back in development \(`CI is red`\): rework 2 of 3\.\n\n```text\n/,
    );
    expect(words).toMatch(
      /\nline 0\nline 1\n[^]*\n\n… \d+ characters are left out …\n\n[^]*\nline 899\n```$/,
    );
    expect(words.length).toBeLessThan(3200);
    expect(wordMoment({ ...back, round: null, findings: ' ' }, told)).toBe(
      'Work item `ET-012` is back in development (`CI is red`), but all 3 rounds of rework are used up: a person is asked.',
    );
  });

  test('tell what failed, that the repository is frozen and who lifts it', () => {
    expect(wordMoment({ moment: 'degraded', reason: 'GET / answered 502' }, told)).toBe(
      'The release of `ET-012` is degraded:\n\n```text\nGET / answered 502\n```\n\nThe repository `shop` is frozen: nothing is begun or merged there until an operator lifts it in Telegram with `/unfreeze shop`.',
    );
  });

  test.each([
    ['healthy', 'deployed and healthy'],
    ['degraded', 'deployed, but not healthy'],
    ['deployed', 'deployed; nobody watches its health'],
    ['merged', 'with nothing configured for deploy'],
  ] as const)('tell the end of a release that is %s', (release, words) => {
    expect(wordMoment({ moment: 'done', release }, told)).toBe(
      `Work item \`ET-012\` is done: merged as \`1a4ded000000\`, ${words}.\n\nCost: $1.23 · 45.6k tokens in, 3.2k out · 1 run of unknown cost.`,
    );
  });

  test('leave out a cost that no run told', () => {
    const usage = { ...emptySum, unknownRuns: 2 };
    const words = wordMoment({ moment: 'done', release: 'healthy' }, { ...told, mergeCommit: null, usage });
    expect(words).toBe('Work item `ET-012` is done: merged, deployed and healthy.');
  });
});

test('a change tells its item, its description, its documents and its cost', () => {
  const address = { path: 'docs/work-items/ET-012/01-brd.md', branch: 'task/et-012' };
  const body = {
    workItemId: 'ET-012',
    title: 'Add `retry`',
    itemUrl: null,
    description: `Fixes #12. ${'word '.repeat(30)}`,
    documents: [{ name: 'Requirements (BRD)', url: null, ...address }],
    usage: told.usage,
  };
  expect(wordChange(body)).toBe(
    [
      '**Work item** `ET-012` `` Add `retry` ``',
      `\`\`\`text\nFixes #12. ${'word '.repeat(18).trimEnd()}\n${'word '.repeat(12).trimEnd()}\n\`\`\``,
      '- Requirements (BRD): `docs/work-items/ET-012/01-brd.md`',
      'Cost so far: $1.23 · 45.6k tokens in, 3.2k out · 1 run of unknown cost.',
      'Opened by Signalbox.',
    ].join('\n\n'),
  );
  const linked = wordChange({
    ...body,
    itemUrl: 'http://plane.example/12',
    documents: [{ name: 'BRD', url: 'http://forge.example/brd', ...address }],
  });
  expect(linked).toContain('**Work item** [`ET-012`](http://plane.example/12) ');
  expect(linked).toContain('- BRD: [`docs/work-items/ET-012/01-brd.md`](http://forge.example/brd)');
});

describe('words of people and agents', () => {
  const pieces = [
    '@bo',
    '#12',
    '`',
    '```',
    '~~~',
    '\n',
    '\r\n',
    ' ',
    '/cancel',
    '<!--',
    '-->',
    '\u0000',
    '\u001b[31m',
    '\ud83d',
    '😀',
    'x',
  ];
  const words = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), { maxLength: 40 })
    .map((parts) => parts.join(''));
  const aTold = fc.record({ workItemId: words, repo: words, approvedState: words }).map((parts) => ({
    ...told,
    ...parts,
  }));
  const someMoment: fc.Arbitrary<Moment> = fc.oneof(
    fc.constant<Moment>({ moment: 'brd' }),
    words.map((question): Moment => ({ moment: 'question', role: null, question: toAsked(question) })),
    fc
      .tuple(words, words)
      .map(([why, findings]): Moment => ({ moment: 'rework', why, round: 1, limit: 3, findings })),
    words.map((reason): Moment => ({ moment: 'degraded', reason })),
    fc.constant<Moment>({ moment: 'done', release: 'healthy' }),
  );

  /** What is left of a text where code, which nobody obeys, is taken away. */
  const outsideCode = (text: string) => toHtml(text).replaceAll(/<code[^>]*>[^]*?<\/code>/g, '');

  test('form no mention, reference or command, and swallow nothing of ours', () => {
    fc.assert(
      fc.property(someMoment, aTold, (moment, about) => {
        const text = wordMoment(moment, about);
        expect(text).toMatch(/^[^/\s]/);
        expect(text).not.toMatch(/(?![\n\t])\p{Cc}/u);
        expect(text.isWellFormed()).toBe(true);
        expect(outsideCode(text)).not.toMatch(/[@#]|&lt;|😀/);
      }),
      { numRuns: 500 },
    );
  });

  test('leave the whole of a change to be read', () => {
    fc.assert(
      fc.property(words, words, (title, description) => {
        const text = wordChange({
          workItemId: 'ET-012',
          title,
          itemUrl: null,
          description,
          documents: [],
          usage: told.usage,
        });
        expect(outsideCode(text)).toMatch(/<p>Opened by Signalbox\.<\/p>$/);
        expect(outsideCode(text)).not.toMatch(/[@#]|&lt;|😀/);
      }),
      { numRuns: 500 },
    );
  });
});
