/** Reads what belongs to a key when it is first asked for, and never again: for one moment, not for longer. */
export function once<K, V>(read: (key: K) => V): (key: K) => V {
  const known = new Map<K, { value: V }>();
  return (key) => {
    const found = known.get(key) ?? { value: read(key) };
    known.set(key, found);
    return found.value;
  };
}
