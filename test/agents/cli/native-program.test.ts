import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toNativeProgram } from '../../../src/agents/cli/native-program.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'signalbox-native-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  chmodSync(full, 0o755);
  return full;
}

function linkTo(target: string, path: string): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  symlinkSync(target, full);
  return full;
}

const script = '#!/usr/bin/env node\n';
const elf = '\u007FELF and so on';
const codexNative = '@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex';

it('finds the program of Codex beside its wrapper, through the link that npm made', () => {
  const wrapper = put('node_modules/@openai/codex/bin/codex.js', script);
  const native = put(`node_modules/${codexNative}`, elf);
  const link = linkTo(wrapper, 'bin/codex');
  expect(toNativeProgram('codex', link, 'x64')).toBe(native);
  expect(toNativeProgram('codex', wrapper, 'x64')).toBe(native);
});

it('finds it within the package of the wrapper too, and that of each machine', () => {
  const wrapper = put('lib/node_modules/@openai/codex/bin/codex.js', script);
  const native = put(
    'lib/node_modules/@openai/codex/node_modules/@openai/codex-linux-arm64/vendor/aarch64-unknown-linux-musl/bin/codex',
    elf,
  );
  expect(toNativeProgram('codex', wrapper, 'arm64')).toBe(native);
  expect(toNativeProgram('codex', wrapper, 'x64')).toBe(wrapper);
});

it('finds that of OpenCode where its own installation did not run', () => {
  const wrapper = put('node_modules/opencode-ai/bin/opencode.exe', 'echo install me\n');
  const native = put('node_modules/opencode-linux-x64/bin/opencode', elf);
  expect(toNativeProgram('opencode', wrapper, 'x64')).toBe(native);
});

it('leaves a program that is native itself as it is, though another one stands beside it', () => {
  const own = put('node_modules/opencode-ai/bin/opencode.exe', elf);
  put('node_modules/opencode-linux-x64/bin/opencode', elf);
  const link = linkTo(own, 'bin/opencode');
  expect(toNativeProgram('opencode', link, 'x64')).toBe(link);
});

it('leaves what it does not know as it is: other wrappers, other programs, none at all', () => {
  put(`node_modules/${codexNative}`, elf);
  const own = put('bin/codex', script);
  const gemini = put('node_modules/@google/gemini-cli/bundle/gemini.js', script);
  expect(toNativeProgram('codex', own, 'x64')).toBe(own);
  expect(toNativeProgram('gemini', gemini, 'x64')).toBe(gemini);
  expect(toNativeProgram('claude', own, 'x64')).toBe(own);
  expect(toNativeProgram('codex', join(root, 'none'), 'x64')).toBe(join(root, 'none'));
});
