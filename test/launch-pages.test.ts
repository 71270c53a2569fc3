import { expect } from 'chai';
import { type DemoLms, startDemoLms } from '../demo/lms/index.js';
import { connectDemo } from '../demo/register.js';
import { ROLES } from '../service/api/index.js';
import { DATABASE_KINDS } from './support/databases.js';
import { until } from './support/program.js';
import { type Stack, startStack } from './support/stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';

const HOME = 'Моё наставничество';
const PAGES = ['launches', 'launches.xlsx', 'connection'];

for (const database of DATABASE_KINDS) {
  describe(`launches and connection of a programme, on ${database}`, function launchPages() {
    this.timeout(60_000);
    let stack: Stack;
    let coordinator: Surfer;
    let base: string;

    before(async () => {
      stack = await startStack({ database, seed: true });
      coordinator = newSurfer(stack.lms.url);
      base = baseOf(await coordinator.launch('coordinator', HOME));
      await newSurfer(stack.lms.url).launch('mentor1', HOME);
      await newSurfer(stack.lms.url).launch('mentee1', HOME);
      await journalled(3);
    });
    after(() => stack.close());

    const db = () => stack.tool.db;
    const page = (path: string, surfer = coordinator, at = base) =>
      surfer.get(new URL(path, at).href);

    /** Lines are written each second. */
    function journalled(lines: number): Promise<void> {
      return until(`${lines} launches are in the journal`, async () => {
        const [row] = await db()('lti_launches').count({ n: '*' });
        return Number(row?.['n']) >= lines;
      });
    }
    const check = async (surfer: Surfer, at: string): Promise<Seen> => {
      const { body } = await surfer.get(new URL('help', at).href);
      const _csrf = fieldValue(body, '_csrf');
      return surfer.post(new URL('connection/check', at).href, { _csrf });
    };
    const rowsOf = (html: string) => html.split('<tbody>')[1]?.match(/<tr>/g)?.length ?? 0;

    it('an address whose percent signs stand for nothing is one that does not exist', async () => {
      for (const address of ['%E0%A4%A/my', `${base}pairs/%E0%A4%A`]) {
        const { body, status } = await coordinator.get(
          new URL(address, `${stack.toolUrl}/app/`).href,
        );
        expect(status, address).to.equal(404);
        expect(body, address).to.contain('Такой страницы нет');
      }
    });

    it('shows the coordinator who came in by role and course, nobody by name', async () => {
      const { body, status } = await page('launches');
      expect(status).to.equal(200);
      expect(rowsOf(body)).to.equal(3);
      expect(body).to.contain('Наставничество 2026/27').and.to.contain('Наставляемый');
      const people = await db()('people').select('family_name');
      const own = (await page('help')).body;
      for (const { family_name: name } of people.filter((one) => one.family_name)) {
        if (!own.includes(name)) expect(body.includes(name), name).to.equal(false);
      }
    });

    it('keeps its filters in the address, and says so where nothing fits them', async () => {
      const mentors = await page('launches?role=mentor');
      expect(rowsOf(mentors.body)).to.equal(1);
      expect(mentors.body).to.match(/<option value="mentor" selected>/);
      expect(mentors.body).to.match(/launches\.xlsx\?role=mentor/);
      expect((await page('launches?outcome=refused')).body).to.contain('Таких входов нет');
      expect((await page('launches?reference=abc')).body).to.contain('Такого номера здесь нет');
      expect((await page('launches?outcome=nonsense')).status).to.equal(400);
      const file = await page('launches.xlsx?role=mentor');
      expect(file.status).to.equal(200);
      expect(file.headers.get('content-type')).to.contain('spreadsheetml');
    });

    it('finds the number that somebody reads out', async () => {
      const { reference } = await db()('lti_launches').where('role', 'mentee').first();
      const found = await page(`launches?reference=${String(reference).toUpperCase()}`);
      expect(rowsOf(found.body)).to.equal(1);
    });

    it('tries the connection, keeps what was found, and not twice within ten seconds', async () => {
      expect((await page('connection')).body).to.contain('Связь ещё не проверяли');
      const first = await check(coordinator, base);
      expect(first.body).to.contain('Связь проверена.').and.to.contain('всё работает');
      expect(rowsOf(first.body)).to.equal(7);
      const again = await check(coordinator, base);
      expect(again.body).to.contain('Проверка была только что');
      expect(rowsOf((await page('connection')).body)).to.equal(7);
    });

    it('shows what the last launch brought, of the person only whether it came', async () => {
      const { body } = await page('connection');
      expect(body).to.contain('LtiResourceLinkRequest').and.to.contain('RS256');
      expect(body).to.match(/<dt>Почта<\/dt><dd>есть<\/dd>/);
      const mentee = stack.lms.state.users.find((user) => user.key === 'mentee1');
      expect(body).not.to.contain(mentee?.email).and.not.to.contain(mentee?.familyName);
    });

    for (const role of ROLES.filter((one) => one !== 'coordinator')) {
      it(`is not for the role ${role}, and nothing is asked of the LMS for it`, async () => {
        const { person_id: personId } = await db()('person_accounts')
          .where('subject', String(stack.lms.state.users.find((one) => one.key === 'mentor2')?.id))
          .first();
        await db()('participations').where('person_id', personId).update({ role });
        const surfer = newSurfer(stack.lms.url);
        const own = baseOf(await surfer.launch('mentor2', HOME));
        const session = await db()('lti_sessions')
          .where('person_id', personId)
          .orderBy('created_at', 'desc')
          .first();
        expect(session.role).to.equal(role);
        await db()('lti_locks').where('name', 'like', 'check:%').delete();
        for (const path of PAGES) {
          expect((await page(path, surfer, own)).status, path).to.equal(403);
        }
        expect((await check(surfer, own)).status).to.equal(403);
        const locks = await db()('lti_locks').where('name', 'like', 'check:%').select();
        expect(locks).to.deep.equal([]);
      });
    }

    it('a coordinator whose role was taken away is told so, by the service', async () => {
      const surfer = newSurfer(stack.lms.url);
      const own = baseOf(await surfer.launch('coordinator', HOME));
      const held = () => db()('participations').where('role', 'coordinator');
      const people = await held().select('id');
      await held().update({ role: 'head' });
      try {
        for (const path of PAGES) {
          expect((await page(path, surfer, own)).status, path).to.equal(403);
        }
      } finally {
        const ids = people.map((one) => one.id);
        await db()('participations').whereIn('id', ids).update({ role: 'coordinator' });
      }
    });

    it('is closed without a session, and to whoever has another browser’s address', async () => {
      for (const path of PAGES) {
        expect((await page(path, newSurfer(stack.lms.url))).status, path).to.equal(401);
      }
      expect((await check(newSurfer(stack.lms.url), base)).status).to.equal(401);
    });

    describe('of two colleges', () => {
      let other: DemoLms;
      let platformId: string;
      before(async () => {
        other = await startDemoLms({ port: 0, quiet: true, toolUrl: stack.toolUrl });
        const { platform } = await connectDemo(stack.tool, other, stack.toolUrl);
        platformId = platform.platformId;
        const system = stack.tool.service.api.as({ kind: 'system', name: 'test' });
        const { organisationId } = await system.createOrganisation({ name: 'Другой колледж' });
        for (const table of ['lti_platforms', 'lti_deployments']) {
          await db()(table)
            .where('platform_id', platformId)
            .update({ organisation_id: organisationId });
        }
      });
      after(() => other.close());

      it('each sees its own launches and its own LMS', async () => {
        const surfer = newSurfer(other.url);
        const arrived = await surfer.launch('coordinator', HOME);
        const course = db()('lti_contexts').where('platform_id', platformId);
        await db()('programmes')
          .where('id', (await course.first()).programme_id)
          .update({ set_up: true, revision: db().raw('revision + 1') });
        const theirs = baseOf(arrived);
        await until('the other college’s launch is in the journal', async () => {
          return rowsOf((await page('launches', surfer, theirs)).body) > 0;
        });
        expect(rowsOf((await page('launches', surfer, theirs)).body)).to.equal(1);
        const found = await check(surfer, theirs);
        expect(found.body).to.contain(new URL(other.url).host);
        expect(found.body).not.to.contain(new URL(stack.lms.url).host);
        const ours = await page('launches');
        expect(ours.body).not.to.contain(new URL(other.url).host);
        const [row] = await db()('lti_launches').whereNotNull('programme_id').count({ n: '*' });
        const all = /из (\d+)</.exec(ours.body)?.[1];
        expect(Number(all)).to.equal(Number(row?.['n']) - 1);
      });
    });
  });
}
