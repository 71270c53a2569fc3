import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { toJson } from '../../shared/db/dialect.js';
import { AppError } from '../../shared/errors.js';
import { ROLES, type Role } from '../api/index.js';
import { matchRunsSettled } from '../matching/runs/run-job.js';
import { FEATURES } from './support/all-features.js';
import {
  type BuiltPerson,
  buildPerson,
  eachDatabase,
  type TestService,
  withService,
} from './support/harness.js';
import { profileOf, ready } from './support/match-world.js';
import {
  buildWorld,
  endpointOf,
  type Ids,
  INPUTS,
  mayCall,
  NAMES,
  type World,
} from './support/permission-world.js';

const FORM = 'student_student' as const;
/** What is read, whoever asks: no call that writes. */
const READS = NAMES.filter((name) => {
  const { method, access } = endpointOf(name);
  return method === 'GET' && access !== 'system';
});

eachDatabase((openDb) => {
  describe('a confidential «не хотел бы», and a run that is not published', () => {
    let db: Db;
    let service: TestService;
    let world: World;
    let shy: BuiltPerson;
    let unwanted: BuiltPerson;
    let waveId: string;

    before(async () => {
      db = await openDb();
      service = withService(db, FEATURES);
      world = await buildWorld(db, service);
      shy = await buildPerson(db, world.programme, {
        roles: ['mentee'],
        familyName: 'Тихонова',
        groupName: 'ИС-21',
      });
      unwanted = await buildPerson(db, world.programme, {
        roles: ['mentor'],
        familyName: 'Громов',
      });
      for (const person of [shy, unwanted]) await ready(db, person);
      await profileOf(db, unwanted, { capacity: 2 });
      waveId = await ballots();
    });

    const boss = () => service.as(world.byRole.coordinator.actor());
    const here = () => ({ programmeId: world.programme.programmeId });

    /** Ballots that are answered, with nobody named in confidence. */
    async function ballots(): Promise<string> {
      const templateCode = 'group_meeting_mentee';
      const { questionnaireId } = await boss().createQuestionnaire({ ...here(), templateCode });
      const dates = { startsOn: '2026-11-01', endsOn: '2026-11-30' };
      const made = await boss().createWave({ ...here(), questionnaireId, ...dates });
      const { waveId: id, version } = made;
      await boss().setWaveState({ ...here(), waveId: id, state: 'open', version });
      const answers = { wished: [world.byRole.mentor.personId], unwanted: [] };
      await service
        .as(shy.actor())
        .saveMyAnswers({ ...here(), waveId: id, answers, final: true, version: 0 });
      return id;
    }

    /** Somebody's answer to a read, or the code of its refusal. */
    async function heard(person: BuiltPerson, role: Role, name: (typeof READS)[number], ids: Ids) {
      const api = service.as({ ...person.actor(), role });
      const call = api[name] as (input: unknown) => Promise<unknown>;
      try {
        const words = JSON.stringify(await call(INPUTS[name](world, ids)));
        // Counts all writes of the programme: it tells that something was written, not what.
        return words?.replace(/"revision":\d+/, '') ?? '';
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return error.code;
      }
    }

    /** All that anybody but coordinators and the one who answered can read. */
    async function allHeard(): Promise<Map<string, string>> {
      const others = ROLES.filter((role) => role !== 'coordinator').map(
        (role): [BuiltPerson, Role] => [world.byRole[role], role],
      );
      const said = new Map<string, string>();
      const aboutShy = { ...world, waveId, target: shy };
      for (const [person, role] of [...others, [unwanted, 'mentor'] as [BuiltPerson, Role]]) {
        for (const name of READS.filter((one) => mayCall(endpointOf(one).access, role))) {
          for (const [at, ids] of [world, aboutShy].entries()) {
            const key = `${name} ${role} ${person.personId} ${at}`;
            said.set(key, await heard(person, role, name, ids));
            // Reads of answers are written down; those of this test are not what it is about.
            await db('journal').where('action', 'like', '%.read%').delete();
          }
        }
      }
      return said;
    }

    it('change nothing of what anybody but coordinators can read', async () => {
      const before = await allHeard();
      expect(before.size).to.be.greaterThan(100);
      const answers = { wished: [world.byRole.mentor.personId], unwanted: [unwanted.personId] };
      await db('survey_responses')
        .where({ wave_id: waveId, person_id: shy.personId })
        .update({ answers: toJson(answers) });
      await db('programmes').where('id', here().programmeId).increment('revision', 1);
      const { runId } = await boss().startMatchRun({ ...here(), form: FORM });
      await matchRunsSettled();
      const pair = { runId, menteeId: shy.personId, unitId: unwanted.personId };
      const { rules } = await boss().explainMatch({ ...here(), ...pair });
      expect(rules, 'the word counts').to.include('veto');
      await boss().changeMatchRun({
        ...here(),
        runId,
        version: 1,
        change: {
          kind: 'forbid',
          menteeId: shy.personId,
          unitId: world.byRole.mentor.personId,
          reason: 'Соседи',
        },
      });
      const after = await allHeard();
      expect([...after.keys()]).to.deep.equal([...before.keys()]);
      for (const [what, words] of after) expect(words, what).to.equal(before.get(what));
    });
  });
});
