import { z } from 'zod';
import {
  fieldOf,
  has,
  isMapping,
  openSection,
  optional,
  reportAt,
  required,
  type Section,
  spotOf,
} from './section.ts';
import type { CiSettings, ForgeSettings } from './settings.ts';
import { durationMs, oneOf, shown, text, textOrList } from './values.ts';

const kinds = ['local', 'gitea', 'github'] as const;
type Kind = (typeof kinds)[number];

const localKeys = ['kind', 'merge', 'ci'];
const remoteKeys = ['kind', 'owner', 'repo', 'merge', 'ci'];
const commandTimeoutMs = 30 * 60_000;
const checksTimeoutMs = 60 * 60_000;

/** It becomes a part of addresses. */
const forgeName = z
  .string()
  .regex(/^(?!\.+$)[A-Za-z0-9._-]+$/)
  .describe('letters, digits, dots, dashes and underscores');

const checkNames = textOrList.describe('the name of a check or a list of such names');

/** Undefined when it is faulty. Without a forge section the local one is used, without checks. */
export function readForge(project: Section): ForgeSettings | undefined {
  if (!has(project, 'forge')) return { kind: 'local', merge: 'merge', ci: { kind: 'none' } };
  const spot = spotOf(project, 'forge');
  const section = openSection(spot, fieldOf(spot.value, 'kind') === 'local' ? localKeys : remoteKeys);
  if (section === undefined) return undefined;
  const kind = required(section, 'kind', oneOf(kinds));
  const merge = optional(section, 'merge', oneOf(['merge', 'squash', 'ff']), 'merge');
  // What else is right depends on the kind, so without one it is not judged.
  if (kind === undefined) return undefined;

  const ci = readCi(section, kind);
  if (kind === 'local') return ci && { kind, merge, ci };
  const owner = required(section, 'owner', forgeName);
  const repo = required(section, 'repo', forgeName);
  if (owner === undefined || repo === undefined || ci === undefined) return undefined;
  return { kind, owner, repo, merge, ci };
}

function readCi(forge: Section, kind: Kind): CiSettings | undefined {
  const isLocal = kind === 'local';
  const value = forge.values['ci'] ?? (isLocal ? 'none' : 'required');
  if (value === 'none') return { kind: 'none' };
  const choice = isLocal ? 'none or { command: … }' : 'required, none, { checks: … } or { command: … }';
  const hasChecks = fieldOf(value, 'checks') !== undefined;
  if (isLocal && (value === 'required' || hasChecks)) {
    reportAt(forge, 'ci', `the local forge has no checks of its own: expected ${choice}`);
    return undefined;
  }
  if (value === 'required') return { kind: 'checks', names: [], timeoutMs: checksTimeoutMs };
  const saysHow = isMapping(value) && (isLocal || hasChecks || fieldOf(value, 'command') !== undefined);
  if (!saysHow) {
    reportAt(forge, 'ci', `expected ${choice}, got ${shown(value)}`);
    return undefined;
  }
  return hasChecks ? readChecks(forge) : readCommand(forge);
}

function readChecks(forge: Section): CiSettings | undefined {
  const section = openSection(spotOf(forge, 'ci'), ['checks', 'command', 'timeout']);
  if (section === undefined) return undefined;
  if (has(section, 'command')) reportAt(section, 'command', 'expected either checks or a command, got both');
  const names = required(section, 'checks', checkNames);
  const timeoutMs = optional(section, 'timeout', durationMs, checksTimeoutMs);
  return names && { kind: 'checks', names, timeoutMs };
}

function readCommand(forge: Section): CiSettings | undefined {
  const section = openSection(spotOf(forge, 'ci'), ['command', 'timeout', 'home']);
  if (section === undefined) return undefined;
  const command = required(section, 'command', text);
  const timeoutMs = optional(section, 'timeout', durationMs, commandTimeoutMs);
  const home = optional(section, 'home', oneOf(['own', 'shared']), 'own');
  if (command === undefined) return undefined;
  return { kind: 'command', command, timeoutMs, ...(home === 'shared' ? { home } : {}) };
}
