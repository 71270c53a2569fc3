import { expect } from 'chai';
import { httpApi, requestOf } from '../service/api/http-client.js';
import {
  type Actor,
  type EndpointName,
  type MentoringApi,
  ROLES,
  type Role,
} from '../service/api/index.js';
import { serviceTokenKey } from '../service/api/token.js';
import { createServiceApp } from '../service/app.js';
import { API_KEY_PREFIX, hashApiKey } from '../service/http/authenticate.js';
import { createMentoring } from '../service/index.js';
import { temporaryShelf } from '../service/test/support/file-shelf.js';
import {
  buildPerson,
  buildProgramme,
  eachDatabase,
  SYSTEM,
  silentLogger,
  testClock,
} from '../service/test/support/harness.js';
import { nobodysIds } from '../service/test/support/nobodys-ids.js';
import { stateOf } from '../service/test/support/permission-state.js';
import {
  buildWorld,
  endpointOf,
  type Ids,
  INPUTS,
  isForProgramme,
  mayCall,
  NAMES,
  type World,
} from '../service/test/support/permission-world.js';
import type { Db } from '../shared/db/connect.js';
import { AppError } from '../shared/errors.js';
import { newId } from '../shared/ids.js';
import { listen, type RunningServer } from '../shared/server.js';

const KEY = serviceTokenKey('a secret of the tests, long enough for the configuration');

/** What a caller over HTTP could tell one answer from another by. */
interface Told {
  code: string;
  told: string;
  text: string;
}

eachDatabase((openDb) => {
  describe('permissions over HTTP', () => {
    let db: Db;
    let server: RunningServer;
    let api: MentoringApi;
    let ours: World;
    let theirs: World;

    before(async () => {
      db = await openDb();
      const files = temporaryShelf().shelf;
      const mentoring = createMentoring({ db, clock: testClock(), logger: silentLogger, files });
      const inProcess = {
        as: (actor: Actor) => mentoring.api.as(actor),
        system: mentoring.api.as(SYSTEM),
      };
      ours = await buildWorld(db, inProcess);
      theirs = await buildWorld(db, inProcess);
      const app = createServiceApp({ db, logger: silentLogger, mentoring, tokenKeys: [KEY] });
      server = await listen(app, 0, '127.0.0.1');
      api = httpApi(`http://127.0.0.1:${server.port}`, KEY);
    });
    after(() => server.close());

    async function answerOf(
      actor: Actor,
      name: EndpointName,
      world: World,
      ids: Ids = world,
    ): Promise<Told> {
      const call = api.as(actor)[name] as (input: unknown) => Promise<unknown>;
      try {
        const answer = await call(INPUTS[name](world, ids));
        return { code: 'ok', told: '', text: JSON.stringify(answer) };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const { code, message, problems, details } = error;
        return { code, told: JSON.stringify({ message, problems, details }), text: '' };
      }
    }

    const holder = (role: Role): Actor => ours.byRole[role].actor();

    /** People who have no business in this programme, each in a way of their own. */
    async function strangers(): Promise<Actor[]> {
      const { organisationId } = ours.programme;
      const sister = await buildProgramme(db, { organisationId });
      const elsewhere = await buildPerson(db, sister, { roles: ['coordinator'] });
      const foreign = theirs.byRole.coordinator.actor();
      return [
        foreign,
        { ...foreign, organisationId },
        elsewhere.actor(),
        { ...ours.byRole.coordinator.actor(), personId: newId() },
      ];
    }

    async function newApiKey(world: World, role: Role): Promise<string> {
      const key = `${API_KEY_PREFIX}${newId()}`;
      await db('api_keys').insert({
        id: newId(),
        organisation_id: world.programme.organisationId,
        name: 'Витрина',
        role,
        key_hash: hashApiKey(key),
        created_at: 0,
      });
      return key;
    }

    /** A call with an API key, as another program of the college makes it. */
    async function keyAnswer(key: string, name: EndpointName): Promise<[number, string]> {
      const input = INPUTS[name](ours, ours) as Record<string, unknown>;
      const { path, body } = requestOf(endpointOf(name), input);
      const answer = await fetch(`http://127.0.0.1:${server.port}/api/v1${path}`, {
        method: endpointOf(name).method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.text();
      // A file that its role may open is the answer itself.
      const isFile = answer.ok && endpointOf(name).bytes === 'out';
      const said = isFile ? {} : (JSON.parse(text) as { error?: { code: string } });
      return [answer.status, said.error?.code ?? 'ok'];
    }

    it('an API key may what its role may, never what is the tool’s, and meets no fault', async () => {
      for (const role of ['coordinator', 'head', 'observer'] as const) {
        const key = await newApiKey(ours, role);
        for (const name of NAMES) {
          const [status, code] = await keyAnswer(key, name);
          const about = `${name} with a key for ${role}: ${status} ${code}`;
          expect(code, about).to.not.be.oneOf(['internal', 'unauthenticated', 'unavailable']);
          if (!mayCall(endpointOf(name).access, role)) expect(code, about).to.equal('forbidden');
        }
      }
    });

    it('an API key of another college finds nothing', async () => {
      const key = await newApiKey(theirs, 'coordinator');
      const before = await stateOf(db, ours);
      for (const name of NAMES.filter(isForProgramme)) {
        const expected = endpointOf(name).access === 'system' ? 'forbidden' : 'not_found';
        expect((await keyAnswer(key, name))[1], name).to.equal(expected);
      }
      expect(await stateOf(db, ours)).to.equal(before);
    });

    for (const name of NAMES) {
      const { access } = endpointOf(name);

      it(`${name}: strangers learn nothing and change nothing`, async () => {
        const before = await stateOf(db, ours);
        const expected = access === 'system' ? 'forbidden' : 'not_found';
        const unknown = { ...ours, programme: { ...ours.programme, programmeId: newId() } };
        for (const actor of await strangers()) {
          const answer = await answerOf(actor, name, ours);
          expect(answer.code).to.equal(expected);
          if (isForProgramme(name))
            expect(answer).to.deep.equal(await answerOf(actor, name, unknown));
        }
        expect(await stateOf(db, ours)).to.equal(before);
      });

      it(`${name}: roles that may not are told so and change nothing`, async () => {
        const before = await stateOf(db, ours);
        for (const role of ROLES.filter((one) => !mayCall(access, one))) {
          expect((await answerOf(holder(role), name, ours)).code, role).to.equal('forbidden');
        }
        expect(await stateOf(db, ours)).to.equal(before);
      });

      it(`${name}: roles that may are let in, and only to what is their college's`, async () => {
        const before = await stateOf(db, theirs);
        const nobody = nobodysIds(theirs);
        const [withTheirs, withNobodys] = [theirs, nobody].map((ids) => INPUTS[name](ours, ids));
        const namesIds = JSON.stringify(withTheirs) !== JSON.stringify(withNobodys);
        for (const role of ROLES.filter((one) => mayCall(access, one))) {
          if (namesIds) {
            const foreign = await answerOf(holder(role), name, ours, theirs);
            expect(foreign.code, role).to.be.oneOf(['not_found', 'invalid']);
            expect(foreign, role).to.deep.equal(await answerOf(holder(role), name, ours, nobody));
          }
          const answer = await answerOf(holder(role), name, ours);
          expect(answer.code, role).not.to.be.oneOf(['forbidden', 'unauthenticated', 'internal']);
          for (const person of Object.values(theirs.byRole)) {
            expect(answer.text).not.to.contain(person.personId);
            expect(answer.text).not.to.contain(person.name);
          }
        }
        expect(await stateOf(db, theirs)).to.equal(before);
      });
    }
  });
});
