/** What Signalbox may log while it and its agents are killed. A message that is worded anew in src is worded anew here. */
export const expectedTroubles: readonly string[] = [
  // Telegram cannot be asked whether a send arrived: a card is sent anew, a notice that rings once more.
  'stopped while a card was being sent: a stray card may stand in the chat, a new one is sent',
  'stopped while a notice was being sent',
  // Its launcher was killed before it had started anything: it is tried again.
  'the run could not be started',
  'a command could not be started',
  // The grace is short here, so that the reaper and the watcher of a run often come at one moment.
  'a run whose end is recorded was not settled; it is settled now',
];
