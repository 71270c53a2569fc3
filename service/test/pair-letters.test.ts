import { expect } from 'chai';
import { eachDatabase } from './support/harness.js';
import { runsWorld } from './support/runs-world.js';

const DAY_MS = 86_400_000;

describe('letters about new pairs', () => {
  eachDatabase((openDb) => {
    const world = runsWorld(openDb);
    beforeEach(() => world.db('pair_letters').delete());

    async function published() {
      const mentor = await world.mentor('Алексеева');
      const mentee = await world.mentee('Волков');
      const { runId, version } = await world.run();
      await world.api().publishMatchRun({
        ...world.ofRun(runId),
        version,
        orderNumber: '14-р',
        orderDate: '2026-11-10',
        startsOn: '2026-11-11',
        endsOn: '2027-06-30',
      });
      return { mentor, mentee };
    }
    const system = () => world.service.system;
    async function drain() {
      const letters = [];
      for (;;) {
        const { letter } = await system().claimPairLetter({});
        if (letter === null) return letters;
        letters.push(letter);
      }
    }

    it('go to both sides once, with the order, naming nobody', async () => {
      const { mentor, mentee } = await published();
      const letters = await drain();
      expect(letters.map(({ side }) => side).sort()).to.deep.equal(['mentee', 'mentor']);
      for (const letter of letters) {
        expect(letter).to.deep.include({ orderNumber: '14-р', startsOn: '2026-11-11' });
        const said = JSON.stringify(letter);
        for (const { name } of [mentor, mentee]) expect(said).not.to.include(name);
        const { letterId, claim } = letter;
        const done = await system().recordPairLetter({ letterId, claim, outcome: 'sent' });
        expect(done).to.deep.equal({ recorded: true });
      }
      expect(await drain()).to.deep.equal([]);
    });

    it('name the college as its documents do', async () => {
      await published();
      const { programmeId } = world.here();
      await world
        .db('programmes')
        .where('id', programmeId)
        .update({ college_name: 'ГБПОУ «Колледж»' });
      const [letter] = await drain();
      expect(letter?.organisationName).to.equal('ГБПОУ «Колледж»');
    });

    it('are each given to one of several that ask at once', async () => {
      await published();
      const given = await Promise.all([0, 1, 2, 3].map(() => system().claimPairLetter({})));
      const ids = given.flatMap(({ letter }) => letter?.letterId ?? []);
      expect(ids).to.have.length(2);
      expect(new Set(ids).size).to.equal(2);
    });

    it('are tried again where the server was not reached, and never where nobody knows', async () => {
      await published();
      const [one, two] = await drain();
      if (!one || !two) throw new Error('two letters were to be sent');
      const of = ({ letterId, claim }: typeof one) => ({ letterId, claim });
      await system().recordPairLetter({ ...of(one), outcome: 'unreachable' });
      // The sender of the other one died: its claim ends.
      world.service.clock.advance(11 * 60_000);
      const again = await drain();
      expect(again.map(({ letterId }) => letterId)).to.deep.equal([one.letterId]);
      const late = await system().recordPairLetter({ ...of(two), outcome: 'sent' });
      expect(late).to.deep.equal({ recorded: false });
      const { state } = await world.db('pair_letters').where('id', two.letterId).first('state');
      expect(state).to.equal('unclear');
    });

    it('are not sent of a pair that was ended, of old news, and to who has no address', async () => {
      await published();
      await world.db('people').update({ email: null });
      expect(await drain()).to.deep.equal([]);
      const states = await world.db('pair_letters').pluck('state');
      expect(states).to.deep.equal(['no_address', 'no_address']);
      await world.db('pair_letters').update({ state: 'waiting' });
      await world.db('people').update({ email: 'a@kollezh.example' });
      world.service.clock.advance(4 * DAY_MS);
      expect(await drain()).to.deep.equal([]);
      expect(await world.db('pair_letters').pluck('state')).to.deep.equal([
        'not_needed',
        'not_needed',
      ]);
    });
  });
});
