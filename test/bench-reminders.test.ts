import { expect } from 'chai';
import { benchReminders } from '../bench/reminders.js';
import { DATABASE_KINDS } from './support/databases.js';

for (const database of DATABASE_KINDS) {
  describe(`reminders of many people, small, on ${database}`, function many() {
    this.timeout(180_000);
    it('a process that is killed on the way leaves none out and none twice', async () => {
      const found = await benchReminders(database, { people: 1_000, meetings: 2_000 });
      expect(found.people).to.be.at.least(1_000);
      expect(found.reminders).to.be.greaterThan(200);
      expect(found).to.deep.include({ missing: 0, twice: 0 });
    });
  });
}
