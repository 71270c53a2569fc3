import { expect } from 'chai';
import { AppError } from '../../../shared/errors.js';
import { newId } from '../../../shared/ids.js';
import { launchReports } from '../../lti/journal/launch-report.js';
import { PLATFORM_CACHE_MS } from '../../lti/platform-directory.js';
import type { LtiPlatform } from '../../lti/platform-store.js';
import { purgeExpired } from '../../lti/purge.js';
import { eachDatabase, statementsOf } from '../support/databases.js';
import { follow, launchOnce, login, newBrowser } from '../support/launch-browser.js';
import { type LaunchTool, startLaunchTool } from '../support/launch-tool.js';
import {
  type Claims,
  ROLE,
  startTestPlatform,
  type TestPlatform,
} from '../support/test-platform.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const MINUTE = 60_000;
const DAY = 24 * 3600_000;
const IN_COURSE = { page: 1, pageSize: 50 };

eachDatabase((openDb) => {
  describe('the journal of launches', () => {
    let tool: LaunchTool;
    let platform: TestPlatform;
    let registered: LtiPlatform;

    before(async () => {
      tool = await startLaunchTool(await openDb());
      platform = await startTestPlatform(tool.url);
      registered = await tool.register(platform);
    });
    after(async () => {
      await tool.close();
      await platform.close();
    });
    beforeEach(async () => {
      await tool.journal.flush();
      await tool.db('lti_launches').delete();
      await tool.db('lti_last_seen').delete();
    });

    const reports = () => launchReports(tool.db, tool.clock);
    /** By the tool's clock: a token that is older than its login is refused for that alone. */
    const times = () => {
      const iat = Math.floor(tool.clock.now() / 1000);
      return { iat, exp: iat + 60 };
    };
    const launch = (claims: Claims = {}) =>
      launchOnce(newBrowser(), tool.url, platform, { claims: { ...times(), ...claims } });
    const lines = async () => {
      await tool.journal.flush();
      return tool.db('lti_launches').orderBy('launch_id').select();
    };
    async function programmeId(): Promise<string> {
      const row = await tool.db('lti_contexts').first('programme_id');
      return row.programme_id as string;
    }
    const stranger = () =>
      launchOnce(newBrowser(), tool.url, platform, {
        claims: times(),
        token: platform.signByStranger,
      });

    it('says when, which course, which role and how it ended', async () => {
      await launch({ [`${CLAIM}/roles`]: [ROLE.instructor] });
      await tool.journal.flush();
      const { rows, total } = await reports().list(await programmeId(), IN_COURSE);
      expect(total).to.equal(1);
      expect(rows[0]).to.include({
        result: 'entered',
        outcome: 'entered',
        role: 'coordinator',
        course: 'Наставничество 2026',
        kind: 'open',
        proven: true,
        times: 1,
      });
      expect(Math.abs(Date.parse(rows[0]?.at ?? '') - tool.clock.now())).to.be.below(60_000);
    });

    it('costs a launch no statement', async () => {
      await launch();
      await lines();
      const asked = await statementsOf(tool.db, () => launch());
      expect(asked.filter((sql) => /lti_launches|lti_last_seen/.test(sql))).to.deep.equal([]);
      expect(await lines()).to.have.length(2);
    });

    it('writes a crowd in one statement', async () => {
      for (let n = 0; n < 20; n += 1) await launch();
      const asked = await statementsOf(tool.db, () => tool.journal.flush());
      expect(asked).to.have.length(2);
      expect(await lines()).to.have.length(20);
    });

    it('keeps nothing personal, no token, no nonce, of launches that were let in and refused', async () => {
      const said = {
        sub: 'user-77-secret',
        name: 'Аглая Тайная',
        given_name: 'Аглая',
        family_name: 'Тайная',
        email: 'aglaya@secret.example',
        picture: 'https://secret.example/face.png',
        [`${CLAIM}/roles`]: [ROLE.learner, 'mailto:aglaya@secret.example'],
        [`${CLAIM}/custom`]: { group: 'ИС-21-secret', 'Аглая Тайная': '1' },
        [`${CLAIM}/launch_presentation`]: { locale: 'aglaya@secret.example' },
      };
      const tokens: string[] = [];
      for (const sign of [platform.sign, platform.signByStranger]) {
        await launchOnce(newBrowser(), tool.url, platform, {
          claims: said,
          token: async (claims) => {
            tokens.push(String(claims.nonce), await sign(claims));
            return tokens.at(-1) as string;
          },
        });
      }
      const kept = JSON.stringify([await lines(), await tool.db('lti_last_seen').select()]);
      const parts = tokens.flatMap((token) => token.split('.')).filter((part) => part.length > 8);
      for (const secret of ['Аглая', 'Тайная', 'secret', 'face', 'ИС-21', ...parts]) {
        expect(kept.includes(secret), secret).to.equal(false);
      }
      const { entered, refused } = await reports().lastOfPlatform(registered.platformId);
      for (const one of [entered, refused]) {
        expect(one?.personal).to.include({ sub: true, name: true, email: true, picture: true });
        expect(one?.personal['middle_name']).to.equal(false);
        expect(one?.roles).to.deep.equal([ROLE.learner, '…']);
        expect(one?.custom).to.deep.equal(['group', '…']);
      }
    });

    it('a launch that is not proven names neither course nor role, and no coordinator sees it', async () => {
      await launch();
      await stranger();
      const [, refused] = await lines();
      expect(refused).to.include({ result: 'signature', platform_id: registered.platformId });
      expect(Boolean(refused.proven)).to.equal(false);
      for (const column of ['programme_id', 'context_id', 'deployment_id', 'role', 'kind'])
        expect(refused[column], column).to.equal(null);
      const seen = await reports().list(await programmeId(), IN_COURSE);
      expect(seen.rows.map((row) => row.result)).to.deep.equal(['entered']);
      expect((await reports().lastOfProgramme(await programmeId())).refused).to.equal(null);
      const last = await reports().lastOfPlatform(registered.platformId);
      expect(last.refused).to.include({ stoppedAt: 'signature', algorithm: 'RS256', kid: 'k1' });
    });

    it('a refusal after the proof is the course’s, though our service could not say whose it is', async () => {
      await launch();
      tool.api.failure = new AppError('unavailable', 'down');
      await launch();
      const asked = { ...IN_COURSE, outcome: 'refused' } as const;
      await tool.journal.flush();
      const { rows } = await reports().list(await programmeId(), asked);
      expect(rows.map((row) => row.result)).to.deep.equal(['service_unavailable']);
      const { refused } = await reports().lastOfProgramme(await programmeId());
      expect(refused).to.include({ stoppedAt: 'service', result: 'service_unavailable' });
    });

    it('a launch that was sent twice is the course’s too: its number is found there', async () => {
      const browser = newBrowser();
      const page = await login(browser, tool.url, platform);
      const iat = Math.floor(tool.clock.now() / 1000);
      const claims = platform.claims(page.nonce, { iat, exp: iat + 60 });
      const fields = { state: page.state, id_token: await platform.sign(claims) };
      const cookies = new Map(browser.cookies);
      for (const status of [303, 400]) {
        for (const [name, value] of cookies) browser.cookies.set(name, value);
        const answer = await browser.post(`${tool.url}/lti/launch`, fields);
        expect(answer.status).to.equal(status);
      }
      await tool.journal.flush();
      const asked = { ...IN_COURSE, outcome: 'refused' } as const;
      const { rows } = await reports().list(await programmeId(), asked);
      expect(rows.map((row) => row.result)).to.deep.equal(['state_used']);
      const { refused } = await reports().lastOfProgramme(await programmeId());
      expect(refused).to.include({ stoppedAt: 'login', result: 'state_used' });
    });

    it('a refusal speaks the browser’s language, else the one of the proven token, else Russian', async () => {
      const english = { [`${CLAIM}/launch_presentation`]: { locale: 'en' } };
      const down = new AppError('unavailable', 'down');
      tool.api.failure = down;
      expect(await (await launch(english)).text()).to.contain('lang="en"');
      const unproven = await launchOnce(newBrowser(), tool.url, platform, {
        claims: english,
        token: platform.signByStranger,
      });
      expect(await unproven.text()).to.contain('lang="ru"');
      const asked = { headers: { 'accept-language': 'en-GB, ru;q=0.5' } };
      const page = await fetch(`${tool.url}/lti/login`, asked);
      expect(await page.text()).to.contain('lang="en"');
    });

    for (const [name, again] of [
      ['a new session', false],
      ['one that was there', true],
    ] as const) {
      it(`a browser without cookies is seen at the step that failed: ${name}`, () =>
        withoutCookies(again));
    }

    async function withoutCookies(again: boolean): Promise<void> {
      const browser = newBrowser();
      if (again) {
        await follow(browser, tool.url, await launchOnce(browser, tool.url, platform));
        await tool.journal.flush();
        await tool.db('lti_launches').delete();
      }
      const launched = await launchOnce(browser, tool.url, platform, { byStorage: true });
      browser.cookies.clear();
      const framed = await follow(browser, tool.url, launched);
      const continuation = /name="continuation" value="([^"]+)"/.exec(await framed.text())?.[1];
      const opened = await browser.post(
        `${tool.url}/app/open`,
        { continuation: continuation ?? '' },
        { origin: tool.url },
      );
      browser.cookies.clear();
      await browser.get(new URL(opened.headers.get('location') ?? '', tool.url).href);
      expect((await lines()).map((line) => line.result)).to.deep.equal([
        'entered',
        'cookies_refused',
      ]);
      const asked = { ...IN_COURSE, outcome: 'refused' } as const;
      expect((await reports().list(await programmeId(), asked)).rows[0]).to.include({
        result: 'cookies_refused',
        role: 'mentee',
      });
      const { refused } = await reports().lastOfProgramme(await programmeId());
      expect(refused).to.include({ result: 'cookies_refused', stoppedAt: 'browser' });
    }

    it('tells the operator which registration a refused login meant', async () => {
      const { platformId } = await tool.register(platform, { clientId: 'off', active: false });
      // What a process has read of the platforms it believes for some seconds.
      tool.clock.shift(PLATFORM_CACHE_MS);
      await login(newBrowser(), tool.url, platform, { client_id: 'off' });
      await login(newBrowser(), tool.url, platform, { client_id: 'never heard\u001b[31m' });
      const [off, unknown] = await lines();
      expect(off).to.include({ result: 'platform_disabled', platform_id: platformId });
      expect(unknown).to.include({ result: 'platform_unknown', platform_id: null });
      const { refused } = await reports().lastOfNobody();
      expect(refused).to.include({ stoppedAt: 'platform', issuer: platform.issuer });
      expect(refused?.clientId).to.equal('never?heard?[31m');
      tool.clock.shift(-PLATFORM_CACHE_MS);
    });

    it('a flood of refusals makes a few lines and a count, and hides no other kind', async () => {
      // At the beginning of a minute, the farthest one: so many lines may be written in each.
      const wait = 2 * MINUTE - (tool.clock.now() % MINUTE);
      tool.clock.shift(wait);
      for (let n = 0; n < 300; n += 1) await newBrowser().get(`${tool.url}/lti/login`);
      await stranger();
      const written = await lines();
      const flood = written.filter((line) => line.result === 'login_parameters');
      expect(flood.length).to.be.at.most(11);
      expect(flood.reduce((sum, line) => sum + line.times, 0)).to.equal(300);
      for (let n = 0; n < 100; n += 1) await newBrowser().get(`${tool.url}/lti/login`);
      const later = (await lines()).filter((line) => line.result === 'login_parameters');
      expect(later.length).to.be.at.most(12);
      expect(later.reduce((sum, line) => sum + line.times, 0)).to.equal(400);
      expect(written.some((line) => line.result === 'signature')).to.equal(true);
      tool.clock.shift(-wait);
    });

    it('waits for a database that is away, loses the oldest beyond its bound and counts them', async () => {
      // A minute of its own, and another one: as many as may be listed in each.
      tool.clock.shift(MINUTE);
      await launch();
      await tool.db.schema.renameTable('lti_launches', 'lti_launches_away');
      try {
        let failed = false;
        await tool.journal.flush().catch(() => {
          failed = true;
        });
        expect(failed).to.equal(true);
        // The launch itself knows nothing of it.
        expect((await launch()).status).to.equal(303);
        const before = tool.dropped();
        const platformId = registered.platformId;
        for (let n = 0; n < 2_995; n += 1) note(platformId);
        tool.clock.shift(MINUTE);
        for (let n = 0; n < 2_995; n += 1) note(platformId);
        expect(tool.dropped() - before).to.equal(2 + 2 * 2_995 - 5_000);
      } finally {
        await tool.db.schema.renameTable('lti_launches_away', 'lti_launches');
        tool.clock.shift(-2 * MINUTE);
      }
      expect(await lines()).to.have.length(5_000);
    });

    function note(platformId: string): void {
      const session = { platformId, programmeId: newId(), role: 'mentee' as const };
      tool.journal.note({ session }, { result: 'code', phase: 'enter', reference: 'abc' });
    }

    it('goes after 30 days, with what was last seen', async () => {
      await launch();
      await lines();
      tool.clock.shift(29 * DAY);
      await purgeExpired(tool.db, tool.clock);
      expect(await tool.db('lti_launches').select()).to.have.length(1);
      tool.clock.shift(2 * DAY);
      expect((await reports().list(await programmeId(), IN_COURSE)).total).to.equal(0);
      await purgeExpired(tool.db, tool.clock);
      expect(await tool.db('lti_launches').select()).to.deep.equal([]);
      expect(await tool.db('lti_last_seen').select()).to.deep.equal([]);
      tool.clock.shift(-31 * DAY);
    });

    it('writes the rest when the process stops', async () => {
      tool.journal.start();
      await launch();
      await tool.journal.stop();
      expect(await tool.db('lti_launches').select()).to.have.length(1);
    });
  });
});
