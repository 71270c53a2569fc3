/** The day on which somebody looks, and of the meeting that is being written down, if one is. */
interface Looking {
  today: string;
  heldOn?: string;
}

/**
 * The agreed date of the next meeting while it still lies ahead: not before today, and after the
 * meeting that is being written down. Null: there is none, or its day has come and gone.
 */
export function stillAhead(agreed: string | null, { today, heldOn }: Looking): string | null {
  if (agreed === null || agreed < today) return null;
  return heldOn === undefined || agreed > heldOn ? agreed : null;
}

/**
 * What is agreed once a meeting is written down. A date replaces the one agreed before, null takes it
 * back, and when nothing is said it stays as long as it lies ahead: an agreed date is never lost
 * silently.
 * @param said undefined: the record says nothing of a next meeting
 * @param standing what was agreed before
 */
export function agreedAfter(
  said: string | null | undefined,
  standing: string | null,
  looking: Required<Looking>,
): string | null {
  return said === undefined ? stillAhead(standing, looking) : said;
}
