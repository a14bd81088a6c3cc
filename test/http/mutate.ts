import * as fc from 'fast-check';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** `value` is one of the hostile values below; half of all mutations are aimed at what is read. */
type Mutation = {
  at: number;
  how: 'delete' | 'replace' | 'retype' | 'pollute';
  value: number;
  aimed: boolean;
};

export function nest(depth: number): Json {
  return JSON.parse(`${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`) as Json;
}

const texts = [
  '',
  ' ',
  'x',
  '0',
  '-1',
  'null',
  '__proto__',
  '../../etc',
  'é😀\ud800',
  '\0',
  'x'.repeat(50_000),
];
const nearMisses = [
  '2026-02-30T12:00:00Z',
  'refs/heads/',
  'refs/heads/x',
  '0'.repeat(40),
  'completed',
  'deleted',
];
const numbers = [0, -1, 1.5, 1e308, 7, Number.MAX_SAFE_INTEGER + 1];
const others = [true, false, null, [], {}, [null], nest(100)];
const polluted = JSON.parse('{"__proto__":{"id":"x"},"constructor":{"prototype":{}},"id":"y"}') as Json;
const values: readonly Json[] = [...texts, ...nearMisses, ...numbers, ...others, polluted];

export const aMutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('delete', 'replace', 'retype', 'pollute'),
  value: fc.nat({ max: values.length - 1 }),
  aimed: fc.boolean(),
});

const read: ReadonlySet<string> = new Set(
  (
    'id name sequence_id project workspace state new_value issue labels action comment_html created_at full_name ' +
    'login ref sha head_sha after number status conclusion verdict alerts heartbeat'
  ).split(' '),
);

type Place = { holder: Record<string, Json>; key: string };

/** A copy of the payload, changed. */
export function mutate(payload: Json, mutations: readonly Mutation[]): Json {
  const copy = { payload: structuredClone(payload) };
  for (const { at, how, value, aimed } of mutations) {
    const all = listPlaces(copy);
    const hit = all.filter(({ key }) => read.has(key));
    const places = aimed && hit.length > 0 ? hit : all;
    const place = places[at % places.length];
    if (place !== undefined) apply(place, how, structuredClone(values[value] ?? null));
  }
  return copy.payload;
}

function listPlaces(value: Json, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  const holder = value as Record<string, Json>;
  for (const key of Object.keys(holder)) {
    found.push({ holder, key });
    listPlaces(holder[key] ?? null, found);
  }
  return found;
}

function apply({ holder, key }: Place, how: Mutation['how'], value: Json): void {
  if (how === 'delete') delete holder[key];
  else if (how === 'replace') holder[key] = value;
  else if (how === 'retype') holder[key] = retyped(holder[key] ?? null);
  // An own key of this name, as JSON.parse makes it.
  else {
    const own = { enumerable: true, configurable: true, writable: true };
    Object.defineProperty(holder, '__proto__', { value, ...own });
  }
}

function retyped(value: Json): Json {
  if (typeof value === 'string') return value.length % 2 === 0 ? [value] : value.length;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return Number(value);
  if (value === null) return {};
  return Array.isArray(value) ? Object.fromEntries(value.entries()) : [value];
}
