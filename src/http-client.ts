const PROBE_TIMEOUT_MS = 5000;

/** Null when the URL answers 2xx within the time; else a clause that says what came instead. */
export async function probeUrl(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok ? null : `GET ${url} answered ${response.status}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `GET ${url} failed: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
