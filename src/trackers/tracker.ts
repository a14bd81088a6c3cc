export type ItemState = { id: string; name: string };

/** A work item as the tracker shows it now. `description` is plain text. */
export type WorkItem = {
  id: string;
  /** The number behind the project's prefix: 12 of `ET-12`. */
  sequence: number;
  title: string;
  description: string;
  state: ItemState;
  labels: string[];
  archived: boolean;
  updatedAt: Date | null;
  url: string | null;
};

export type TrackerUser = { id: string; name: string };

/** The latest move of an item to another state. */
export type StateChange = { state: ItemState; by: TrackerUser; at: Date };

export type ItemComment = { id: string; text: string; by: TrackerUser; at: Date };

/** Posted once for its key, also when the answer to an earlier try was lost. `text` is Markdown of a simple kind. */
export type ItemPost = { key: string; text: string };

/**
 * Where the work items of one project live. "Absent" is null or an empty list; a look that failed is an error with
 * `retryable` (true for what may pass by itself) and never an answer. Every write may be repeated.
 */
export type Tracker = {
  /** Whose credentials these are: what this user does is our own doing. */
  whoAmI(): Promise<TrackerUser>;
  findItem(id: string): Promise<WorkItem | null>;
  /** By what people call it, such as `ET-12`. */
  findItemByKey(key: string): Promise<WorkItem | null>;
  /** Items changed at or after `since`, all with null; newest first. */
  listChanged(since: Date | null): Promise<WorkItem[]>;
  /** Null when its state never changed since it was made. */
  findStateChange(id: string): Promise<StateChange | null>;
  /** Made at or after `since`, oldest first, our own posts left out. */
  listComments(id: string, since: Date): Promise<ItemComment[]>;
  /** Ids of the items this one is blocked by; null where the tracker's version cannot tell. */
  listBlockers(id: string): Promise<string[] | null>;
  /** Makes the item once for its key. */
  createItem(item: { key: string; title: string; description: string }): Promise<WorkItem>;
  /** The state by its name, in any case; a name the tracker does not have is an error that is not retryable. */
  setState(id: string, name: string): Promise<void>;
  post(id: string, post: ItemPost): Promise<void>;
  /** Where people read the item; absent, or null, where nobody serves it to a browser. Asks nobody. */
  itemUrl?(id: string): string | null;
};
