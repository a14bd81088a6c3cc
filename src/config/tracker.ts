import { type Stage, stages } from '../domain/stage.ts';
import {
  fieldOf,
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

const boardKeys = ['kind', 'label', 'states', 'stages'];
const planeKeys = ['kind', 'workspace', 'project', 'label', 'states', 'stages'];
const stateKeys = ['start', 'approved', 'rejected', 'review', 'done', 'cancelled'];
/** The two ends have a state of their own, and `created` is over at once. */
const shownStages = stages.filter((stage) => !['created', 'done', 'cancelled'].includes(stage));

/** Null when the project has none; undefined when it is faulty. */
export function readTracker(project: Section): TrackerSettings | null | undefined {
  if (!has(project, 'tracker')) return null;
  const spot = spotOf(project, 'tracker');
  const section = openSection(spot, fieldOf(spot.value, 'kind') === 'built-in' ? boardKeys : planeKeys);
  if (section === undefined) return undefined;

  const kind = required(section, 'kind', oneOf(['plane', 'built-in']));
  const label = optional(section, 'label', text, null);
  const states = readStates(section);
  const settings = { states, stages: readStages(section, states), label };
  if (kind === 'built-in') return { kind, ...settings };
  const workspace = required(section, 'workspace', text);
  const planeProject = required(section, 'project', text);
  if (kind === undefined || workspace === undefined || planeProject === undefined) return undefined;
  return { kind, workspace, project: planeProject, ...settings };
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
  const { start, rejected } = states;
  for (const key of ['review', 'done', 'cancelled'] as const) {
    checkWritten(section, key, states[key], { start, rejected });
  }
  return states;
}

function readStages(
  tracker: Section,
  { start, approved, rejected }: TrackerStates,
): TrackerSettings['stages'] {
  const section = subsection(tracker, 'stages', shownStages);
  const found: Partial<Record<Stage, string>> = {};
  if (section === undefined) return found;
  for (const stage of shownStages) {
    const name = optional(section, stage, text, undefined);
    if (name === undefined) continue;
    checkWritten(section, stage, name, { start, approved, rejected });
    found[stage] = name;
  }
  return found;
}

/** A state that Signalbox writes must not be one by which people tell it something. */
function checkWritten(
  section: Section,
  key: string,
  name: string | undefined,
  told: Partial<Record<'start' | 'approved' | 'rejected', string[]>>,
): void {
  for (const [meaning, names] of Object.entries(told)) {
    if (names.some((other) => other.toLowerCase() === name?.toLowerCase())) {
      const clause = `"${name}" is one of states.${meaning}, which only people set; expected a state that Signalbox may write`;
      reportAt(section, key, clause);
    }
  }
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
