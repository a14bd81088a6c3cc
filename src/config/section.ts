import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { complaint, shown } from './values.ts';
import { type Path, report, type YamlFile } from './yaml-file.ts';

/** One mapping of the file. */
export type Section = { file: YamlFile; path: Path; values: Readonly<Record<string, unknown>> };

/** A value and where it stands. */
export type Spot = { file: YamlFile; path: Path; value: unknown };

/** Undefined, and reported, when the spot holds no mapping. Keys that are not known are reported. */
export function openSection({ file, path, value }: Spot, keys: readonly string[]): Section | undefined {
  if (!isMapping(value)) {
    report(file, path, `expected a mapping with ${keys.join(', ')}, got ${shown(value)}`);
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) report(file, [...path, key], `unknown key${hint(key, keys)}`);
  }
  return { file, path, values: { ...value } };
}

/** Undefined when the key is absent, and also, reported, when it holds no mapping. */
export function subsection(section: Section, key: string, keys: readonly string[]): Section | undefined {
  return has(section, key) ? openSection(spotOf(section, key), keys) : undefined;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of a value that has not been judged yet. */
export function fieldOf(value: unknown, key: string): unknown {
  return isMapping(value) ? value[key] : undefined;
}

/** A key with nothing behind it counts as absent. */
export function has(section: Section, key: string): boolean {
  return section.values[key] !== undefined && section.values[key] !== null;
}

export function spotOf(section: Section, key: string): Spot {
  return { file: section.file, path: [...section.path, key], value: section.values[key] };
}

/** Undefined, and reported, when the key is absent or holds something else. */
export function required<T>(section: Section, key: string, schema: z.ZodType<T>): T | undefined {
  if (has(section, key)) return optional(section, key, schema, undefined);
  reportAt(section, key, `missing; expected ${schema.description ?? 'a value'}`);
  return undefined;
}

/** The fallback when the key is absent, and also, reported, when it holds something else. */
export function optional<T, F>(section: Section, key: string, schema: z.ZodType<T>, fallback: F): T | F {
  if (!has(section, key)) return fallback;
  const result = schema.safeParse(section.values[key]);
  if (result.success) return result.data;
  reportAt(section, key, complaint(schema, section.values[key]));
  return fallback;
}

/** The items of a list; none when the key is absent, and also, reported, when it holds no list. */
export function itemsOf(section: Section, key: string): Spot[] {
  const value = has(section, key) ? section.values[key] : [];
  if (Array.isArray(value)) {
    const path = [...section.path, key];
    return value.map((item: unknown, index) => ({ file: section.file, path: [...path, index], value: item }));
  }
  reportAt(section, key, `expected a list, got ${shown(value)}`);
  return [];
}

export function reportAt(section: Section, key: string, clause: string): void {
  report(section.file, [...section.path, key], clause);
}

function hint(key: string, keys: readonly string[]): string {
  return didYouMean(key, keys) || `; known are ${keys.join(', ')}`;
}
