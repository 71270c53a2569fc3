import { expect } from 'chai';
import { runProgram, until } from './support/program.js';
import { type RealStack, startRealCollege } from './support/real-stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';

const HOME = 'Моё наставничество';
const TYPED = 'Говорили о личном: семья, общежитие, практика на заводе';
const SEARCHED = 'Гайнутдинов';
/** Of each person, so many pages of the session at most. */
const PAGES = 250;
const INLINE = /<script(?![^>]*\ssrc=)|<style[\s>]|\sstyle=|\son[a-z]+="|javascript:/i;

/** Whom the walk is made as, and the pages that must be among those that it finds. */
const WALKS: readonly { key: string; course?: number; pages: readonly RegExp[] }[] = [
  {
    key: 'coordinator',
    pages: [
      /^overview$/,
      /^participants$/,
      /^participants\/[\w-]{36}$/,
      /^pairs$/,
      /^pairs\/new$/,
      /^pairs\/[\w-]{36}$/,
      /^pairs\/[\w-]{36}\/edit$/,
      /^meetings$/,
      /^meetings\/[\w-]{36}$/,
      /^sync$/,
      /^settings$/,
      /^journal$/,
      /^help$/,
      /^meetings\.xlsx$/,
      /^pairs\.xlsx$/,
      /^participants\.xlsx$/,
    ],
  },
  {
    key: 'mentor1',
    pages: [/^my$/, /^meetings$/, /^meetings\/[\w-]{36}\/edit$/],
  },
  {
    key: 'mentee3',
    pages: [/^my$/, /^progress/, /^my\/pairs\/[\w-]{36}/, /^my\/pairs\/[\w-]{36}\/help$/],
  },
  { key: 'visitor', pages: [/^welcome$/] },
  { key: 'admin', course: 3, pages: [/^setup$/] },
  { key: 'mentee1', course: 3, pages: [/^not-ready$/] },
];

const VARIANTS = [
  { scheme: 'http', publicUrl: undefined },
  { scheme: 'https', publicUrl: 'https://mentor.kollezh.example' },
] as const;

