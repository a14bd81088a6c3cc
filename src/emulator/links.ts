/** The address Telegram would store, or why it refuses it. Names without a dot, such as localhost, are refused. */
export function checkLink(link: string): { url: string } | { problem: string } {
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(link) ? link : `http://${link}`;
  if (!URL.canParse(withScheme)) return { problem: 'Wrong HTTP URL' };
  const url = new URL(withScheme);
  if (['tg:', 'ton:', 'tonsite:'].includes(url.protocol)) return { url: withScheme };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { problem: 'Unsupported URL protocol' };
  if (!url.hostname.includes('.') && !url.hostname.startsWith('[')) return { problem: 'Wrong HTTP URL' };
  return { url: url.href };
}

export function toUserId(link: string): number | undefined {
  const found = /^tg:(?:\/\/)?user\?id=(\d+)$/.exec(link);
  return found ? Number(found[1]) : undefined;
}
