import { describe, expect, test } from 'vitest';
import type { ApprovalView } from '../../src/domain/approval-view.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { countCodePoints, plain } from '../../src/telegram/formatted.ts';
import { renderBrd } from '../../src/telegram/render-brd.ts';
import { aView } from './approval-views.ts';
import { expectValid } from './entities.ts';

describe('the first message', () => {
  const summaryOf = (changes: Partial<ApprovalView>) =>
    renderBrd({ ...aView, ...changes }, translatorOf('en')).summary;

  test('says what is asked, of whom, how long it is, and what the analyst says of it', () => {
    const { text, entities } = summaryOf({ summary: 'Adds PDF export.\nNothing else.' });
    expect(text).toBe(
      [
        'BRD of ET-012 · revision abc12345',
        'Export invoices',
        'The analyst asks whoever may approve.',
        '5 words, 1 heading',
        '',
        'Adds PDF export.',
        'Nothing else.',
      ].join('\n'),
    );
    expect(entities.map(({ type }) => type)).toEqual(['bold', 'blockquote']);
  });

  test.for([
    [{ by: ['Bo'], needs: 1 }, [], 'The analyst asks Bo.'],
    [{ by: ['Bo', 'Cleo'], needs: 2 }, [], 'The analyst asks Bo, Cleo: all of them have to approve.'],
    [
      { by: ['Ada', 'Bo', 'Cleo'], needs: 2 },
      ['Ada'],
      'The analyst asks Ada, Bo, Cleo: 2 of them have to approve.\nApproved so far by Ada.',
    ],
  ] as const)('names who has to approve: %j', ([rule, votes, line]) => {
    expect(summaryOf({ rule, votes }).text).toContain(`\n${line}\n`);
  });

  test('of a later revision says what changed, and who had asked for it', () => {
    const before = {
      revision: 'fff00011',
      document: '# Goal\n\nExport invoices.\n',
      rejected: { who: 'Ada', comment: 'As PDF,\nplease.' },
    };
    expect(summaryOf({ before }).text).toContain(
      'Changed since revision fff00011: +1 −1 lines\nAda had asked for: “As PDF, please.”',
    );
  });

  test('says what became of the request; what was replaced takes one line', () => {
    expect(summaryOf({ end: { kind: 'approved', who: 'Ada' } }).text).toContain('\nApproved by Ada.\n');
    const rejected = { kind: 'rejected', who: 'Bo', comment: 'Say "when"' } as const;
    expect(summaryOf({ end: rejected }).text).toContain('\nSent back by Bo: “Say "when"”\n');
    expect(summaryOf({ end: { kind: 'void' } }).text).toContain('\nIt is not asked about any more.\n');
    expect(summaryOf({ end: { kind: 'replaced', revision: '0123456789' } })).toEqual(
      plain('BRD of ET-012 · revision abc12345: replaced by revision 01234567.'),
    );
  });

  test('opens the document where somebody serves it, in words of the chat', () => {
    const url = 'https://git.example.org/acme/shop/src/branch/et-012/brd.md';
    const { keyboard, text } = renderBrd({ ...aView, url }, translatorOf('ru')).summary;
    expect(keyboard).toEqual({ inline_keyboard: [[{ text: 'Открыть', url }]] });
    expect(text).toContain('5 слов, 1 заголовок');
    // Telegram refuses the whole message for an address without a dot in its host.
    expect(summaryOf({ url: 'http://forge/x' }).keyboard).toBeUndefined();
  });

  test('stays within the limits, however much is to be said', () => {
    const much = '🚂<&> '.repeat(3000);
    const view: Partial<ApprovalView> = {
      title: much,
      summary: much,
      document: Array.from({ length: 300 }, (_, index) => `### ${index} ${much}`).join('\n'),
      rule: { by: Array.from({ length: 40 }, (_, index) => `${index} ${much}`), needs: 2 },
      votes: [much, much],
      before: { revision: much, document: much, rejected: { who: much, comment: much } },
    };
    expect(countCodePoints(summaryOf(view).text)).toBeGreaterThan(2000);
    expectValid(summaryOf(view));
    expectValid(summaryOf({ ...view, end: { kind: 'rejected', who: much, comment: much } }));
  });
});
