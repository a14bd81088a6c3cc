const opening = /^[\s>*_#-]*(?:depends[ -]on|blocked[ -]by|зависит от|блокируется)[\s*_]*:[\s*_]*/iu;
const id = /^[\s([*_`]*([a-z][a-z0-9_]*(?:-\d+)+)[\s)\]*_`.]*/iu;
const between = /^(?:,|;|&|\+|and\b|и(?=\s))/iu;
const fence = /^\s*(?:```|~~~)/u;

/**
 * The work item ids that lines such as "Depends on: ET-011, ET-012" name, in upper case and each once. A colon is
 * wanted, so that prose is not taken for one; code is not read.
 */
export function listNamedDependencies(text: string): string[] {
  let isCode = false;
  const names = text.split(/\r?\n/).flatMap((line) => {
    if (fence.test(line)) isCode = !isCode;
    const start = isCode ? null : opening.exec(line);
    return start === null ? [] : listIds(line.slice(start[0].length));
  });
  return [...new Set(names)];
}

/** Up to the first word that is no id. */
function listIds(words: string): string[] {
  const ids: string[] = [];
  for (let rest = words; ; ) {
    const found = id.exec(rest);
    if (found?.[1] === undefined) return ids;
    ids.push(found[1].toUpperCase());
    rest = rest.slice(found[0].length).replace(between, '');
  }
}
