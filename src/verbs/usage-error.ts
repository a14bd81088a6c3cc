/** The command line was used wrongly: exit 2 with the message. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
