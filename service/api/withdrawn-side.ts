/**
 * Whether all of one side of a pair took their consent back: nothing new is written of the pair then
 * (methodology §9.3). Where only some of a group did, the others go on; a side of nobody stops nothing.
 * @param side the ids of those who stand on it
 * @param withdrawn whose consent is withdrawn
 */
export const isSideWithdrawn = (
  side: readonly string[],
  withdrawn: Pick<ReadonlySet<string>, 'has'>,
): boolean => side.length > 0 && side.every((personId) => withdrawn.has(personId));
