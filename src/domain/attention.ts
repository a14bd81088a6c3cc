/** What a person is told when asked: a sentence for the card's head, and details that may be long. Kept as one text. */
export type Asked = { sentence: string; details: string };

const SEPARATOR = '\n\n';

export function writeAsked({ sentence, details }: Asked): string {
  return [sentence, details].filter((part) => part !== '').join(SEPARATOR);
}

export function readAsked(text: string): Asked {
  const [sentence = '', ...details] = text.trim().split(SEPARATOR);
  return { sentence, details: details.join(SEPARATOR) };
}
