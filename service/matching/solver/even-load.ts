import type { Assignment } from './assign.js';
import { BestFace } from './best-face.js';

/** Mentors by how many mentees they have, those of one number by their place in the list. */
function byLoad(load: Int32Array): number[][] {
  const levels: number[][] = [];
  load.forEach((n, mentor) => {
    levels[n] ??= [];
    levels[n]?.push(mentor);
  });
  return levels;
}

/** Takes one mentee from this mentor and passes it on until somebody with two less has one more. */
function relieve(face: BestFace, from: number, load: Int32Array): boolean {
  const { places, price } = face.assignment;
  const most = (load[from] as number) - 2;
  const to = face.fromMentor(
    from,
    (mentor) => price[mentor] === 0 && (load[mentor] as number) <= most && !places.isFull(mentor),
  );
  if (to < 0) return false;
  // The first of the way is the mentee of `from` who was followed: found by walking back.
  let start = face.trail.menteeTo[to] as number;
  for (let at = places.mentorOf(start); at !== from; at = places.mentorOf(start))
    start = face.trail.menteeTo[at] as number;
  places.close(from, places.shift(to, places.open(to), face.trail, start));
  load[from] = (load[from] as number) - 1;
  load[to] = (load[to] as number) + 1;
  return true;
}

/**
 * Makes the load as even as it can be without losing a match or a point: the sum of the squares of all
 * loads becomes least. No single passing on from a mentor to one with two less is possible then, and
 * that is enough (as for semi-matchings: Harvey, Ladner, Lovász, Tamir 2006).
 *
 * Who has a price must stay full, so only mentors without one give or take. The most loaded come first:
 * what one of them cannot reach, one with less need not look for.
 * @param besides how many mentees each mentor has in places of another kind
 */
export function evenLoad(assignment: Assignment, besides: Int32Array): void {
  const { places, price } = assignment;
  const load = places.load.map((own, mentor) => own + (besides[mentor] as number));
  const levels = byLoad(load);
  if (levels.length <= 2) return;
  const face = new BestFace(assignment);
  for (let level = levels.length - 1; level >= 2; level -= 1) {
    for (const mentor of levels[level] ?? []) {
      // Its load may have grown or fallen since; it stands in the list of that level then.
      if (load[mentor] !== level || price[mentor] !== 0 || face.isClosed(mentor)) continue;
      if (relieve(face, mentor, load)) {
        levels[level - 1] ??= [];
        levels[level - 1]?.push(mentor);
        const to = face.seen().at(-1) as number;
        levels[load[to] as number] ??= [];
        levels[load[to] as number]?.push(to);
      } else face.close();
    }
  }
}
