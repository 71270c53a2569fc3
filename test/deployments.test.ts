import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { platformStore } from '../lti-tool/lti/platform-store.js';
import { systemClock } from '../shared/clock.js';
import { DATABASE_KINDS } from './support/databases.js';
import { type Stack, startStack } from './support/stack.js';
import { fieldValue, newSurfer, type Seen } from './support/surfer.js';

const HOME = 'Моё наставничество';
const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/';
const CONTINUE = /<a id="continue" href="([^"]*)"/;

for (const database of DATABASE_KINDS) {
  describe(`two colleges behind one registration of an LMS, on ${database}`, function deployments() {
    this.timeout(60_000);
    let stack: Stack;
    let claims: Record<string, Record<string, unknown>>;
    let home: string;

    /** The claims of a real launch of this person, to be sent through another deployment. */
    async function claimsOf(person: string): Promise<Record<string, unknown>> {
      const surfer = newSurfer(stack.lms.url);
      await surfer.launch(person, HOME);
      const token = surfer.seen.map((one) => fieldValue(one.body, 'id_token')).findLast(Boolean);
      return decodeJwt(token ?? '');
    }

    async function launch(person: string, deploymentId: string): Promise<Seen> {
      const surfer = newSurfer(stack.lms.url);
      const own = claims[person] as Record<string, unknown>;
      const target = `${stack.toolUrl}/lti/launch`;
      const query = new URLSearchParams({
        iss: stack.lms.url,
        client_id: String(own['aud']),
        login_hint: String(own['sub']),
        target_link_uri: target,
        lti_deployment_id: deploymentId,
      });
      const { body } = await surfer.get(`${stack.toolUrl}/lti/login?${query}`);
      const on = CONTINUE.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const sent = new URL(on).searchParams;
      const now = Math.floor(Date.now() / 1000);
      const idToken = stack.lms.signIdToken({
        ...own,
        nonce: sent.get('nonce'),
        iat: now,
        exp: now + 60,
        [`${CLAIM}deployment_id`]: deploymentId,
        [`${CLAIM}target_link_uri`]: target,
      });
      return surfer.post(target, { state: sent.get('state') ?? '', id_token: idToken });
    }

    async function sessionOf(page: Seen) {
      const sid = new URL(page.url).pathname.split('/')[2] ?? '';
      return stack.tool.db('lti_sessions').where({ sid }).first();
    }

    before(async () => {
      stack = await startStack({ database });
      claims = { coordinator: await claimsOf('coordinator'), mentee1: await claimsOf('mentee1') };
      home = String(claims['coordinator']?.[`${CLAIM}deployment_id`]);
      const platforms = platformStore(stack.tool.db, systemClock);
      const [platform] = await platforms.findByIssuer(stack.lms.url);
      await platforms.update(platform?.platformId ?? '', { newDeployments: 'own' });
      // What the tool remembers of a platform holds for three seconds.
      await new Promise((resolve) => setTimeout(resolve, 3_100));
    });
    after(() => stack.close());

    it('the same course and the same person are two, and neither sees the other', async () => {
      const ours = await sessionOf(await launch('coordinator', home));
      const theirs = await sessionOf(await launch('coordinator', 'second'));
      for (const field of ['organisation_id', 'programme_id', 'person_id'] as const) {
        expect(theirs[field], field).not.to.equal(ours[field]);
      }
      expect(theirs.platform_id).to.equal(ours.platform_id);
      expect([ours.role, theirs.role]).to.deep.equal(['coordinator', 'coordinator']);
      const api = (row: typeof ours) =>
        stack.tool.service.api.as({
          kind: 'person',
          organisationId: row.organisation_id,
          personId: row.person_id,
          role: 'coordinator',
        });
      const me = await api(theirs).getMe({ programmeId: theirs.programme_id });
      expect(me.programme.organisationName).to.match(/\(second\)$/);
      for (const [row, programmeId] of [
        [ours, theirs.programme_id],
        [theirs, ours.programme_id],
      ] as const) {
        const refused = await api(row)
          .getMe({ programmeId })
          .catch((error: { code: string }) => error.code);
        expect(refused).to.equal('not_found');
      }
    });

    it('each person again finds what is theirs, in any order', async () => {
      const first = await sessionOf(await launch('mentee1', 'second'));
      const second = await sessionOf(await launch('mentee1', home));
      const again = await sessionOf(await launch('mentee1', 'second'));
      expect(again.person_id).to.equal(first.person_id);
      expect(second.person_id).not.to.equal(first.person_id);
      const { db } = stack.tool;
      const subject = String(claims['mentee1']?.['sub']);
      const accounts = await db('person_accounts')
        .where({ issuer: stack.lms.url, subject })
        .pluck('organisation_id');
      expect(accounts).to.have.members([first.organisation_id, second.organisation_id]);
    });

    it('nothing stored of one college names the other', async () => {
      const { db } = stack.tool;
      const ours = await sessionOf(await launch('mentee1', home));
      const theirs = await sessionOf(await launch('mentee1', 'second'));
      for (const table of ['members', 'participations', 'journal', 'programme_courses']) {
        const rows = await db(table)
          .where('programme_id', theirs.programme_id)
          .distinct('organisation_id')
          .pluck('organisation_id');
        expect(rows, table).to.deep.equal([theirs.organisation_id]);
      }
      const contexts = await db('lti_contexts').select('deployment_id', 'organisation_id');
      expect(contexts).to.deep.include({
        deployment_id: 'second',
        organisation_id: theirs.organisation_id,
      });
      expect(contexts).to.deep.include({
        deployment_id: home,
        organisation_id: ours.organisation_id,
      });
    });
  });
}
