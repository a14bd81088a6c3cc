import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Config, ConfigError, loadConfig } from '../../src/config.ts';

export const botToken = '123456789:AbCdEfGhIjKlMnOpQrStUvWxYz012345678';

/** A project without a fault, at lines 2 to 5 of its file; `extra` holds further lines of it. */
export function projectLines(extra = '', head = 'name: shop\n    prefix: SHOP'): string {
  return `  - ${head}
    repo: https://git.example.org/acme/shop.git
    roles: { analyst: &run { runner: command, command: ./agent.sh }, architect: *run, developer: *run, reviewer: *run, tester: *run }
${extra}`;
}

export function projectsText(extra = ''): string {
  return `projects:\n${projectLines(extra)}`;
}

/** Below the folder, which is the system's for temporary ones. */
export function tempFolder(top = tmpdir()): string {
  const folder = mkdtempSync(join(top, 'signalbox-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

type Given = { yaml?: string; env?: Record<string, string>; needs?: 'service' | 'file'; folder?: string };

export function load({ yaml = projectsText(), env = {}, needs = 'service', folder }: Given = {}): Config {
  const path = join(folder ?? tempFolder(), 'projects.yaml');
  writeFileSync(path, yaml);
  const base = needs === 'service' ? { TELEGRAM_BOT_TOKEN: botToken, TELEGRAM_OWNERS: '42' } : {};
  return loadConfig({ ...base, PROJECTS_FILE: path, ...env }, { needs });
}

/** The faults, with the folder cut off from the name of the file. */
export function faultsOf(given: Given): string[] {
  try {
    load(given);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => fault.replace(/^\S*(?=projects\.yaml:)/, ''));
  }
  return [];
}
