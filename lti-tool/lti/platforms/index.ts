import { canvasQuirks } from './canvas.js';
import { defaultQuirks, type PlatformQuirks } from './default.js';
import { moodleQuirks } from './moodle.js';

export type { PlatformQuirks } from './default.js';

const BY_FAMILY: ReadonlyMap<string, PlatformQuirks> = new Map([
  ['canvas', canvasQuirks],
  ['moodle', moodleQuirks],
]);

/** @param productFamily `product_family_code` of the LMS; unknown ones follow the specification */
export function platformQuirks(productFamily: string | null): PlatformQuirks {
  return BY_FAMILY.get(productFamily?.toLowerCase() ?? '') ?? defaultQuirks;
}
