import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CliRunner } from '../../domain/project.ts';

type Wrapped = { packageName: string; native(arch: string): string };

const triples: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** Programs of npm that start another one, and where that stands in the folder of their packages. */
const wrapped: Readonly<Partial<Record<CliRunner, Wrapped>>> = {
  codex: {
    packageName: '@openai/codex',
    native: (arch) =>
      `@openai/codex-linux-${arch}/vendor/${triples[arch] ?? arch}-unknown-linux-musl/bin/codex`,
  },
  opencode: { packageName: 'opencode-ai', native: (arch) => `opencode-linux-${arch}/bin/opencode` },
};

/**
 * The program that does the work, for the path of one that npm put in front of it: a signal to that would leave the
 * work going on. As given where it is the program itself, or the other is not found beside it.
 */
export function toNativeProgram(runner: CliRunner, program: string, arch: string = process.arch): string {
  const real = findReal(program);
  const cli = wrapped[runner];
  if (real === null || cli === undefined || isNative(real)) return program;
  const inside = `/node_modules/${cli.packageName}/`;
  const start = real.lastIndexOf(inside);
  if (start === -1) return program;
  const folders = [real.slice(0, start), real.slice(0, start + inside.length - 1)];
  const places = folders.map((folder) => join(folder, 'node_modules', cli.native(arch)));
  return places.find((place) => statSync(place, { throwIfNoEntry: false })?.isFile() === true) ?? program;
}

/** Null when there is no such program: its start will say so. */
function findReal(program: string): string | null {
  return statSync(program, { throwIfNoEntry: false }) === undefined ? null : realpathSync(program);
}

const elf = '\u007FELF';

function isNative(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const start = Buffer.alloc(elf.length);
    readSync(descriptor, start, 0, elf.length, 0);
    return start.toString('latin1') === elf;
  } finally {
    closeSync(descriptor);
  }
}
