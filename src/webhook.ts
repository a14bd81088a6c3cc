/** A delivery as it came in: header names in lower case, the body untouched. */
export type Delivery = {
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  /** What its address names behind the route, such as `shop` of `/webhooks/health/shop`; null for nothing. */
  subject: string | null;
};

/** Why a delivery is not taken, as an HTTP status, a code for scripts and a sentence for the log. */
type WebhookRefusal = { status: 400 | 401 | 415; code: string; message: string };

type DeliveryIdentity = {
  eventType: string;
  /** The sender's own id of the delivery; null where it gives none. */
  deliveryId: string | null;
  /** SHA-256 of the body in hex, for senders whose equal bodies are one event; null for all others. */
  bodyHash: string | null;
};

/** One kind of sender, as pure functions of what it sent. */
export type WebhookSource = {
  name: 'plane' | 'gitea' | 'github' | 'health';
  /** The variable that holds its secrets. */
  secretVariable: string;
  /** Null when the raw bytes come from who knows one of the secrets. Constant time per secret; parses nothing. */
  verify(delivery: Delivery, secrets: readonly string[]): WebhookRefusal | null;
  identify(delivery: Delivery): DeliveryIdentity;
};
