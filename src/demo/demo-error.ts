/** What keeps the demo from starting, in one sentence for the visitor. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