for (const { scheme, publicUrl } of VARIANTS) {
  describe(`what the tool sends along and writes down, over ${scheme}`, function headers() {
    this.timeout(180_000);
    let stack: RealStack;
    const surfers: Surfer[] = [];
    const answers: Seen[] = [];
    /** Paths below the session by who walked. */
    const walked = new Map<string, string[]>();

    const ours = (url: string) => new URL(url).origin === new URL(stack.publicUrl).origin;
    const pathOf = (one: Seen) => new URL(one.url).pathname;
    const isPage = (one: Seen) => /^text\/html/.test(one.headers.get('content-type') ?? '');
    const isOfSession = (one: Seen) => /^\/app\/(?!enter$|open$)/.test(pathOf(one));

    function newWalker(): Surfer {
      const surfer = newSurfer(stack.lms.url, { [new URL(stack.publicUrl).origin]: stack.origin });
      surfers.push(surfer);
      return surfer;
    }

    /** Opens what the pages of a session link to, each kind of page twice at most. */
    async function walk(surfer: Surfer, home: Seen): Promise<string[]> {
      const base = baseOf(home);
      const kinds = new Map<string, number>();
      const queue = [home.url];
      const done = new Set<string>();
      for (
        let page = queue.shift();
        page !== undefined && done.size < PAGES;
        page = queue.shift()
      ) {
        const below = new URL(page).pathname.slice(new URL(base).pathname.length);
        const kind = below.replace(/[\w-]{36}/g, ':id');
        if (done.has(page) || (kinds.get(kind) ?? 0) >= 2) continue;
        done.add(page);
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        const answer = await surfer.get(page);
        if (!isPage(answer)) continue;
        for (const [, href = ''] of answer.body.matchAll(/<a\s[^>]*href="([^"#]*)/g)) {
          const url = new URL(href.replaceAll('&amp;', '&'), answer.url).href;
          if (url.startsWith(base)) queue.push(url);
        }
      }
      return [...done].map((url) => new URL(url).pathname.slice(new URL(base).pathname.length));
    }

    /** Writes a meeting down in the form on the mentor's home. @param meanwhile before it is sent */
    async function writeMeeting(
      surfer: Surfer,
      home: Seen,
      meanwhile: () => PromiseLike<void> = async () => undefined,
    ): Promise<Seen> {
      const open = /href="([^"]*\/my\?log=[\w-]{36})/.exec(home.body)?.[1] ?? '';
      const form = await surfer.get(new URL(open, home.url).href);
      const action = /action="([^"]*\/meetings\/new\/[\w-]{36})"/.exec(form.body)?.[1] ?? '';
      const attendees = [...form.body.matchAll(/name="attendeeIds"[^>]*? value="([^"]*)"/g)];
      await meanwhile();
      return surfer.post(new URL(action, home.url).href, [
        ['_csrf', fieldValue(form.body, '_csrf')],
        ['idempotencyKey', fieldValue(form.body, 'idempotencyKey')],
        ['kind', 'regular'],
        ['heldOn', new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)],
        ['minutes', '45'],
        ['format', 'in_person'],
        ['done', TYPED],
        ...attendees.map(([, id = '']): [string, string] => ['attendeeIds', id]),
      ]);
    }

    /** Pages that say no: unknown, malformed, forbidden, ended, refused. */
    async function provoke(surfer: Surfer, home: Seen): Promise<void> {
      const base = baseOf(home);
      await surfer.get(`${base}nothing`);
      await surfer.get(`${base}meetings?page=two`);
      await surfer.get(`${base}pairs/0197a0b0-0000-7000-8000-000000000000`);
      await surfer.get(`${base}settings`);
      await surfer.post(`${base}locale`, { locale: 'ru' });
      await surfer.get(`${stack.publicUrl}/app/AAAAAAAAAAAAAAAA/my`);
      await surfer.get(`${stack.publicUrl}/lti/login?iss=nobody&login_hint=${SEARCHED}`);
      await surfer.post(`${stack.publicUrl}/lti/launch`, { state: 'x', id_token: 'a.b.c' });
      await surfer.get(`${stack.publicUrl}/app/enter?code=made-up-code-of-nobody`);
      await surfer.get(`${stack.publicUrl}/lti/register?invite=never-issued-invite`);
    }

    before(async () => {
      const env = { LOG_LEVEL: 'trace' };
      stack = await startRealCollege({
        database: 'sqlite',
        env,
        ...(publicUrl ? { publicUrl } : {}),
      });
      for (const { key, course = 2 } of WALKS) {
        const surfer = newWalker();
        const home = await surfer.launch(key, HOME, course);
        if (key === 'mentor1') {
          const saved = await writeMeeting(surfer, home);
          expect(saved.status, saved.body.slice(0, 400)).to.equal(200);
          await surfer.get(`${baseOf(home)}meetings?search=${encodeURIComponent(SEARCHED)}`);
        }
        walked.set(`${key} ${course}`, await walk(surfer, home));
        if (key === 'mentor1') await provoke(surfer, home);
      }
      const picker = newWalker();
      await picker.get(`${stack.lms.url}/login?as=admin&to=/course/2`);
      const [tool] = stack.lms.state.tools;
      await picker.enter(`/mod/lti/contentitem.php?course=2&id=${tool?.id}`);
      const invited = await runProgram('dist/lti-tool/platforms-cli.js', stack.env, ['invite']);
      const invite = /https?:\/\/\S+/.exec(invited.output)?.[0] ?? '';
      await newWalker().get(
        `${invite}&openid_configuration=${encodeURIComponent('http://127.0.0.1:9/x')}`,
      );
      answers.push(...surfers.flatMap((surfer) => surfer.seen).filter((one) => ours(one.url)));
    });
    after(() => stack.close());

    it('the walk has seen the pages of every role', () => {
      for (const { key, course = 2, pages } of WALKS) {
        const seen = walked.get(`${key} ${course}`) ?? [];
        for (const page of pages)
          expect(
            seen.some((path) => page.test(path)),
            `${key}: ${page} in ${seen.join(' ')}`,
          ).to.equal(true);
      }
      expect(
        answers.some((one) => /\/deep-linking$/.test(pathOf(one)) && one.status === 200),
      ).to.equal(true);
      // The registration's LMS is one that does not answer.
      const faults = answers.filter((one) => one.status >= 500 && pathOf(one) !== '/lti/register');
      expect(faults.map((one) => `${one.status} ${pathOf(one)}`)).to.deep.equal([]);
    });

    it('every page forbids whatever is inline, and holds nothing of the kind', () => {
      for (const page of answers.filter(isPage)) {
        const policy = page.headers.get('content-security-policy') ?? '';
        const about = `${page.status} ${pathOf(page)}: ${policy}`;
        expect(policy, about).to.match(/^default-src 'none'; script-src 'self'; style-src 'self'/);
        expect(policy, about)
          .to.match(/base-uri 'none'/)
          .and.match(/form-action 'self'/);
        expect(policy, about).to.not.match(/unsafe|\*|upgrade-insecure/);
        expect(INLINE.exec(page.body)?.[0], about).to.equal(undefined);
      }
    });

    it('pages of a session may stand in the frame of its LMS and of nobody else', () => {
      const pages = answers.filter(
        (one) => isPage(one) && isOfSession(one) && !/AAAA/.test(one.url),
      );
      expect(pages.length).to.be.greaterThan(60);
      for (const page of pages) {
        const policy = page.headers.get('content-security-policy') ?? '';
        const ancestors = /frame-ancestors ([^;]*)/.exec(policy)?.[1];
        expect(ancestors, pathOf(page)).to.equal(`'self' ${new URL(stack.lms.url).origin}`);
        expect(page.headers.get('x-frame-options'), 'would forbid the LMS').to.equal(null);
      }
    });

    it('nothing of a person is kept by a browser or a proxy', () => {
      for (const one of answers.filter((answer) => /^\/(app|lti)\//.test(pathOf(answer))))
        expect(one.headers.get('cache-control'), `${one.status} ${pathOf(one)}`).to.equal(
          'no-store',
        );
    });

    it('every answer: no sniffing, no name of the server, no address told to others', () => {
      for (const one of answers) {
        expect(one.headers.get('x-content-type-options'), one.url).to.equal('nosniff');
        expect(one.headers.get('x-powered-by')).to.equal(null);
        expect(one.headers.get('referrer-policy')).to.be.oneOf(['same-origin', 'no-referrer']);
        const strict = one.headers.get('strict-transport-security');
        if (scheme === 'https') expect(strict).to.match(/max-age=\d{7,}/);
        else expect(strict).to.equal(null);
        expect(one.headers.get('access-control-allow-origin')).to.equal(null);
      }
    });

    it('addresses of pages carry no token: what a page could tell on is worth nothing', () => {
      for (const one of answers.filter(isPage)) {
        const { pathname, search } = new URL(one.url);
        // A list may be narrowed by a state in a word; that of a login is long.
        expect(search, pathname).to.not.match(/id_token|ltik|state=[\w.-]{16}|nonce|csrf|eyJ/);
        if (one.status < 400) expect(pathname).to.not.equal('/app/enter');
      }
    });

    it('cookies have the attributes that hold in a frame, and no script can read them', () => {
      const lines = answers.flatMap((one) => one.headers.getSetCookie());
      const named = (name: RegExp) => lines.filter((line) => name.test(line));
      const inFrames = /; HttpOnly; Secure; SameSite=None; Partitioned$/;
      for (const line of lines) {
        expect(line).to.match(/; HttpOnly/);
        expect(line).to.not.match(/Domain=/i);
      }
      if (scheme === 'https') {
        for (const line of lines) expect(line).to.match(inFrames);
        const sessions = named(/^__Host-nastavnik=/);
        expect(sessions.length).to.be.at.least(WALKS.length);
        for (const line of sessions) expect(line).to.match(/^__Host-nastavnik=[\w-]+; Path=\/; /);
        expect(
          named(/^__Host-nastavnik-login-[\w-]{8}=[\w-]+; Path=\/; Max-Age=600;/),
        ).to.not.have.length(0);
        expect(
          named(/^nastavnik(-login)?/).filter((line) => !/^nastavnik-flash=/.test(line)),
        ).to.deep.equal([]);
      } else {
        for (const line of lines) expect(line).to.not.match(/Secure|Partitioned|SameSite=None/);
        for (const line of named(/^nastavnik=/))
          expect(line).to.match(/; Path=\/; HttpOnly; SameSite=Lax$/);
        expect(named(/^nastavnik=/).length).to.be.at.least(WALKS.length);
        expect(named(/^__Host-/)).to.deep.equal([]);
      }
    });

    it('a fault of the database is a number on the page and no value in the log', async () => {
      const surfer = newWalker();
      const home = await surfer.launch('mentor1', HOME);
      const page = await writeMeeting(surfer, home, () =>
        stack.db.schema.renameTable('meetings', 'lost'),
      );
      await stack.db.schema.renameTable('lost', 'meetings');
      expect(page.status).to.equal(500);
      expect(page.body).to.not.match(/SQLITE|no such table|select /);
      const number = page.headers.get('x-request-id') ?? '';
      expect(page.body).to.contain(number);
      const lineOf = () =>
        stack.tool
          .output()
          .split('\n')
          .find((one) => one.includes(number) && /"err"/.test(one));
      await until('the fault is in the log', () => lineOf() !== undefined);
      const line = lineOf();
      expect(line).to.match(/"code":"SQLITE_ERROR","message":"database error","stack":" +at /);
    });

    it('the log of it all holds nothing personal and nothing secret', () => {
      const log = `${stack.tool.output()}${stack.tool.errors()}`;
      const lines = log.trim().split('\n');
      expect(lines.length).to.be.greaterThan(100);
      for (const line of lines) expect(() => JSON.parse(line), line).to.not.throw();
      expect(/^.*[а-яё].*$/im.exec(log)?.[0], 'words of people').to.equal(undefined);
      expect(/^.*(@|%40)kollezh.*$/m.exec(log)?.[0], 'e-mails').to.equal(undefined);
      expect(/^.*eyJ[\w-]{8}.*$/m.exec(log)?.[0], 'tokens').to.equal(undefined);
      expect(log).to.not.contain(encodeURIComponent(SEARCHED));
      const secrets = new Set<string>();
      for (const { cookies, seen } of surfers) {
        for (const value of cookies.values()) secrets.add(value);
        for (const one of seen) {
          const { searchParams, pathname } = new URL(one.url);
          for (const name of ['state', 'nonce', 'code', 'invite', 'login_hint', 'lti_message_hint'])
            secrets.add(searchParams.get(name) ?? '');
          if (isOfSession(one)) secrets.add(pathname.split('/')[2] ?? '');
          for (const name of ['_csrf', 'id_token', 'idempotencyKey', 'binding'])
            secrets.add(fieldValue(one.body, name));
          for (const line of one.headers.getSetCookie())
            secrets.add(line.split(';')[0]?.split('=')[1] ?? '');
        }
      }
      const told = [...secrets].filter((value) => value.length > 7 && log.includes(value));
      expect(told, 'secrets in the log').to.deep.equal([]);
      expect(secrets.size).to.be.greaterThan(50);
    });
  });
}
