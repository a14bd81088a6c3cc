import { describe, expect, it } from 'vitest';
import { parseScript } from '../../../src/agents/scripted/script.ts';

function faultOf(text: string): string {
  try {
    parseScript(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no fault';
}

describe('a script', () => {
  it('is per role a list of rounds, each a list of steps', () => {
    const text = `
      developer:
        - - write: { path: a.txt, text: "{{title}}" }
          - sleep: 1.5s
          - commit: done
        - - exit: 3
      reviewer:
        - []
    `;
    expect(parseScript(text)).toEqual({
      developer: [
        [
          { kind: 'write', value: { path: 'a.txt', text: '{{title}}' } },
          { kind: 'sleep', value: 1500 },
          { kind: 'commit', value: 'done' },
        ],
        [{ kind: 'exit', value: 3 }],
      ],
      reviewer: [[]],
    });
  });

  it.each([
    ['500ms', 500],
    ['2s', 2000],
    ['1m', 60_000],
  ])('may sleep %s', (duration, ms) => {
    expect(parseScript(`a: [[{ sleep: ${duration} }]]`)).toEqual({ a: [[{ kind: 'sleep', value: ms }]] });
  });

  it.each([
    ['a: [[{ wirte: x }]]', /a\[0\]\[0\]: unknown step "wirte": expected one of write, append, delete/],
    ['a: [[{ constructor: x }]]', /unknown step "constructor"/],
    ['a: [[{ say: x, exit: 1 }]]', /a\[0\]\[0\]: a step is a mapping with one key/],
    ['a: [[say]]', /a step is a mapping with one key/],
    ['a: [[[say]]]', /a step is a mapping with one key/],
    ['a: [[{ write: { path: x } }]]', /a\[0\]\[0\]\.write\.text: .*expected string/],
    ['a: [[{ write: { path: x, text: y, mode: 1 } }]]', /a\[0\]\[0\]\.write: .*"mode"/],
    ['a: [[], [{ sleep: 5 }]]', /a\[1\]\[0\]\.sleep: .*expected string/],
    ['a: [[{ sleep: soon }]]', /a\[0\]\[0\]\.sleep: expected a duration such as 500ms/],
    ['a: [[{ exit: 256 }]]', /a\[0\]\[0\]\.exit: .*255/],
    ['a: []', /a: .*>=1/],
    ['a: [{ say: x }]', /a\[0\]: .*expected array/],
    ['- a', /script: .*expected record/],
    ['a: [', /not YAML/],
  ])('%s is refused with its path and what is expected', (text, message) => {
    expect(faultOf(text)).toMatch(message);
  });

  it('is refused with every fault at once', () => {
    expect(faultOf('a: [[{ x: 1 }, { say: 1 }]]').split('\n')).toHaveLength(3);
  });
});
