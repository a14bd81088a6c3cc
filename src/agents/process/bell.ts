/** A wait that can be cut short: `ring` ends it at once, `stop` makes it fail and leaves no timer. */
export type Bell = { ring(): void; wait(ms: number): Promise<void> };

export function createBell(stop: AbortSignal): Bell {
  let wake: (() => void) | null = null;
  return {
    ring: () => wake?.(),
    wait: (ms) =>
      new Promise((resolve, reject) => {
        const finish = (): void => {
          clearTimeout(timer);
          stop.removeEventListener('abort', finish);
          wake = null;
          if (stop.aborted) reject(new DetachedError());
          else resolve();
        };
        const timer = setTimeout(finish, ms);
        wake = finish;
        if (stop.aborted) finish();
        else stop.addEventListener('abort', finish);
      }),
  };
}

export class DetachedError extends Error {
  constructor() {
    super('the process host is detached: it watches no run any more');
    this.name = 'DetachedError';
  }
}
