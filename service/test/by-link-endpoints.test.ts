import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { BY_LINK, type EndpointName, type PersonActor } from '../api/index.js';
import { signActor, verifyActor } from '../api/token.js';
import { FEATURES } from './support/all-features.js';
import { eachDatabase, type TestService, withService } from './support/harness.js';
import { buildPageLink } from './support/link-row.js';
import { stateOf } from './support/permission-state.js';
import {
  buildWorld,
  endpointOf,
  INPUTS,
  mayCall,
  NAMES,
  type World,
} from './support/permission-world.js';

eachDatabase((openDb) => {
  describe('what somebody may who came by a personal link', () => {
    let db: Db;
    let service: TestService;
    let w: World;
    let elsewhere: World;
    let mentor: PersonActor;

    before(async () => {
      db = await openDb();
      service = withService(db, FEATURES);
      w = await buildWorld(db, service);
      elsewhere = await buildWorld(db, service);
      mentor = { ...w.byRole.mentor.actor(), viaLink: await buildPageLink(db, w.byRole.mentor) };
    });

    async function answerOf(actor: PersonActor, name: EndpointName, world = w) {
      const call = service.as(actor)[name] as (input: unknown) => Promise<unknown>;
      try {
        return {
          code: 'ok',
          text: JSON.stringify(await call(INPUTS[name](world, world))),
          end: '',
        };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { code: error.code, text: '', end: String(error.details['link'] ?? '') };
      }
    }

    it('each endpoint of the list is one that a mentor has', () => {
      for (const name of BY_LINK)
        expect(mayCall(endpointOf(name).access, 'mentor'), name).to.equal(true);
    });

    it('every other endpoint refuses, and leaves no trace of a try', async () => {
      const before = await stateOf(db, w);
      for (const name of NAMES.filter((one) => !BY_LINK.includes(one))) {
        expect((await answerOf(mentor, name)).code, name).to.equal('forbidden');
      }
      expect(await stateOf(db, w)).to.equal(before);
    });

    it('what it may be asked tells no address of a mentee', async () => {
      const [row] = await db('people').where('id', w.byRole.mentee.personId).select('email');
      const asMentor = await answerOf(w.byRole.mentor.actor(), 'myPairs');
      expect(asMentor.text).to.contain(row.email);
      for (const name of BY_LINK.filter((one) => endpointOf(one).method === 'GET')) {
        const answer = await answerOf(mentor, name);
        expect(answer.code, name).to.be.oneOf(['ok', 'not_found', 'invalid']);
        expect(answer.text, name).to.not.contain('@kollezh.example');
      }
      // Remembered answers of one are not given to the other.
      expect((await answerOf(w.byRole.mentor.actor(), 'myPairs')).text).to.contain(row.email);
    });

    /** Each actor that is none, or no longer; what it is told, of every endpoint of the list. */
    const cases: {
      what: string;
      actor: () => Promise<PersonActor> | PersonActor;
      code: string;
      end?: string;
      world?: () => World;
    }[] = [
      {
        what: 'a link that nobody made',
        actor: () => ({ ...mentor, viaLink: newId() }),
        code: 'not_found',
      },
      {
        what: 'the link of another mentor',
        actor: async () => ({
          ...mentor,
          viaLink: await buildPageLink(db, elsewhere.byRole.mentor),
        }),
        code: 'not_found',
      },
      {
        what: 'a parent’s link',
        actor: () => ({ ...mentor, viaLink: w.linkId }),
        code: 'not_found',
      },
      {
        what: 'a link in another role',
        actor: () => ({ ...mentor, role: 'coordinator' }),
        code: 'unauthenticated',
        end: 'left',
      },
      {
        what: 'a programme of another college',
        actor: () => mentor,
        code: 'not_found',
        world: () => elsewhere,
      },
      {
        what: 'a link that was revoked',
        actor: async () => ({
          ...mentor,
          viaLink: await buildPageLink(db, w.byRole.mentor, { revoked_at: 1 }),
        }),
        code: 'unauthenticated',
        end: 'revoked',
      },
      {
        what: 'a link whose time is over',
        actor: async () => ({
          ...mentor,
          viaLink: await buildPageLink(db, w.byRole.mentor, { expires_at: 1 }),
        }),
        code: 'unauthenticated',
        end: 'expired',
      },
      {
        what: 'a link that was guessed at too often',
        actor: async () => ({
          ...mentor,
          viaLink: await buildPageLink(db, w.byRole.mentor, { year_tries: 3 }),
        }),
        code: 'unauthenticated',
        end: 'locked',
      },
      {
        what: 'a link that nobody has confirmed',
        actor: async () => ({
          ...mentor,
          viaLink: await buildPageLink(db, w.byRole.mentor, { pass_hash: null }),
        }),
        code: 'invalid',
      },
      {
        what: 'somebody who is no mentor',
        actor: async () => ({
          ...w.byRole.visitor.actor(),
          role: 'mentor',
          viaLink: await buildPageLink(db, w.byRole.visitor),
        }),
        code: 'unauthenticated',
        end: 'left',
      },
    ];

    for (const { what, actor, code, end = '', world } of cases) {
      it(`${what} opens nothing, whatever is asked`, async () => {
        const who = await actor();
        const before = await stateOf(db, w);
        for (const name of BY_LINK) {
          const answer = await answerOf(who, name, world?.() ?? w);
          expect(answer, name).to.deep.include({ code, end });
        }
        expect(await stateOf(db, w)).to.equal(before);
      });
    }

    it('the token between tool and service says by which link', async () => {
      const key = new Uint8Array(32).fill(7);
      expect(await verifyActor(await signActor(mentor, key), [key])).to.deep.equal(mentor);
    });
  });
});
