import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { type Actor, type EndpointName, ROLES } from '../api/index.js';
import { FEATURES } from './support/all-features.js';
import {
  buildPerson,
  buildProgramme,
  eachDatabase,
  type TestService,
  withService,
} from './support/harness.js';
import { stateOf } from './support/permission-state.js';
import {
  buildWorld,
  endpointOf,
  type Ids,
  INPUTS,
  isForProgramme,
  mayCall,
  NAMES,
  nobodysIds,
  type World,
} from './support/permission-world.js';

eachDatabase((openDb) => {
  describe('permissions', () => {
    let db: Db;
    let service: TestService;
    let ours: World;
    let theirs: World;

    before(async () => {
      db = await openDb();
      service = withService(db, FEATURES);
      ours = await buildWorld(db, service);
      theirs = await buildWorld(db, service);
    });

    /** The answer of a call as a caller could tell it from another; anything but an AppError is a fault. */
    async function answerOf(actor: Actor, name: EndpointName, world: World, ids: Ids = world) {
      const call = service.as(actor)[name] as (input: unknown) => Promise<unknown>;
      try {
        const value = await call(INPUTS[name](world, ids));
        return { code: 'ok', told: '', text: JSON.stringify(value) };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const { code, message, problems, details } = error;
        return { code, told: JSON.stringify({ message, problems, details }), text: '' };
      }
    }

    for (const name of NAMES) {
      it(`${name}: nobody from elsewhere, and no trace of a try`, async () => {
        const before = await stateOf(db, ours);
        const expected = endpointOf(name).access === 'system' ? 'forbidden' : 'not_found';
        const stranger = theirs.byRole.coordinator.actor();
        const { organisationId } = ours.programme;
        const elsewhere = await buildPerson(db, await buildProgramme(db, { organisationId }), {
          roles: ['coordinator'],
        });
        const actors: Actor[] = [
          stranger,
          { ...stranger, organisationId },
          elsewhere.actor(),
          { ...ours.byRole.coordinator.actor(), personId: newId() },
          {
            kind: 'apiKey',
            organisationId: theirs.programme.organisationId,
            keyId: newId(),
            role: 'coordinator',
          },
        ];
        const unknown = { ...ours, programme: { ...ours.programme, programmeId: newId() } };
        for (const actor of actors) {
          const answer = await answerOf(actor, name, ours);
          expect(answer.code).to.equal(expected);
          if (isForProgramme(name))
            expect(answer).to.deep.equal(await answerOf(actor, name, unknown));
        }
        expect(await stateOf(db, ours)).to.equal(before);
      });

      it(`${name}: those who may not are told so, and change nothing`, async () => {
        const before = await stateOf(db, ours);
        for (const role of ROLES) {
          if (mayCall(endpointOf(name).access, role)) continue;
          expect((await answerOf(ours.byRole[role].actor(), name, ours)).code, role).to.equal(
            'forbidden',
          );
        }
        const posing = await answerOf(
          { ...ours.byRole.visitor.actor(), role: 'coordinator' },
          name,
          ours,
        );
        expect(posing.code).to.equal('forbidden');
        expect(await stateOf(db, ours)).to.equal(before);
      });
    }

    for (const name of NAMES.filter((n) => endpointOf(n).access !== 'system')) {
      it(`${name}: ids of another college are as unknown as those of nobody`, async () => {
        const before = await stateOf(db, theirs);
        const nobody: Ids = nobodysIds(theirs);
        const fromInput = Object.keys(endpointOf(name).input.shape);
        const namesIds = [
          'pairId',
          'meetingId',
          'helpRequestId',
          'personId',
          'mentorIds',
          'predecessorId',
          'questionnaireId',
          'waveId',
          'sessionId',
          'materialId',
          'certificateId',
          'personIds',
          'groupMeetingId',
          'entryId',
          'planId',
          'rowId',
          'plannedMeetingId',
          'paperId',
          'pairIds',
        ].some(
          (field) =>
            fromInput.includes(field) && INPUTS[name](ours, nobody)[field as never] !== undefined,
        );
        if (!namesIds) return;
        for (const role of ROLES.filter((r) => mayCall(endpointOf(name).access, r))) {
          const actor = ours.byRole[role].actor();
          const foreign = await answerOf(actor, name, ours, theirs);
          expect(foreign.code, role).to.be.oneOf(['not_found', 'invalid']);
          expect(foreign, role).to.deep.equal(await answerOf(actor, name, ours, nobody));
        }
        expect(await stateOf(db, theirs)).to.equal(before);
      });
    }

    for (const name of NAMES) {
      it(`${name}: those who may are let in, and see nothing of another college`, async () => {
        for (const role of ROLES.filter((r) => mayCall(endpointOf(name).access, r))) {
          const answer = await answerOf(ours.byRole[role].actor(), name, ours);
          expect(answer.code, role).not.to.be.oneOf(['forbidden', 'unauthenticated', 'internal']);
          for (const person of [...Object.values(theirs.byRole), theirs.target]) {
            expect(answer.text).not.to.contain(person.personId);
            expect(answer.text).not.to.contain(person.name);
          }
        }
      });
    }

    it('an endpoint of the tool alone takes no API key either', async () => {
      const key: Actor = {
        kind: 'apiKey',
        organisationId: ours.programme.organisationId,
        keyId: newId(),
        role: 'coordinator',
      };
      for (const name of NAMES.filter((n) => endpointOf(n).access === 'system')) {
        expect((await answerOf(key, name, ours)).code, name).to.equal('forbidden');
      }
    });
  });
});
