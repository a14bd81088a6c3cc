import { describe, expect, test } from 'vitest';
import { translatorOf } from '../../src/locale/translator.ts';
import { countChanges, renderDiff } from '../../src/telegram/brd-diff.ts';
import { expectValid } from './entities.ts';

const english = translatorOf('en');
const lines = (count: number, word: string) =>
  Array.from({ length: count }, (_, index) => `${word} ${index}`).join('\n');

function diffOf(from: string, to: string) {
  return renderDiff(english, 'ET-012', [
    { revision: 'aaaa1111ffff', document: from },
    { revision: 'bbbb2222ffff', document: to },
  ]);
}

describe('what changed between two revisions', () => {
  test('is shown line by line, with what stands around it', () => {
    const [message, ...others] = diffOf('# Goal\n\nExport.\n', '# Goal\n\nExport as PDF.\n');
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      text: [
        'BRD of ET-012, revision aaaa1111 → bbbb2222: +1 −1 lines',
        '',
        '@@ -1,3 +1,3 @@',
        ' # Goal',
        ' ',
        '-Export.',
        '+Export as PDF.',
      ].join('\n'),
      entities: [{ type: 'bold' }, { type: 'pre', language: 'diff' }],
    });
  });

  test('comes as a file too where a message does not hold it', () => {
    const [message, file, ...others] = diffOf(lines(400, 'old'), lines(400, 'new'));
    expect(others).toEqual([]);
    expect(message?.text).toMatch(/\n\n… all of it is in the file\.$/);
    if (message !== undefined) expectValid(message);
    expect(file?.file).toMatchObject({ name: 'ET-012-brd-aaaa1111-bbbb2222.diff', kind: 'text' });
    expect(JSON.stringify(file?.file)).toContain('+new 399');
  });

  test('is said where it is nothing, or more than can be told line by line', () => {
    expect(diffOf('a\r\n', 'a\n')).toMatchObject([
      { text: expect.stringContaining('the lines are the same') },
    ]);
    expect(countChanges('a\nb\n', 'a\nc\nd\n')).toEqual({ added: 2, removed: 1 });
  });

  test('takes no time to speak of, however large and different the texts', () => {
    const startMs = performance.now();
    const [message] = diffOf(lines(20_000, 'old'), lines(20_000, 'new'));
    expect(message?.text).toContain('BRD of ET-012');
    expect(performance.now() - startMs).toBeLessThan(5000);
  });
});
