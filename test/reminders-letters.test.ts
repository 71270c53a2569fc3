import { expect } from 'chai';
import type { Db } from '../shared/db/connect.js';
import { newId } from '../shared/ids.js';
import { DATABASE_KINDS } from './support/databases.js';
import { type FakeSmtp, type Received, startFakeSmtp } from './support/fake-smtp.js';
import { fixedNoon } from './support/noon.js';
import { until } from './support/program.js';
import { type Stack, startStack } from './support/stack.js';
import { newSurfer } from './support/surfer.js';

const HOME = 'Моё наставничество';

for (const database of DATABASE_KINDS) {
  describe(`letters of reminders, from the mail server to the page, ${database}`, function letters() {
    this.timeout(120_000);
    let smtp: FakeSmtp;
    let stack: Stack;
    let db: Db;
    let letter: Received;
    let plannedMeetingId: string;
    const clock = fixedNoon();

    before(async () => {
      smtp = await startFakeSmtp();
      const env = { SMTP_URL: smtp.url, MAIL_FROM: 'Наставник <mentor@kollezh.example>' };
      stack = await startStack({ database, seed: true, env, clock });
      db = stack.tool.db;
      await newSurfer(stack.lms.url).launch('mentor1', HOME);
      const pair = await db('pairs as p')
        .join('pair_members as m', 'm.pair_id', 'p.id')
        .join('people as n', 'n.id', 'm.person_id')
        .where({ 'n.email': 'mentee1@kollezh.example', 'p.state': 'active' })
        .first('p.id', 'p.programme_id', 'p.organisation_id', 'p.form');
      plannedMeetingId = newId();
      const today = new Date(clock.now());
      await db('planned_meetings').insert({
        id: plannedMeetingId,
        organisation_id: pair.organisation_id,
        programme_id: pair.programme_id,
        pair_id: pair.id,
        pair_form: pair.form,
        kind: 'regular',
        on_date: new Date(today.getTime() + 86_400_000).toISOString().slice(0, 10),
        starts_at: '14:00',
        minutes: 45,
        format: 'in_person',
        state: 'agreed',
        proposed_side: 'mentor',
        created_at: 0,
        changed_at: 0,
      });
      await db('reminder_settings').insert({
        id: newId(),
        organisation_id: pair.organisation_id,
        programme_id: pair.programme_id,
        quiet_from: '00:00',
        quiet_to: '00:00',
        weekends: true,
        digest_day: 1,
        digest_hour: 9,
        changed_at: 0,
      });
      stack.tool.scheduler.start();
      const to = (address: string) =>
        smtp.inbox.find((mail) => mail.to.includes(address) && mail.subject.startsWith('Встреча '));
      await until(
        'the letters leave',
        () =>
          to('mentor1@kollezh.example') !== undefined &&
          to('mentee1@kollezh.example') !== undefined,
        60_000,
      );
      letter = to('mentor1@kollezh.example') as Received;
    });
    after(async () => {
      await stack.close();
      await smtp.close();
    });

    const addressIn = (text: string, kind: 'go' | 'mail') =>
      new RegExp(`${stack.toolUrl}/${kind}/\\S+`).exec(text)?.[0] ?? '';

    it('say when, by what to open it and how to decline, and name nobody', async () => {
      const names: { family_name: string }[] = await db('people').select('family_name');
      for (const { family_name: name } of names) {
        expect(letter.text).not.to.include(name);
        expect(letter.subject).not.to.include(name);
      }
      expect(letter.text).to.match(/в 14:00/);
      expect(letter.text).not.to.match(/\{\w+\}/);
      const decline = addressIn(letter.text, 'mail');
      const unfolded = letter.raw.replace(/\r\n[ \t]+/g, ' ');
      expect(unfolded).to.match(/^List-Unsubscribe: <[^>]+>/m);
      expect(unfolded).to.include(`<${decline}>`);
      expect(unfolded).to.match(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
      expect(decline).not.to.match(/@|mentor1/);
    });

    it('lead who has no session into the course, and its launch to the exact page', async () => {
      const surfer = newSurfer(stack.lms.url);
      await surfer.get(`${stack.lms.url}/login?as=mentor1&to=/course/2`);
      const led = await surfer.get(addressIn(letter.text, 'go'));
      expect(led.url).to.match(/\/mod\/lti\/view\.php\?l=\d+$/);
      expect(led.status).to.equal(200);
      const frame = /src="([^"]*launch\.php[^"]*)"/.exec(led.body)?.[1] ?? '';
      const page = await surfer.enter(frame.replaceAll('&amp;', '&'));
      expect(new URL(page.url).pathname).to.match(new RegExp(`/calendar/${plannedMeetingId}$`));
      expect(page.status).to.equal(200);
      // Once: the next launch lands where its link says.
      const next = await surfer.launch('mentor1', HOME);
      expect(new URL(next.url).pathname).to.match(/\/my$/);
      // And who has a session goes straight there.
      const straight = await surfer.get(addressIn(letter.text, 'go'));
      expect(new URL(straight.url).pathname).to.match(new RegExp(`/calendar/${plannedMeetingId}$`));
    });

    it('lead nobody else to it', async () => {
      const other = newSurfer(stack.lms.url);
      await other.launch('mentor2', HOME);
      const led = await other.get(addressIn(letter.text, 'go'));
      expect(led.url).to.include(stack.lms.url);
      const again = await other.launch('mentor2', HOME);
      expect(again.url).not.to.include(plannedMeetingId);
      const none = await other.get(`${stack.toolUrl}/go/${'x'.repeat(22)}`);
      expect(none.status).to.equal(404);
      expect((await other.get(`${stack.toolUrl}/mail/short`)).status).to.equal(404);
    });

    it('are declined without signing in: by a press, by one in a mail program, and taken back', async () => {
      const address = addressIn(letter.text, 'mail');
      const stranger = newSurfer(stack.lms.url);
      const choices = async () => db('reminder_choices').orderBy('id').pluck('choices');
      const page = await stranger.get(address);
      expect(page.status).to.equal(200);
      expect(page.body).to.include('Не присылать письма этой группы');
      expect(await choices(), 'opening it changes nothing').to.deep.equal([]);
      const done = await stranger.post(address, { what: 'group' });
      expect(done.body).to.include('Таких писем больше не будет.');
      expect(JSON.stringify(await choices())).to.match(/meetings.*none/);
      const back = await stranger.post(address, { what: 'back' });
      expect(back.body).to.include('Письма снова будут приходить.');
      expect(JSON.stringify(await choices())).not.to.include('none');
      const press = await stranger.post(address, { 'List-Unsubscribe': 'One-Click' });
      expect(press.status).to.equal(200);
      expect(JSON.stringify(await choices())).to.match(/meetings.*none/);
      expect(page.body).not.to.match(/Соколов|mentor1@/);
    });
  });
}
