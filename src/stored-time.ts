/** UTC text as the file holds it, `YYYY-MM-DD HH:MM:SS.mmm`: sorts as text, beside old rows without fractions too. */
export function toStoredTime(date: Date): string {
  return date.toISOString().slice(0, 23).replace('T', ' ');
}

export function fromStoredTime(text: string): Date {
  const date = new Date(`${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(date.getTime())) throw new Error(`stored time is not a UTC time: ${text}`);
  return date;
}
