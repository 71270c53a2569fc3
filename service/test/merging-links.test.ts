import { expect } from 'chai';
import { eachDatabase } from './support/harness.js';
import { buildPageLink } from './support/link-row.js';
import { mergeWorld } from './support/merge-world.js';

eachDatabase((openDb) => {
  describe('links to pages of two records that become one', () => {
    const w = mergeWorld(openDb);

    it('both end, also when the merge is undone; those of others stay', async () => {
      const mentor = { roles: ['mentor' as const], lmsStatus: 'none' as const };
      const kept = await w.person(mentor);
      const merged = await w.person(mentor);
      const other = await w.person(mentor);
      const ofKept = await buildPageLink(w.db, kept);
      const ofMerged = await buildPageLink(w.db, merged);
      const ofOther = await buildPageLink(w.db, other);
      const open = async () =>
        (await w.db('personal_links').where('scope', 'mentor').whereNull('revoked_at')).map(
          ({ id }) => id,
        );
      const { mergeId } = await w.merge(kept, merged);
      const after = await open();
      expect(after).to.include(ofOther).and.not.include.members([ofKept]);
      expect(after).to.not.include(ofMerged);
      await w.undo(mergeId);
      expect(await open()).to.not.include(ofMerged);
    });
  });
});
