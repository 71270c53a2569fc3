import { expect } from 'chai';
import type { Role } from '../../../service/api/index.js';
import { newId } from '../../../shared/ids.js';
import { createSealer, sha256 } from '../../../shared/seal.js';
import { type LtiPlatform, type PlatformStore, platformStore } from '../../lti/platform-store.js';
import { type LaunchSessions, type NewSession, sessionStore } from '../../lti/session.js';
import { ABSOLUTE_MS, IDLE_MS } from '../../lti/session-rows.js';
import { createDraftStore, type DraftStore } from '../../web/drafts.js';
import { eachDatabase } from '../support/databases.js';
import { type ShiftedClock, shiftedClock } from '../support/launch-tool.js';

const wanted = (change: Partial<NewSession> = {}): NewSession => ({
  personId: newId(),
  organisationId: newId(),
  programmeId: newId(),
  roles: ['mentor', 'mentee'],
  platformId: newId(),
  platformOrigin: 'https://lms.example',
  returnUrl: null,
  locale: 'ru',
  deepLinking: null,
  ...change,
});

describe('sessions', () => {
  eachDatabase((openDb) => {
    let clock: ShiftedClock;
    let sessions: LaunchSessions;
    let platformIsActive: boolean;
    let drafts: DraftStore;
    let store: PlatformStore;

    before(async () => {
      const db = await openDb();
      const platforms = {
        byId: async () => ({ active: platformIsActive }) as LtiPlatform,
      };
      clock = shiftedClock();
      store = platformStore(db, clock);
      const sealer = createSealer({ current: 'a secret of the tests, 32 bytes or more' });
      drafts = createDraftStore({ db, clock, sealer });
      sessions = sessionStore({ db, clock, sealer, platforms });
    });
    beforeEach(() => {
      platformIsActive = true;
    });

    const stateOf = async (sid: string, token: string | null) => {
      const found = await sessions.find(sid, token);
      return found.state === 'ended' ? found.reason : found.state;
    };

    it('is found by the browser that has it, by no other', async () => {
      const asked = wanted();
      const { session, browserToken } = await sessions.open(asked, null);
      const found = await sessions.find(session.sid, browserToken);
      expect(found.state === 'live' && found.session).to.deep.include({
        personId: asked.personId,
        programmeId: asked.programmeId,
        role: 'mentor',
        deepLinking: null,
      });
      expect(await stateOf(session.sid, null)).to.equal('unknown');
      expect(await stateOf(session.sid, 'x'.repeat(43))).to.equal('unknown');
      expect(await stateOf('no-such-session', browserToken)).to.equal('unknown');
    });

    it('ends after an hour without use and after twelve in any case', async () => {
      expect([IDLE_MS, ABSOLUTE_MS]).to.deep.equal([60 * 60_000, 12 * 3_600_000]);
      const { session, browserToken } = await sessions.open(wanted(), null);
      const step = IDLE_MS - 60_000;
      for (let passed = 0; passed < ABSOLUTE_MS; passed += step) {
        expect(await stateOf(session.sid, browserToken)).to.equal('live');
        clock.shift(step);
      }
      expect(await stateOf(session.sid, browserToken)).to.equal('absolute');
      const other = await sessions.open(wanted(), null);
      clock.shift(IDLE_MS);
      expect(await stateOf(other.session.sid, other.browserToken)).to.equal('idle');
    });

    it('ends with the platform and with the person', async () => {
      const { session, browserToken } = await sessions.open(wanted(), null);
      platformIsActive = false;
      expect(await stateOf(session.sid, browserToken)).to.equal('platform_disabled');
      platformIsActive = true;
      expect(await stateOf(session.sid, browserToken)).to.equal('live');
      await sessions.endOfPerson(session.programmeId as string, session.personId);
      expect(await stateOf(session.sid, browserToken)).to.equal('removed');
    });

    it('stays ended when the platform that was switched off is on again', async () => {
      const { session, browserToken } = await sessions.open(wanted(), null);
      const other = await sessions.open(wanted(), null);
      await store.update(session.platformId, { active: false });
      platformIsActive = false;
      expect(await stateOf(session.sid, browserToken)).to.equal('platform_disabled');
      platformIsActive = true;
      expect(await stateOf(session.sid, browserToken)).to.equal('absolute');
      expect(await stateOf(other.session.sid, other.browserToken)).to.equal('live');
    });

    it('is the same at the next launch, in the role chosen, while that is held', async () => {
      const asked = wanted();
      const first = await sessions.open(asked, null);
      await sessions.update(first.session.sid, { role: 'mentee', locale: 'en' });
      const again = await sessions.open(asked, first.browserToken);
      expect(again.session).to.include({ sid: first.session.sid, role: 'mentee', locale: 'en' });
      const roles: Role[] = ['mentor'];
      const lost = await sessions.open({ ...asked, roles }, first.browserToken);
      expect(lost.session).to.include({ sid: first.session.sid, role: 'mentor' });
    });

    it('a token that we never gave is not taken', async () => {
      const planted = 'p'.repeat(43);
      const { browserToken } = await sessions.open(wanted(), planted);
      expect(browserToken).to.not.equal(planted);
    });

    it('each deep-linking dialog is a session of its own', async () => {
      const deepLinking = {
        deploymentId: '1',
        returnUrl: 'https://lms.example/dl',
        acceptTypes: ['ltiResourceLink'],
        acceptMultiple: false,
        data: 'д"ata',
      };
      const asked = wanted({ deepLinking });
      const one = await sessions.open(asked, null);
      const two = await sessions.open(asked, one.browserToken);
      expect(two.session.sid).to.not.equal(one.session.sid);
      const found = await sessions.find(two.session.sid, one.browserToken);
      expect(found.state === 'live' && found.session.deepLinking).to.deep.equal(deepLinking);
    });

    it('another person in the browser: the earlier pages say so, also a person later', async () => {
      const first = await sessions.open(wanted(), null);
      const second = await sessions.open(wanted(), first.browserToken);
      expect(second.browserToken).to.not.equal(first.browserToken);
      expect(await stateOf(first.session.sid, second.browserToken)).to.equal('replaced');
      expect(await stateOf(first.session.sid, first.browserToken)).to.equal('replaced');
      const third = await sessions.open(wanted(), second.browserToken);
      expect(await stateOf(first.session.sid, third.browserToken)).to.equal('replaced');
      expect(await stateOf(third.session.sid, third.browserToken)).to.equal('live');
    });

    it('idle is idle, also after the same person came again', async () => {
      const asked = wanted();
      const first = await sessions.open(asked, null);
      clock.shift(IDLE_MS);
      const again = await sessions.open(asked, first.browserToken);
      expect(again.session.sid).to.not.equal(first.session.sid);
      expect(again.browserToken).to.equal(first.browserToken);
      expect(await stateOf(first.session.sid, first.browserToken)).to.equal('idle');
    });

    it('moves to another window and is adopted by the same person only', async () => {
      const asked = wanted();
      const framed = await sessions.open(asked, null);
      const hash = sha256(framed.browserToken);
      const stranger = await sessions.open(wanted(), null);
      expect(await sessions.adopt(framed.session.sid, hash, stranger.browserToken)).to.equal(false);
      const own = await sessions.open({ ...asked, programmeId: newId() }, null);
      const moved = await sessions.move(framed.session.sid, hash, own.browserToken);
      expect(moved?.browserToken).to.equal(own.browserToken);
      expect(await stateOf(framed.session.sid, own.browserToken)).to.equal('live');
      expect(await sessions.move(framed.session.sid, hash, null)).to.equal(null);
    });

    it('goes on with the cookie that the last of several launches at once left', async () => {
      const asked = wanted();
      const first = await sessions.open(asked, null);
      const second = await sessions.open({ ...asked, programmeId: newId() }, null);
      expect(second.browserToken).to.not.equal(first.browserToken);
      expect(await stateOf(first.session.sid, second.browserToken)).to.equal('live');
      expect(await stateOf(second.session.sid, second.browserToken)).to.equal('live');
      const stranger = await sessions.open(wanted(), second.browserToken);
      expect(await stateOf(first.session.sid, second.browserToken), 'ended for all').to.equal(
        'replaced',
      );
      expect(await stateOf(first.session.sid, stranger.browserToken)).to.equal('replaced');
    });

    it('goes on with no cookie of anybody else, and does not come back to life', async () => {
      const asked = wanted();
      const first = await sessions.open(asked, null);
      const stranger = await sessions.open(wanted(), null);
      expect(await stateOf(first.session.sid, stranger.browserToken)).to.equal('unknown');
      const made = `${'x'.repeat(27)}${stranger.browserToken.slice(-16)}`;
      expect(await stateOf(first.session.sid, made)).to.equal('unknown');
      clock.shift(IDLE_MS);
      const later = await sessions.open(asked, null);
      expect(await stateOf(first.session.sid, later.browserToken)).to.equal('unknown');
      expect(await stateOf(first.session.sid, first.browserToken)).to.equal('idle');
    });

    it('is written once, whoever comes with the same facts', async () => {
      const asked = wanted();
      const begun = await sessions.begin(asked, null);
      expect(begun.stored).to.equal(false);
      expect(await stateOf(begun.session.sid, begun.browserToken)).to.equal('unknown');
      const twice = await Promise.all(
        [1, 2].map(() => sessions.store(begun.session, begun.browserToken)),
      );
      expect(twice.sort()).to.deep.equal([false, true]);
      expect(await stateOf(begun.session.sid, begun.browserToken)).to.equal('live');
      expect((await sessions.begin(asked, begun.browserToken)).stored).to.equal(true);
    });

    it('a cookie tells for whom it was given', async () => {
      const asked = wanted();
      const { browserToken } = await sessions.begin(asked, null);
      expect(sessions.isTokenOf(asked.personId, browserToken)).to.equal(true);
      expect(sessions.isTokenOf(newId(), browserToken)).to.equal(false);
      expect(sessions.isTokenOf(asked.personId, 'p'.repeat(43))).to.equal(false);
    });

    it('knows that typed text waits, of this programme and person only', async () => {
      const asked = wanted();
      const programmeId = asked.programmeId as string;
      const waits = async (change: Partial<NewSession> = {}, token: string | null = null) => {
        const { session, browserToken } = await sessions.open({ ...asked, ...change }, token);
        const found = await sessions.find(session.sid, browserToken);
        return { browserToken, waiting: found.state === 'live' && found.session.draftsWaiting };
      };
      const before = await waits();
      expect(before.waiting).to.equal(false);
      await drafts.save({ programmeId, personId: asked.personId }, 'pairs/new', { title: 'текст' });
      expect((await waits()).waiting).to.equal(true);
      expect((await waits({}, before.browserToken)).waiting).to.equal(true);
      expect((await waits({ personId: newId() })).waiting).to.equal(false);
      expect((await waits({ programmeId: newId() })).waiting).to.equal(false);
      expect((await waits({ programmeId: null })).waiting).to.equal(false);
      clock.shift(15 * 86_400_000);
      expect((await waits()).waiting).to.equal(false);
    });

    it('opens another programme of the same person', async () => {
      const { session, browserToken } = await sessions.open(wanted({ programmeId: null }), null);
      const programme = { programmeId: newId(), roles: ['coordinator'] as Role[] };
      const opened = await sessions.openProgramme(session.sid, browserToken, programme);
      expect(opened).to.include({ programmeId: programme.programmeId, role: 'coordinator' });
      expect(await stateOf(opened?.sid ?? '', browserToken)).to.equal('live');
      expect(await sessions.openProgramme(session.sid, 'another', programme)).to.equal(null);
    });
  });
});
