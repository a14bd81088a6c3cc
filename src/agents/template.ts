/** Where a placeholder stands: alone on its line, or amid other text. */
export type PlaceholderSite = { name: string; value: string; isAlone: boolean };

/** Replaces each `{{name}}` once, so that a value is never itself expanded. A name that has no value is an error. */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string>>,
  toText: (site: PlaceholderSite) => string = ({ value }) => value,
): string {
  return template.replaceAll(/\{\{([^{}]*)\}\}/g, (placeholder: string, inner: string, offset: number) => {
    const name = inner.trim();
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) {
      throw new Error(`unknown placeholder ${placeholder}; there are ${Object.keys(values).join(', ')}`);
    }
    return toText({ name, value, isAlone: isAloneOnLine(template, offset, placeholder.length) });
  });
}

function isAloneOnLine(template: string, offset: number, length: number): boolean {
  const before = template.slice(template.lastIndexOf('\n', offset - 1) + 1, offset);
  const [after = ''] = template.slice(offset + length).split('\n', 1);
  return offset === 0 ? after.trim() === '' : before.trim() === '' && after.trim() === '';
}
