import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** The version that the adapter was made for: what it prints and how it behaves changes between versions. */
const claudeVersion = '2.1.329';

/**
 * The program of the pinned Claude Code, fetched from npm into a cache folder of its own: it is larger than everything
 * else together, and no dependency of ours.
 */
export async function fetchClaude(): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'signalbox');
  const folder = join(cache, `claude-code-${claudeVersion}`);
  const program = join(folder, 'node_modules', '.bin', 'claude');
  if (existsSync(program)) return program;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, 'package.json'), '{ "private": true }\n');
  const spec = `@anthropic-ai/claude-code@${claudeVersion}`;
  await execa('npm', ['install', '--no-audit', '--no-fund', '--no-save', spec], { cwd: draft });
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  return program;
}
