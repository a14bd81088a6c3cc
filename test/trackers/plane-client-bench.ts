import { onTestFinished } from 'vitest';
import { createPlaneTracker } from '../../src/trackers/plane-client.ts';
import { createPlaneServer, type PlaneSettings } from '../../src/trackers/plane-server.ts';
import { type PlaneOptions, startPlane } from '../doubles/plane-server.ts';

/** A tracker in front of a double of Plane that is gone after the test. */
export async function createPlaneBench(options: PlaneOptions = {}, changes: Partial<PlaneSettings> = {}) {
  const plane = await startPlane(options);
  onTestFinished(() => plane.close());
  const { url, apiKey, workspace, project } = plane;
  const server = createPlaneServer({ url, apiKey, requestsPerMinute: 1000, ...changes });
  const tracker = createPlaneTracker({ server, workspace, project });
  /** Method and path behind the project of the requests since the last look. */
  let looked = 0;
  const asked = () => {
    const lines = plane.requests.slice(looked).map(({ method, path, status }) => {
      const short = path.replace(`/api/v1/workspaces/${workspace}`, '').replace(`/projects/${project}`, '');
      return `${method} ${short} ${status}`;
    });
    looked = plane.requests.length;
    return lines;
  };
  return { plane, server, tracker, asked };
}
