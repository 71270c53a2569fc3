import { USUAL_CAPACITY } from '../api/mentors.js';
import type { Availability } from '../api/reference.js';

export interface Load {
  /** Null: nothing was said. */
  capacity: number | null;
  paused: boolean;
  /** Mentees in open pairs. */
  mentees: number;
}

/** Mentees that somebody takes at one time. */
export const capacityOf = ({ capacity }: Pick<Load, 'capacity'>): number =>
  capacity ?? USUAL_CAPACITY;

/** Whether a mentor takes a mentee now; a pause goes before a full list. */
export function availabilityOf(load: Load): Availability {
  if (load.paused) return 'paused';
  return load.mentees >= capacityOf(load) ? 'full' : 'available';
}

/** Mentees that somebody can still take now. */
export const placesOf = (load: Load): number =>
  availabilityOf(load) === 'available' ? capacityOf(load) - load.mentees : 0;

/**
 * Whether the register of mentors would have an empty cell where it needs none: competences and time
 * (methodology §5.2, columns 5 and 9).
 */
export const isIncomplete = (said: {
  competences: string | null;
  timeResource: string | null;
}): boolean => !said.competences || !said.timeResource;
