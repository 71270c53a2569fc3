import type { Assignment } from './assign.js';
import { BestFace } from './best-face.js';

/** Of a mentor's mentees, the youngest application among those who add nothing to the whole; -1: none. */
function youngestToSpare({ places, gain }: Assignment, mentor: number): number {
  const begin = places.first[mentor] as number;
  const end = begin + (places.load[mentor] as number);
  let youngest = -1;
  for (let place = begin; place < end; place += 1) {
    const mentee = places.holder[place] as number;
    if (gain[mentee] === 0 && mentee > youngest) youngest = mentee;
  }
  return youngest;
}

/**
 * Where there is no room for all, gives the places to the older applications as far as nothing else is
 * lost by it. Who can be matched in a best assignment are the bases of a matroid (of the minimisers of a
 * valuated one), so taking the oldest one after the other, each in place of the youngest who can be
 * spared for them, ends at the best choice.
 *
 * Loads stay as they are: a place is passed on, none is opened or closed.
 * @param assignment of mentees in the order of their applications
 */
export function olderFirst(assignment: Assignment): void {
  const { places } = assignment;
  if (!places.placeOf.includes(-1)) return;
  const face = new BestFace(assignment);
  const { menteeCount } = places.network;
  for (let mentee = 0; mentee < menteeCount; mentee += 1) {
    if (places.placeOf[mentee] !== -1) continue;
    face.fromMentee(mentee, () => false);
    let [spared, at] = [mentee, -1];
    for (const mentor of face.seen()) {
      const youngest = youngestToSpare(assignment, mentor);
      if (youngest > spared) [spared, at] = [youngest, mentor];
    }
    if (at < 0) face.close();
    else places.shift(at, places.drop(spared), face.trail, mentee);
  }
}
