import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type YAMLError,
} from 'yaml';

export type Path = readonly (string | number)[];

/** A YAML file that is being read, and what was found wrong with it so far. */
export type YamlFile = {
  /** As the operator wrote it. */
  name: string;
  document: Document;
  lines: LineCounter;
  faults: { line: number; text: string }[];
};

/** Duplicate keys are noted and read on; after any other fault of syntax the values are undefined. */
export function openYaml(name: string, content: string): { file: YamlFile; values: unknown } {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false, merge: true });
  const file: YamlFile = { name, document, lines, faults: [] };
  for (const error of document.errors) noteSyntax(file, error, content);
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY')) return { file, values: undefined };
  try {
    return { file, values: document.toJS() ?? {} };
  } catch (error) {
    // How yaml refuses an alias without an anchor, and aliases that multiply without end.
    if (!(error instanceof ReferenceError)) throw error;
    note(file, 1, `not valid YAML: ${error.message}`);
    return { file, values: undefined };
  }
}

/** Records a fault with its line; the path of a key that is missing gets the line of what should hold it. */
export function report(file: YamlFile, path: Path, clause: string): void {
  note(file, lineOf(file, path), path.length === 0 ? clause : `${pathText(path)}: ${clause}`);
}

/** In the order of the file. */
export function listFaults(file: YamlFile): string[] {
  return file.faults.toSorted((a, b) => a.line - b.line).map((fault) => fault.text);
}

function noteSyntax(file: YamlFile, error: YAMLError, content: string): void {
  const offset = error.pos[0];
  const key = /^"[^"]*"|^'[^']*'|^[^:\s,{}]+/.exec(content.slice(offset))?.[0];
  const clause =
    error.code === 'DUPLICATE_KEY'
      ? `the key ${key ?? ''} is given twice in one mapping`
      : `not valid YAML: ${error.message}`;
  note(file, file.lines.linePos(offset).line, clause);
}

function note(file: YamlFile, line: number, clause: string): void {
  file.faults.push({ line, text: `${file.name}:${line} ${clause}` });
}

function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

function lineOf(file: YamlFile, path: Path): number {
  let node: unknown = file.document.contents;
  let offset = 0;
  for (const step of path) {
    const holder = isAlias(node) ? node.resolve(file.document) : node;
    const found = childOf(holder, step);
    if (found === undefined) break;
    offset = found.offset ?? offset;
    node = found.node;
  }
  return file.lines.linePos(offset).line;
}

function childOf(holder: unknown, step: string | number) {
  if (isSeq<{ range?: readonly number[] | null }>(holder)) {
    const node = typeof step === 'number' ? holder.items[step] : undefined;
    return node && { node, offset: node.range?.[0] };
  }
  if (!isMap(holder)) return undefined;
  const pair = holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair && isScalar(pair.key) ? { node: pair.value, offset: pair.key.range?.[0] } : undefined;
}
