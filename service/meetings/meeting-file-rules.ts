/** What the files of meetings are called, and what may be done with them. */

const LONGEST_NAME = 100;

/**
 * A file's name as it is shown and saved under: without path, ending, control characters and signs that turn
 * the direction of writing (so that no «gpj.exe» reads as a photo); '' where nothing is left.
 */
export function shownName(sent: string): string {
  const last = sent.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '')
    .replace(/\.[\p{L}\d]{1,10}$/u, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .trim();
  return [...plain].slice(0, LONGEST_NAME).join('').replace(/^\.+/, '');
}

/** Of mentors only who added a file takes it off. */
export const mayRemoveFile = (
  caller: { role: string; personId: string | null },
  authorId: string | null,
): boolean => caller.role !== 'mentor' || (authorId !== null && authorId === caller.personId);
