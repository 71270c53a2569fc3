import { createServer } from 'node:net';
import { expect } from 'chai';
import { pino } from 'pino';
import { type FakeSmtp, startFakeSmtp } from '../../../test/support/fake-smtp.js';
import { freePort } from '../../../test/support/free-port.js';
import { ConfigError, loadConfig } from '../../config.js';
import { noMailer, openMailer } from '../../mail/index.js';
import { smtpMailer } from '../../mail/smtp-mailer.js';
import { parseMailFrom, parseSmtpUrl } from '../../mail/smtp-settings.js';

const MESSAGE = {
  to: 'mama@pochta.example',
  subject: 'Код подтверждения – «Наставник»',
  text: 'Код: 123456\n\nКолледж «Связь»',
};
const FROM = { name: 'Наставник', address: 'mentor@kollezh.example' };
const LIMITS = { connectMs: 2_000, answerMs: 300, pauseMs: 5 };

describe('mail', () => {
  let server: FakeSmtp;
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const mailer = (url = server.url) =>
    smtpMailer({ settings: parseSmtpUrl(url), from: FROM, logger, limits: LIMITS });

  before(async () => {
    server = await startFakeSmtp();
  });
  after(() => server.close());
  beforeEach(() => {
    server.inbox.length = 0;
    server.refusals.length = 0;
    lines.length = 0;
  });

  it('hands a message over as it was written', async () => {
    expect(await mailer().send(MESSAGE)).to.equal('sent');
    const [got] = server.inbox;
    expect(got).to.deep.include({ from: FROM.address, to: [MESSAGE.to], subject: MESSAGE.subject });
    expect(got?.text.trim()).to.equal(MESSAGE.text);
    expect(got?.raw).to.match(/^Auto-Submitted: auto-generated/m);
  });

  it('tries once more what the server puts off, and says so when it does again', async () => {
    server.refusals.push(451);
    expect(await mailer().send(MESSAGE)).to.equal('sent');
    expect(server.inbox).to.have.length(1);
    server.refusals.push(451, 451, 451);
    expect(await mailer().send(MESSAGE)).to.equal('unreachable');
    expect(server.refusals).to.have.length(1);
  });

  it('does not insist where the server says no for good', async () => {
    server.refusals.push(550);
    const before = server.connections;
    expect(await mailer().send(MESSAGE)).to.equal('refused');
    expect(server.connections - before).to.equal(1);
    expect(server.inbox).to.deep.equal([]);
  });

  it('nobody there: unreachable, not an error', async () => {
    const url = `smtp://127.0.0.1:${await freePort()}`;
    expect(await mailer(url).send(MESSAGE)).to.equal('unreachable');
  });

  it('a server that says nothing is not waited for', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // Which of our time limits ends it first, decides whether we can be sure.
    const outcome = await mailer(`smtp://127.0.0.1:${port}`).send(MESSAGE);
    expect(outcome).to.be.oneOf(['unreachable', 'unclear']);
    silent.close();
  });

  it('an address that tries to be several, or a header, stays one address or none', async () => {
    for (const to of ['a@b.example,c@d.example', 'a@b.example\r\nBcc: c@d.example']) {
      await mailer().send({ ...MESSAGE, to });
    }
    for (const { to, raw } of server.inbox) {
      expect(to).to.not.include('c@d.example');
      expect(raw).to.not.match(/^Bcc:/im);
    }
  });

  it('writes neither addresses nor texts into the log', async () => {
    await mailer().send(MESSAGE);
    server.refusals.push(550);
    await mailer().send(MESSAGE);
    expect(lines).to.have.length(2);
    expect(lines.join('')).to.not.match(/mama|pochta|123456|Код|kollezh/);
  });

  it('without a server is off, and says so', async () => {
    const env = {
      PUBLIC_URL: 'https://a.example',
      DATABASE_URL: 'sqlite:x',
      SECRET_KEY: 'x'.repeat(32),
    };
    const none = openMailer(loadConfig(env), logger);
    expect(none).to.equal(noMailer);
    expect(none.configured).to.equal(false);
    expect(await none.send(MESSAGE)).to.equal('off');
    const set = loadConfig({ ...env, SMTP_URL: 'smtp://h.example', MAIL_FROM: 'a@b.example' });
    expect(openMailer(set, logger).configured).to.equal(true);
  });

  const URLS: [url: string, settings: object | string][] = [
    ['smtp://mail.example', { host: 'mail.example', port: 587, secure: false, auth: null }],
    ['smtps://mail.example', { port: 465, secure: true, requireTls: false }],
    [
      'smtp://u%40x:p%3A1@mail.example:25',
      { port: 25, auth: { user: 'u@x', pass: 'p:1' }, requireTls: true },
    ],
    ['smtp://u:p@127.0.0.1:25', { requireTls: false }],
    ['http://mail.example', 'must begin with smtp:// or smtps://'],
    ['mail.example', 'must be an address such as smtp://user:password@host:587'],
    ['smtp://mail.example/box', 'must end after host and port: no path, no query'],
  ];
  for (const [url, wanted] of URLS) {
    it(`${url} is ${typeof wanted === 'string' ? 'refused' : 'read'}`, () => {
      if (typeof wanted === 'string') expect(() => parseSmtpUrl(url)).to.throw(wanted);
      else expect(parseSmtpUrl(url)).to.deep.include(wanted);
    });
  }

  const SENDERS: [text: string, name: string | null, address: string][] = [
    ['a@b.example', '', 'a@b.example'],
    ['Наставник <a@b.example>', 'Наставник', 'a@b.example'],
    ['"Колледж, отдел" <a@b.example>', 'Колледж, отдел', 'a@b.example'],
    ['Наставник', null, ''],
    ['a@b.example, c@d.example', null, ''],
  ];
  for (const [text, name, address] of SENDERS) {
    it(`sender ${text} is ${name === null ? 'refused' : address}`, () => {
      if (name === null) expect(() => parseMailFrom(text)).to.throw('e-mail address');
      else expect(parseMailFrom(text)).to.deep.equal({ name, address });
    });
  }

  it('a wrong setting is named at the start, without its value', () => {
    const env = {
      PUBLIC_URL: 'https://a.example',
      DATABASE_URL: 'sqlite:x',
      SECRET_KEY: 'x'.repeat(32),
    };
    const told = (more: object) => {
      try {
        loadConfig({ ...env, ...more });
        return '';
      } catch (error) {
        expect(error).to.be.instanceOf(ConfigError);
        return (error as Error).message;
      }
    };
    expect(told({ SMTP_URL: 'smtp://u:geheim@h.example' })).to.contain('MAIL_FROM: is missing');
    const wrong = told({ SMTP_URL: 'imap://u:geheim@h.example', MAIL_FROM: 'x' });
    expect(wrong).to.match(/SMTP_URL: must begin[\s\S]*MAIL_FROM: must be/);
    expect(wrong).to.not.contain('geheim');
  });
});
