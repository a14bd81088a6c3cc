/** The one source of time: injected, so that tests hold it still. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };
