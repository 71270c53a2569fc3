import { expect } from 'chai';
import { pino } from 'pino';
import type { MentoringApi } from '../../../service/api/index.js';
import { reminderJob } from '../../lti/reminder-job.js';
import type { MailOutcome } from '../../mail/index.js';
import { reminderMessage } from '../../pages/surveys/reminder-message.js';
import { createI18n } from '../../web/i18n.js';

const LETTER = {
  reminderId: 'r',
  claim: 'c',
  to: 'student@kollezh.example',
  title: 'Как дела <b>',
  endsOn: '2026-11-30',
  anonymous: false,
  organisationName: 'Колледж связи',
  programmeTitle: 'Наставничество 2026/27',
  token: null as string | null,
  mailToken: 'm'.repeat(22),
};

describe('letters that remind of waves', () => {
  const t = createI18n().translator('ru');

  it('say what and until when; a link only to who has no account, and no name of anybody', () => {
    const course = reminderMessage(t, 'https://mentor.example', LETTER);
    expect(course.subject).to.equal('Напоминание об анкете');
    expect(course.text).to.contain('«Как дела <b>» открыта до 30.11.2026');
    expect(course.text).to.contain('Наставничество 2026/27');
    expect(course.text).to.contain(`https://mentor.example/go/${LETTER.mailToken}`);
    expect(course.headers).to.have.property('List-Unsubscribe');
    const token = 'a'.repeat(22);
    const secret = { ...LETTER, token, anonymous: true };
    const anew = reminderMessage(t, 'https://mentor.example', secret);
    expect(anew.text).to.contain('начните заново').and.not.contain('ответы сохранились');
    const link = reminderMessage(t, 'https://mentor.example', { ...LETTER, token });
    expect(link.text).to.contain(`https://mentor.example/link/${token}`);
    expect(link.subject).to.not.contain(token);
  });

  function run(configured: boolean, outcome: MailOutcome = 'sent') {
    const calls: string[] = [];
    const results: unknown[] = [];
    let left = 2;
    const client = {
      planReminders: async () => {
        calls.push('plan');
        return { letters: 2 };
      },
      claimReminder: async () => {
        left -= 1;
        return { letter: left >= 0 ? LETTER : null };
      },
      recordReminder: async (input: { outcome: string }) => {
        results.push(input.outcome);
        return { recorded: true };
      },
    };
    const api = { as: () => client } as unknown as MentoringApi;
    const job = reminderJob({
      api,
      mailer: { configured, send: async () => outcome },
      logger: pino({ level: 'silent' }),
      message: (letter) => reminderMessage(t, 'https://mentor.example', letter),
    });
    return { job, calls, results };
  }

  it('are sent one after the other, and how each fared is recorded', async () => {
    const { job, results } = run(true, 'unclear');
    await job.run(() => false);
    expect(results).to.deep.equal(['unclear', 'unclear']);
  });
  it('are not even written down without a mail server, and stop with the program', async () => {
    const off = run(false);
    await off.job.run(() => false);
    expect(off.calls).to.deep.equal([]);
    const stopped = run(true);
    await stopped.job.run(() => true);
    expect(stopped.results).to.deep.equal([]);
  });
});
