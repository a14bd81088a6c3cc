/** What another try would only repeat; where an effect meets it a person is asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly retryable = false;
}
