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
import { durationMs, oneOf, shown, text } from './values.ts';

const laterKinds: readonly unknown[] = ['gitea', 'github'];
const forgeKeys = ['kind', 'merge', 'ci'];
const ciChoice = 'none or { command: … }';

/** Undefined when it is faulty. Without a forge section the local one is used, without checks. */
export function readForge(project: Section): ForgeSettings | undefined {
  const local: ForgeSettings = { kind: 'local', merge: 'merge', ci: { kind: 'none' } };
  if (!has(project, 'forge')) return local;
  const spot = spotOf(project, 'forge');
  const laterKind = findLaterKind(spot.value);
  if (laterKind !== undefined) {
    // The other keys belong to that kind, so they are not judged.
    reportAt(project, 'forge', `kind ${laterKind} comes with a later version; this one has local`);
    return undefined;
  }

  const section = openSection(spot, forgeKeys);
  if (section === undefined) return undefined;
  const kind = required(section, 'kind', oneOf(['local']));
  const merge = optional(section, 'merge', oneOf(['merge', 'squash', 'ff']), 'merge');
  const ci = readCi(section);
  return kind === undefined || ci === undefined ? undefined : { kind, merge, ci };
}

function findLaterKind(value: unknown): string | undefined {
  const kind = fieldOf(value, 'kind');
  return laterKinds.includes(kind) ? String(kind) : undefined;
}

function readCi(forge: Section): CiSettings | undefined {
  const value = forge.values['ci'];
  if (!has(forge, 'ci') || value === 'none') return { kind: 'none' };
  if (value === 'required' || fieldOf(value, 'checks') !== undefined) {
    reportAt(forge, 'ci', `the local forge has no checks of its own: expected ${ciChoice}`);
    return undefined;
  }
  if (!isMapping(value)) {
    reportAt(forge, 'ci', `expected ${ciChoice}, got ${shown(value)}`);
    return undefined;
  }

  const section = openSection(spotOf(forge, 'ci'), ['command', 'timeout']);
  if (section === undefined) return undefined;
  const command = required(section, 'command', text);
  const timeoutMs = optional(section, 'timeout', durationMs, 30 * 60_000);
  return command === undefined ? undefined : { kind: 'command', command, timeoutMs };
}
