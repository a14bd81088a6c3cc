import { badRequest } from './api-error.ts';

/** A call's parameters as they came: JSON values from JSON, strings from forms and queries. */
export type Params = Record<string, unknown>;

export function readString(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function readInteger(params: Params, name: string): number | undefined {
  const text = readString(params, name)?.trim();
  if (text === undefined || text === '') return undefined;
  return /^-?\d{1,16}$/.test(text) ? Number(text) : undefined;
}

export function readBoolean(params: Params, name: string): boolean {
  return ['true', 'True', 'yes', '1'].includes(readString(params, name) ?? '');
}

/** An object or array, given as such or, in a form, as its JSON text. */
function readJson(params: Params, name: string): unknown {
  const value = params[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw badRequest(`can't parse ${name} JSON object`);
  }
}

export function readArray(params: Params, name: string): unknown[] | undefined {
  const value = readJson(params, name);
  if (value === undefined || Array.isArray(value)) return value;
  throw badRequest(`expected an Array of ${name}`);
}

export function readObject(params: Params, name: string): Record<string, unknown> | undefined {
  const value = readJson(params, name);
  if (value === undefined) return undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw badRequest(`object expected as ${name}`);
}
