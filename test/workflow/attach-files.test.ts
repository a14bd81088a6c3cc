import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attachFiles, safeName } from '../../src/workflow/attach-files.ts';
import { restartTask } from '../../src/workflow/restart-task.ts';
import { createTestContext, project } from '../support/context.ts';
import { open, signal } from './walk.ts';

const by = { who: 'Ada', via: 'telegram' } as const;
const place = { chatId: 11, topicId: null };

function file(messageId: number, name = 'a.txt') {
  return { messageId, album: null, fileId: `f${messageId}`, name, type: null, sizeBytes: null, note: null };
}

async function setUp() {
  const context = await createTestContext({ projects: [project({ tracker: null })] });
  const { id } = open(context);
  return { context, id, names: () => context.store.attachments.listOfTask(id).map(({ name }) => name) };
}

describe('the name of a file', () => {
  test.each([
    ['../../etc/passwd', '_.._etc_passwd'],
    ['a/b\\c:d.txt', 'a_b_c_d.txt'],
    ['.hidden', 'hidden'],
    ['-rf.txt', 'rf.txt'],
    ['a\u0000b\n\u202Egpj.exe', 'abgpj.exe'],
    ['…', '…'],
    ['..', 'file'],
    ['', 'file'],
    ['Цены за май.xlsx', 'Цены за май.xlsx'],
    ['CLAUDE.md', 'attached-CLAUDE.md'],
    ['agents.MD', 'attached-agents.MD'],
  ])('%j becomes %j', (given, safe) => {
    expect(safeName(given)).toBe(safe);
  });

  test('is one short segment of a path whatever was sent', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 300 }), (given) => {
        const safe = safeName(given);
        expect(safe).toMatch(/^[^\s./\\\p{Cc}-][^/\\\p{Cc}]*$/u);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(140);
        expect(safe.isWellFormed()).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('keeps its end when it is too long', () => {
    const safe = safeName(`${'ж'.repeat(200)}.pdf`);
    expect(safe).toMatch(/^ж+\.pdf$/);
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(120);
  });
});

test('names are unique within a task, in any case', async () => {
  const { context, id, names } = await setUp();
  const files = [file(1), file(2), file(3, 'A.TXT')];
  expect(attachFiles(context, id, { files, place, by })).toEqual({
    attached: ['a.txt', 'a-2.txt', 'A-3.TXT'],
    problem: null,
  });
  expect(names()).toEqual(['a.txt', 'a-2.txt', 'A-3.TXT']);
});

test('the file of a message is attached once, however often it is delivered', async () => {
  const { context, id, names } = await setUp();
  attachFiles(context, id, { files: [file(1)], place, by });
  expect(attachFiles(context, id, { files: [file(1)], place, by }).attached).toEqual(['a.txt']);
  expect(names()).toEqual(['a.txt']);
});

test('a task takes twenty files and says so', async () => {
  const { context, id, names } = await setUp();
  const files = Array.from({ length: 22 }, (_, index) => file(index, `${index}.txt`));
  const { attached, problem } = attachFiles(context, id, { files, place, by });
  expect(attached).toHaveLength(20);
  expect(problem).toEqual({ id: 'new-too-many-files', args: { most: 20 } });
  expect(names()).toHaveLength(20);
});

test('a task that is begun anew has the files of the one that ended', async () => {
  const { context, id, names } = await setUp();
  attachFiles(context, id, { files: [file(1)], place, by });
  context.store.attachments.markStored(1, 5);
  signal(context, id, { type: 'cancel', by }, by);
  expect(restartTask(context, id, by).ok).toBe(true);
  expect(context.store.attachments.listOfTask(id + 1)).toMatchObject([
    { name: 'a.txt', file_id: 'f1', state: 'wanted' },
  ]);
  expect(names()).toEqual(['a.txt']);
});
