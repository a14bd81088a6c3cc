export const standInModel = 'claude-stand-in';

/** US dollars for a million tokens. */
export const priceUsd = { input: 3, output: 15 } as const;
