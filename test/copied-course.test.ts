import { expect } from 'chai';
import type { CourseRole } from '../demo/lms/model.js';
import { DATABASE_KINDS } from './support/databases.js';
import { type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';

const HOME = 'Моё наставничество';
const OLD = 2;
const MEMBERS: { key: string; role: CourseRole }[] = [
  { key: 'coordinator', role: 'editingteacher' },
  { key: 'curator', role: 'editingteacher' },
  { key: 'mentor1', role: 'student' },
  { key: 'mentee1', role: 'student' },
];

for (const database of DATABASE_KINDS) {
  describe(`a course that was copied for a new year, on ${database}`, function copiedCourse() {
    this.timeout(60_000);
    let stack: Stack;
    let years = 0;
    before(async () => {
      stack = await startStack({ database, seed: true });
      await newSurfer(stack.lms.url).launch('coordinator', HOME);
    });
    after(() => stack.close());

    const pathOf = (page: Seen) => new URL(page.url).pathname.split('/').slice(3).join('/');
    const programmeOf = async (page: Seen): Promise<string> => {
      const sid = new URL(page.url).pathname.split('/')[2] ?? '';
      return (await stack.tool.db('lti_sessions').where({ sid }).first()).programme_id;
    };
    async function copy(members = MEMBERS) {
      years += 1;
      return stack.lms.copyCourse(OLD, { title: `Наставничество, год ${years}`, members });
    }
    const launch = async (
      key: string,
      course: number,
      surfer: Surfer = newSurfer(stack.lms.url),
    ) => ({
      surfer,
      page: await surfer.launch(key, HOME, course),
    });
    const decide = (
      surfer: Surfer,
      page: Seen,
      fields: Partial<Record<'choice' | 'predecessorId' | '_csrf', string>>,
    ) =>
      surfer.post(new URL('continue', baseOf(page)).href, {
        _csrf: fieldValue(page.body, '_csrf'),
        predecessorId: fieldValue(page.body, 'predecessorId'),
        ...fields,
      });
    const oldProgramme = async () => programmeOf((await launch('coordinator', OLD)).page);

    it('asks the coordinator before the set-up, and others wait politely', async () => {
      const course = await copy();
      const early = await launch('mentee1', course.id);
      expect(pathOf(early.page)).to.equal('not-ready');
      const { page, surfer } = await launch('coordinator', course.id);
      expect(pathOf(page)).to.equal('continue');
      expect(page.body).to.include('Этот курс – копия прежнего').and.include('Наставничество');
      for (const other of ['overview', 'setup', 'participants']) {
        const led = await surfer.get(new URL(other, baseOf(page)).href);
        expect(pathOf(led), other).to.equal('continue');
      }
      const curator = await launch('curator', course.id);
      expect(pathOf(curator.page), 'a second teacher is not asked').to.equal('not-ready');
      const forbidden = await curator.surfer.get(new URL('continue', baseOf(curator.page)).href);
      expect(forbidden.status).to.equal(403);
    });

    it('continue: everybody is in last year’s programme, roster and scores go on for both', async () => {
      const newcomer = { key: 'newcomer', role: 'student' as const, familyName: 'Новикова' };
      const course = await copy([...MEMBERS, newcomer]);
      const waiting = await launch('mentor1', course.id);
      const { page, surfer } = await launch('coordinator', course.id);
      const fresh = await programmeOf(page);
      const before = await oldProgramme();
      const nothing = await decide(surfer, page, {});
      expect(nothing.status, 'nothing chosen').to.equal(422);
      expect(nothing.body).to.include('выберите один из двух вариантов');
      const done = await decide(surfer, page, { choice: 'continue' });
      expect([done.status, pathOf(done)]).to.deep.equal([200, 'overview']);
      expect(done.body).to.include('Курс присоединён к программе');
      expect(await programmeOf(done)).to.equal(before);
      // The same form again, as after a lost answer, ends at the same place.
      const again = await decide(surfer, page, { choice: 'continue' });
      expect([again.status, await programmeOf(again)]).to.deep.equal([200, before]);
      const gone = await waiting.surfer.get(new URL('my', baseOf(waiting.page)).href);
      expect(gone.body).to.include('Программа переехала');
      const mentor = await launch('mentor1', course.id);
      expect(pathOf(mentor.page)).to.equal('my');
      expect(await programmeOf(mentor.page)).to.equal(before);
      expect(pathOf((await launch('coordinator', course.id)).page), 'never asked again').to.equal(
        'overview',
      );
      const { db, roster } = stack.tool;
      expect(await db('lti_contexts').where('programme_id', fresh)).to.deep.equal([]);
      await roster.syncNow(before);
      const subject = String(stack.lms.user('newcomer').id);
      const known = await db('members as m')
        .join('person_accounts as a', 'a.person_id', 'm.person_id')
        .where({ 'a.subject': subject, 'm.programme_id': before })
        .first('m.lms_status');
      expect(known?.lms_status, 'who is in the new course only').to.equal('active');
      const left = await db('members as m')
        .join('person_accounts as a', 'a.person_id', 'm.person_id')
        .where({ 'a.subject': String(stack.lms.user('mentee2').id), 'm.programme_id': before })
        .first('m.lms_status');
      expect(left?.lms_status, 'who is in the old course only').to.equal('active');
      // Each score is in the gradebook of a course in which its person is a student.
      const { lms, tool } = stack;
      const columnOf = (key: string) => {
        const grade = lms.state.grades.findLast((one) => one.userId === lms.user(key).id);
        return lms.state.lineItems.find((item) => item.id === grade?.lineItemId)?.courseId;
      };
      while (columnOf('mentee1') !== course.id || columnOf('mentee2') !== OLD) {
        await tool.grades.runOnce();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });

    it('new: the wizard shows last year’s settings under the new title', async () => {
      const course = await copy();
      const { page, surfer } = await launch('coordinator', course.id);
      const before = await oldProgramme();
      await stack.tool.db('programmes').where('id', before).update({ meeting_every_days: 9 });
      const done = await decide(surfer, page, { choice: 'new' });
      expect([done.status, pathOf(done)]).to.deep.equal([200, 'setup']);
      expect(done.body).to.include('Взяли настройки прежней программы');
      expect(fieldValue(done.body, 'meetingEveryDays')).to.equal('9');
      expect(fieldValue(done.body, 'title')).to.equal(course.title);
      const back = await surfer.get(new URL('continue', baseOf(done)).href);
      expect(pathOf(back), 'is not asked again').to.equal('setup');
      expect(back.body).not.to.include('Связать с прежней программой');
      const again = await launch('coordinator', course.id);
      expect(pathOf(again.page)).to.equal('setup');
    });

    it('an LMS that does not say of what it is a copy: the wizard offers it', async () => {
      const { page, surfer } = await launch('coordinator', 3);
      expect(pathOf(page)).to.equal('setup');
      expect(page.body).to.include('Связать с прежней программой');
      const asked = await surfer.get(new URL('continue', baseOf(page)).href);
      expect(asked.body).to.include('Это продолжение программы?');
      const literal = await stack.tool.db('lti_contexts').where('context_id', '3').first('history');
      expect(literal?.history).to.equal(null);
    });

    it('names nothing but what is one’s own, and takes no form without its token', async () => {
      const course = await copy();
      const { page, surfer } = await launch('coordinator', course.id);
      const fresh = await programmeOf(page);
      const forged = await decide(surfer, page, { choice: 'continue', _csrf: 'x' });
      expect(forged.status).to.equal(403);
      for (const predecessorId of ['01980000-0000-7000-8000-000000000000', '', "' or 1=1", fresh]) {
        const answer = await decide(surfer, page, { choice: 'continue', predecessorId });
        expect(answer.status, predecessorId).to.equal(404);
      }
      const row = await stack.tool.db('programmes').where('id', fresh).first();
      expect(row).to.include({ continuation: null, continued_in: null });
    });

    it('somebody who did not coordinate last year’s programme meets the plain wizard', async () => {
      const course = await copy([{ key: 'mentor2', role: 'editingteacher' }]);
      const { page } = await launch('mentor2', course.id);
      expect(pathOf(page)).to.equal('setup');
      expect(page.body).not.to.include('Связать с прежней программой');
    });
  });
}
