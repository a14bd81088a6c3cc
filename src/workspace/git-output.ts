/** Takes user names, passwords and tokens out of addresses, so that the text may stand in errors and logs. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]*(?::[^\s/'"]*)?@/gi, '$1');
}

const refusals = [
  // The push was refused here, since the branch moved on, or there, by a hook or a rule.
  /^ ! \[rejected\]/m,
  /^ ! \[remote rejected\](?!.*\((?:cannot lock|failed to|unable to|unpacker|internal))/im,
  /authentication failed|could not read (?:username|password)|invalid username|permission denied|access denied/i,
  /host key verification failed|dubious ownership|certificate/i,
  /requested url returned error: 4(?!08|29)\d\d|http 4(?!08|29)\d\d/i,
  /repository .*not found|not found in upstream|does not appear to be a git repository|not a git repository/i,
  /couldn't find remote ref|remote helper for|unable to find remote helper|transport '.*' not allowed/i,
  /no such file or directory|not a directory|does not exist|cannot change to/i,
  // Names, arguments and objects that git does not know will not be known to the next try either.
  /not a valid|bad (?:object|revision|ref|tree|config)|unknown (?:revision|option|switch)|ambiguous argument/i,
  /invalid (?:refspec|reference|object|path)|needed a single revision|not a (?:tree|commit) object|^usage: /im,
  /reference already exists|but expected|unable to resolve reference|exists; cannot create|refusing to/i,
  /is corrupt|fsck error|unable to read|missing (?:blob|tree|commit|necessary objects)|did not send all necessary objects/i,
];

/**
 * True for whatever may be gone at the next try: the network, a server in trouble, a held lock, a full disk. Only what is
 * known to be a refusal is none.
 */
export function isPassingTrouble(stderr: string): boolean {
  return !refusals.some((pattern) => pattern.test(stderr));
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
