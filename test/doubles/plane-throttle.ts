const MINUTE_MS = 60_000;

/** Plane's limit per key (rate_limit.py): so many in any minute, told in headers; its reset is always a minute away. */
export function createThrottle(perMinute: number) {
  let taken: number[] = [];
  return (): { refused: boolean; headers: Record<string, string> } => {
    const now = Date.now();
    taken = taken.filter((at) => at > now - MINUTE_MS);
    if (taken.length >= perMinute) {
      const seconds = Math.ceil(((taken[0] ?? now) + MINUTE_MS - now) / 1000);
      return { refused: true, headers: { 'retry-after': String(seconds) } };
    }
    taken.push(now);
    const headers = {
      'x-ratelimit-remaining': String(perMinute - taken.length),
      'x-ratelimit-reset': String(Math.floor((now + MINUTE_MS) / 1000)),
    };
    return { refused: false, headers };
  };
}
