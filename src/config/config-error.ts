/** Everything that is wrong with the configuration, one clause each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super(`the configuration has ${count}:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

const shortestRedacted = 6;

/** Secrets that were put into a wrong place must not be printed from there either. */
export function redact(fault: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= shortestRedacted)
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, '***'), fault)
    .replaceAll(/\b\d+:[\w-]{30,}/g, '***')
    .replaceAll(/(?<=:\/\/)[^/\s"@]+@/g, '***@');
}
