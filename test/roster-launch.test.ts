import { expect } from 'chai';
import { DATABASE_KINDS } from './support/databases.js';
import { type Stack, startStack } from './support/stack.js';
import { newSurfer } from './support/surfer.js';

const HOME = 'Моё наставничество';
const COURSE = 2;

for (const database of DATABASE_KINDS) {
  describe(`roster and launches of one course, on ${database}`, function rosterAndLaunches() {
    this.timeout(60_000);
    let stack: Stack;
    beforeEach(async () => {
      stack = await startStack({ database });
      // The test says when the roster is fetched.
      await stack.tool.scheduler.stop();
    });
    afterEach(() => stack.close());

    const programmeId = async (): Promise<string> =>
      (await stack.tool.db('lti_contexts').where('context_id', String(COURSE)).first())
        .programme_id;
    async function memberOf(key: string) {
      const { db } = stack.tool;
      const subject = String(stack.lms.user(key).id);
      const account = await db('person_accounts').where({ subject }).first();
      const where = { programme_id: await programmeId(), person_id: account.person_id };
      const roles = await db('participations')
        .where(where)
        .whereNot('state', 'withdrawn')
        .orderBy('rank')
        .pluck('role');
      const member = await db('members').where(where).first();
      return { personId: account.person_id as string, roles, member };
    }
    const pick = (key: string) => {
      const surfer = newSurfer(stack.lms.url);
      const [tool] = stack.lms.state.tools;
      return surfer
        .get(`${stack.lms.url}/login?as=${key}&to=/course/${COURSE}`)
        .then(() => surfer.enter(`/mod/lti/contentitem.php?course=${COURSE}&id=${tool?.id}`));
    };

    it('a course without an item yet: the roster is not there, and comes with the first launch', async () => {
      const { lms, tool } = stack;
      for (const one of lms.state.activities.filter((item) => item.courseId === COURSE)) {
        await lms.removeActivity(one.cmid);
      }
      expect((await pick('coordinator')).status).to.equal(200);
      const id = await programmeId();
      expect(await tool.roster.status(id)).to.include({ state: 'off', available: false });
      expect(await tool.roster.syncNextDue()).to.equal(false);
      const url = `${stack.toolUrl}/lti/launch?page=home`;
      await lms.placeActivity(COURSE, { title: HOME, url });
      await newSurfer(lms.url).launch('coordinator', HOME);
      expect(await tool.roster.status(id)).to.include({ state: 'never', available: true });
      expect(await tool.roster.syncNextDue()).to.equal(true);
      const enrolled = lms.state.enrolments.filter((one) => one.courseId === COURSE);
      expect(await tool.roster.status(id)).to.include({ state: 'done', total: enrolled.length });
      // A later deep link brings no roster's address, and takes none away.
      await pick('coordinator');
      expect((await tool.roster.status(id)).available).to.equal(true);
    });

    it('roles that differ: the launch decides what they see, the coordinator what they are', async () => {
      const { roster, service } = stack.tool;
      await newSurfer(stack.lms.url).launch('coordinator', HOME);
      const id = await programmeId();
      await roster.syncNow(id);
      // A non-editing teacher is a learner in Moodle's roster.
      expect((await memberOf('mentor1')).roles).to.deep.equal(['mentee']);
      await newSurfer(stack.lms.url).launch('mentor1', HOME);
      expect((await memberOf('mentor1')).roles).to.deep.equal(['mentor']);
      await roster.syncNow(id);
      expect((await memberOf('mentor1')).roles, 'the roster says it again').to.deep.equal([
        'mentor',
      ]);
      const { personId, member } = await memberOf('mentor1');
      const coordinator = await memberOf('coordinator');
      await service.api
        .as({
          kind: 'person',
          organisationId: member.organisation_id,
          personId: coordinator.personId,
          role: 'coordinator',
        })
        .setRoles({
          programmeId: id,
          personId,
          roles: ['curator'],
          scopeForms: null,
          version: member.version,
        });
      await roster.syncNow(id);
      await newSurfer(stack.lms.url).launch('mentor1', HOME);
      expect((await memberOf('mentor1')).roles).to.deep.equal(['curator']);
    });

    it('who has left the course is marked, keeps their role, and is back by a launch', async () => {
      const { roster } = stack.tool;
      await newSurfer(stack.lms.url).launch('coordinator', HOME);
      const id = await programmeId();
      await roster.syncNow(id);
      await stack.lms.setRoster(COURSE, [
        { key: 'coordinator', role: 'editingteacher' },
        { key: 'mentee2', role: 'student' },
      ]);
      const { left } = await roster.syncNow(id);
      expect(left).to.be.greaterThan(5);
      const gone = await memberOf('mentee1');
      expect([gone.member.lms_status, gone.roles]).to.deep.equal(['left', ['mentee']]);
      expect((await memberOf('mentee2')).member.lms_status).to.equal('active');
      await newSurfer(stack.lms.url).launch('coordinator', HOME);
      expect(await roster.status(id)).to.include({ total: 2, left, error: null });
    });
  });
}
