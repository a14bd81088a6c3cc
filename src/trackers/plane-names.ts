import { readPages } from './plane-pages.ts';
import { nameSchema } from './plane-schemas.ts';
import { type PlaneProject, projectPath } from './plane-server.ts';

type Named = { id: string; name: string };

/** People rename states and labels; an old name is shown no longer than this. */
const LONGEST_KEPT_MS = 5 * 60_000;

export type PlaneNames = {
  /** The list, read again when it is old or does not satisfy; what is missing then is not there. */
  list(satisfies: (list: readonly Named[]) => boolean): Promise<readonly Named[]>;
  forget(): void;
};

/** The project's states or labels, kept for a few minutes. */
export function createPlaneNames(place: PlaneProject, kind: 'states' | 'labels'): PlaneNames {
  let kept: readonly Named[] = [];
  let readAtMs = Number.NEGATIVE_INFINITY;
  return {
    async list(satisfies) {
      const isOld = Date.now() - readAtMs > LONGEST_KEPT_MS;
      if (isOld || !satisfies(kept)) {
        kept = await readNames(place, kind);
        readAtMs = Date.now();
      }
      return kept;
    },
    forget() {
      readAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}

async function readNames(place: PlaneProject, kind: string): Promise<Named[]> {
  const pages = readPages(nameSchema, async (query) => {
    const path = `${projectPath(place)}/${kind}/?${query}`;
    const answer = await place.server.http.request({ method: 'GET', path });
    return { ...answer, what: `GET ${path}` };
  });
  const names: Named[] = [];
  for await (const page of pages) names.push(...page);
  return names;
}

/** Exactly so, else in any case. */
export function findNamed(list: readonly Named[], name: string): Named | undefined {
  const wanted = name.trim().toLowerCase();
  return (
    list.find((one) => one.name === name) ?? list.find((one) => one.name.trim().toLowerCase() === wanted)
  );
}
