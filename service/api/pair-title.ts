/** How the stored title of a pair names a group: the one word of it that is not a name. */
const GROUP = / — группа \((\d+)\)$/u;

/** The end of the stored title of a group of so many mentees. */
export const groupEnding = (mentees: number): string => ` — группа (${mentees})`;

/**
 * A stored title in the reader's language: one text, no further query for the names.
 * @param group what a group of so many is called there
 */
export const titleInWords = (title: string, group: (mentees: number) => string): string =>
  title.replace(GROUP, (_ending, mentees: string) => ` — ${group(Number(mentees))}`);
