export type Import = { source: string; kind: 'type' | 'value'; names: string[] };

const statement = /^\s*(?:import|export)\s+(type\s+)?((?:[\w$*{},\s]|\bas\b)*?)\s*from\s*'([^']+)'/gm;
const bare = /^\s*import\s+'([^']+)'/gm;
const dynamic = /\bimport\(\s*'([^']+)'\s*\)/g;

/** Every import and re-export of a module, as our formatter writes them. Types only when no value is taken. */
export function listImports(text: string): Import[] {
  const found = [...text.matchAll(statement)].map(([, type, clause = '', source = '']): Import => {
    const taken = clause
      .split(/[{},]/)
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const onlyTypes =
      type !== undefined || (taken.length > 0 && taken.every((name) => name.startsWith('type ')));
    const names = taken.map((name) => name.replace(/^type /, '').replace(/ as .*$/, ''));
    return { source, kind: onlyTypes ? 'type' : 'value', names };
  });
  const effects = [...text.matchAll(bare)].map(
    ([, source = '']): Import => ({ source, kind: 'value', names: [] }),
  );
  const late = [...text.matchAll(dynamic)].map(
    ([, source = '']): Import => ({ source, kind: 'value', names: ['*'] }),
  );
  return [...found, ...effects, ...late];
}
