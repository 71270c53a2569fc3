import { v7 } from 'uuid';

/** A new id: UUIDv7, which grows with time (good for clustered indexes and for keyset order). */
export const newId = (): string => v7();
