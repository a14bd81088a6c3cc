/** Takes user names, passwords and tokens out of addresses, so that the text may stand in errors and logs. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]*(?::[^\s/'"]*)?@/gi, '$1');
}

const passingTroubles = [
  /could not resolve host|temporary failure in name resolution|name or service not known/i,
  /connection (?:refused|reset|timed out|closed)|operation timed out|network is unreachable|no route to host/i,
  /failed to connect to|early eof|rpc failed|unexpected disconnect|gnutls_handshake|ssl_error_syscall/i,
  /requested url returned error: (?:429|5\d\d)/i,
  // Another git process holds the lock; after a crash the sweep in refresh() takes an orphaned one away.
  /unable to create '[^']*\.lock': file exists/i,
];

/** True for what may be gone at the next try: the network, a server in trouble, a held lock. */
export function isPassingTrouble(stderr: string): boolean {
  return passingTroubles.some((pattern) => pattern.test(stderr));
}

/** What the other side said, without the prefixes git puts before each line. */
export function remoteWords(stderr: string, maxLength = 600): string {
  const words = stderr
    .split('\n')
    .filter((line) => line.startsWith('remote:'))
    .map((line) => line.slice('remote:'.length).trim())
    .filter((line) => line !== '')
    .join(' ');
  return words.slice(0, maxLength);
}

/** The line of git's complaint that says most: the first fatal one, else the first error, else the last line. */
export function tellingLine(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const find = (prefix: string) => lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  return find('fatal: ') ?? find('error: ') ?? lines.at(-1) ?? 'it said nothing';
}
