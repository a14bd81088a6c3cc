import {
  has,
  openSection,
  optional,
  reportAt,
  required,
  type Section,
  spotOf,
  subsection,
} from './section.ts';
import type { TrackerSettings, TrackerStates } from './settings.ts';
import { oneOf, text, textOrList } from './values.ts';

const trackerKeys = ['kind', 'workspace', 'project', 'states'];
const stateKeys = ['start', 'approved', 'rejected', 'review', 'done', 'cancelled'];

/** Null when the project has none; undefined when it is faulty. */
export function readTracker(project: Section): TrackerSettings | null | undefined {
  if (!has(project, 'tracker')) return null;
  const section = openSection(spotOf(project, 'tracker'), trackerKeys);
  if (section === undefined) return undefined;

  const kind = required(section, 'kind', oneOf(['plane']));
  const workspace = required(section, 'workspace', text);
  const planeProject = required(section, 'project', text);
  const states = readStates(section);
  if (kind === undefined || workspace === undefined || planeProject === undefined) return undefined;
  return { kind, workspace, project: planeProject, states };
}

function readStates(tracker: Section): TrackerStates {
  const section = subsection(tracker, 'states', stateKeys) ?? { ...tracker, values: {} };
  const review = optional(section, 'review', text, undefined);
  const done = optional(section, 'done', text, undefined);
  const states: TrackerStates = {
    start: optional(section, 'start', textOrList, ['In Progress']),
    approved: optional(section, 'approved', textOrList, ['Approved']),
    rejected: optional(section, 'rejected', textOrList, ['Rejected']),
    ...(review === undefined ? {} : { review }),
    ...(done === undefined ? {} : { done }),
    cancelled: optional(section, 'cancelled', text, 'Cancelled'),
  };
  checkApproved(section, states);
  return states;
}

/** An approval is the one state that must not be reached by any other wish. */
function checkApproved(section: Section, states: TrackerStates): void {
  const others = [...states.start, ...states.rejected, states.review, states.done, states.cancelled];
  const taken = new Set(others.map((name) => name?.toLowerCase()));
  for (const name of states.approved) {
    if (taken.has(name.toLowerCase())) {
      reportAt(
        section,
        'approved',
        `"${name}" also has another meaning here; expected a state that only approves`,
      );
    }
  }
}
