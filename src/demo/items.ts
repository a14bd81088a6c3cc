import { plane } from './demo-settings.ts';
import type { BoardItem } from './plane-delivery.ts';

export type Items = readonly [BoardItem, ...BoardItem[]];

const { noticeboard, kiosk } = plane.boards;

/** Everything that somebody just moved to "In Progress" on two boards: what waits says for what. */
export const sampleItems: Items = [
  {
    project: noticeboard,
    sequence: 1,
    title: 'Office closed on Friday',
    description: 'The office stays closed on Friday. The phone is answered from ten to four.',
  },
  {
    project: kiosk,
    sequence: 1,
    title: 'A screen saver for the lobby',
    description: 'At night the screen in the lobby shows the time only.',
  },
  {
    project: noticeboard,
    sequence: 2,
    title: 'Lunch is at noon',
    description: 'From Monday on lunch is at noon.\n\nDepends on: NOTE-001',
  },
  {
    project: noticeboard,
    sequence: 3,
    title: 'Summer party',
    description: 'The summer party is in the yard.\n\nDepends on: NOTE-001, NOTE-002',
  },
  {
    project: kiosk,
    sequence: 2,
    title: 'Bigger letters',
    description: 'The notices are read from three metres away.',
  },
];

export const visitorItems: Items = [
  {
    project: noticeboard,
    sequence: 1,
    title: 'A first note',
    description: 'A note that a scripted agent adds, to show the way of a change.',
  },
];
