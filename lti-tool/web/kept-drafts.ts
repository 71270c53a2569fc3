import type { Sealer } from '../../shared/seal.js';

/** What drafts on a device are kept under and encrypted with (public/js/kept-store.js). */
export interface DeviceDrafts {
  /** Tells nobody whose they are. */
  owner: string;
  /** 256 bits, base64url. */
  key: string;
}

const PURPOSE = 'drafts on a device';
const OWNER_BYTES = 16;
const KEY_BYTES = 32;

/**
 * The same for one person in one programme in every session, and of no use to anybody else: two parts of a
 * keyed hash. A new `SECRET_KEY` makes drafts of before it unreadable, which a week would have done too.
 */
export function deviceDrafts(
  sealer: Sealer,
  { programmeId, personId }: { programmeId: string; personId: string },
): DeviceDrafts {
  const hash = sealer.wideHmac(`${programmeId}\n${personId}`, PURPOSE);
  return {
    owner: hash.subarray(0, OWNER_BYTES).toString('base64url'),
    key: hash.subarray(OWNER_BYTES, OWNER_BYTES + KEY_BYTES).toString('base64url'),
  };
}

/** Whether a form was sent by the page's script, which takes the address to go on to as JSON. */
export const wantsAddress = (header: string | undefined): boolean => header === 'address';
