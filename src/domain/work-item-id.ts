const DEFAULT_WIDTH = 3;

/** `formatWorkItemId('ET', 12)` is `ET-012`: three digits at least. */
export function formatWorkItemId(prefix: string, number: number, width = DEFAULT_WIDTH): string {
  return `${prefix}-${String(number).padStart(width, '0')}`;
}

type ParsedId = { prefix: string; number: number; width: number };

/** The parts of an id that ends in a number; undefined for any other. */
export function parseWorkItemId(id: string): ParsedId | undefined {
  const match = /^(.*?)-(\d+)$/.exec(id);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { prefix: match[1], number: Number(match[2]), width: match[2].length };
}

/** The next number of a prefix: one above the highest taken, 1 when there is none. */
export function nextWorkItemId(prefix: string, taken: readonly string[]): string {
  const same = taken.map(parseWorkItemId).filter((id) => id?.prefix === prefix);
  const highest = Math.max(0, ...same.map((id) => id?.number ?? 0));
  return formatWorkItemId(prefix, highest + 1);
}

/** The id of a further task for the same work item: `ET-012` is followed by `ET-012-2`, and that by `ET-012-3`. */
export function followingWorkItemId(id: string, taken: readonly string[]): string {
  const first = /^(.*-\d+)-\d+$/.exec(id)?.[1] ?? id;
  return freeWorkItemId(`${first}-2`, taken);
}

/**
 * The wanted id, or the next free number when the repository already has it, keeping the width of the number.
 * An id without a number at its end stays as it is.
 */
export function freeWorkItemId(wanted: string, taken: readonly string[]): string {
  const parsed = parseWorkItemId(wanted);
  if (parsed === undefined) return wanted;
  const used = new Set(taken);
  let { number } = parsed;
  while (used.has(formatWorkItemId(parsed.prefix, number, parsed.width))) number += 1;
  return formatWorkItemId(parsed.prefix, number, parsed.width);
}
