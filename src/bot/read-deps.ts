/** What /deps is asked for. `others` stand as they were typed. */
type DepsCommand =
  | { do: 'list' }
  | { do: 'graph'; project: string }
  | { do: 'show' | 'add' | 'remove'; task: string; others: string[] };

const verbs: Readonly<Record<string, 'add' | 'remove'>> = {
  add: 'add',
  '+': 'add',
  добавить: 'add',
  remove: 'remove',
  rm: 'remove',
  delete: 'remove',
  drop: 'remove',
  '-': 'remove',
  убрать: 'remove',
  удалить: 'remove',
};

/** `[graph [project]] | [ID] | add ID IDS | remove ID IDS`; the word may also stand behind the first id. */
export function readDeps(typed: string): DepsCommand {
  // What stands for a further part of an offer is handed on as it is.
  if (typed.startsWith('\u0000')) return { do: 'show', task: typed, others: [] };
  const [first = '', ...rest] = typed.split(/[\s,;]+/).filter((word) => word !== '');
  if (first === '' || first.toLowerCase() === 'list') return { do: 'list' };
  if (/^(?:graph|граф)$/i.test(first)) return { do: 'graph', project: rest.join(' ') };
  const leading = verbs[first.toLowerCase()];
  if (leading !== undefined) return { do: leading, task: rest[0] ?? '', others: rest.slice(1) };
  const [second = '', ...others] = rest;
  const following = verbs[second.toLowerCase()];
  if (following !== undefined) return { do: following, task: first, others };
  return { do: 'show', task: first, others: rest };
}
