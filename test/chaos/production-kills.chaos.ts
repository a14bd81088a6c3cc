import { beforeAll, describe, expect, test } from 'vitest';
import { deal, inTurns, type Played, playKilled } from './production/kills.ts';

/** Among so many lives the places of one are dealt out, and so many of them are lived at one time. */
const lives = 6;
const atOnce = 3;

const isOfMessage = (place: string) => /^(?:card|notice)-/.test(place);

/** The same story as in production.chaos.ts, lived through with a SIGKILL at every place where a checkpoint is passed. */
describe('the way to production, killed between every two steps', () => {
  let undisturbed: Played;
  let again: Played;
  let places: string[];
  let killed: Played[];
  const missed = () => {
    const struck = new Set(killed.flatMap((life) => life.killed));
    return places.filter((place) => !struck.has(place));
  };

  beforeAll(async () => {
    [undisturbed, again] = await Promise.all([playKilled([]), playKilled([])]);
    // How often cards are drawn is a matter of time: a place is what every undisturbed life passes.
    places = undisturbed.trace.filter((place) => again.trace.includes(place));
    killed = await inTurns(deal(places, lives), atOnce, playKilled);
    // A notice that was being sent when Signalbox died is not sent again: the last ones come in calmer lives, if at all.
    for (let calmer = 0; calmer < 2 && missed().length > 0; calmer += 1)
      killed.push(await playKilled(missed()));
    const told = killed.map((life) => life.killed.length).join(' + ');
    console.log(`${places.length} places, ${told} kills; never killed at: ${missed().join(', ') || 'none'}`);
  }, 1_200_000);

  test('was killed at every place that an undisturbed life passes', () => {
    expect(missed().filter((place) => !isOfMessage(place))).toEqual([]);
    // The last messages of an undisturbed life may be edits in one that was killed.
    expect(missed().length).toBeLessThanOrEqual(places.filter(isOfMessage).length / 20);
  });

  test('comes to the same end', () => {
    for (const { ending } of [again, ...killed]) expect(ending).toEqual(undisturbed.ending);
  });

  test('has the right release in production', () => {
    for (const { production } of killed)
      expect(production).toEqual({ status: 200, release: expect.any(String) });
  });

  test('shows one card for each task, and no stray that the log does not name', () => {
    expect(undisturbed.strays).toEqual({ cards: 0, logged: 0 });
    for (const { strays } of killed) expect(strays.cards).toBeLessThanOrEqual(strays.logged);
  });
});
