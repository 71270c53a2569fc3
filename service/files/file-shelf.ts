import type { Bytes } from '../api/endpoint.js';

/**
 * Where the bytes of files are; what they are and whose is in the table `files`. A folder of the disk
 * today; another kind of store needs these four.
 */
export interface FileShelf {
  /**
   * Writes a file so that it outlives a loss of power, and answers the random key that it is found by.
   * Fails with what `bytes` fails with; nothing of the file stays then.
   */
  put(bytes: Bytes): Promise<string>;
  /** The bytes of a key; `not_found` where there are none. */
  open(key: string): Promise<Bytes>;
  /** Takes a file away; one that is gone is in nobody's way. */
  remove(key: string): Promise<void>;
  /** Keys of the files written before a moment (ms), in lots; leftovers of broken writes go on the way. */
  writtenBefore(moment: number): AsyncIterable<string[]>;
}
