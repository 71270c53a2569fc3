import { expect } from 'chai';
import { pino } from 'pino';
import type { MentoringApi } from '../../../service/api/index.js';
import { pairLetterJob } from '../../lti/pair-letter-job.js';
import type { MailOutcome } from '../../mail/index.js';
import { pairMessage } from '../../pages/pairs/pair-message.js';
import { createI18n } from '../../web/i18n.js';

const LETTER = {
  letterId: 'l',
  claim: 'c',
  to: 'student@kollezh.example',
  kind: 'new_pair' as const,
  side: 'mentee' as const,
  startsOn: '2026-11-11',
  endsOn: '2027-06-30',
  orderNumber: '14-р',
  orderDate: '2026-11-10',
  organisationName: 'Колледж связи',
  programmeTitle: 'Наставничество 2026/27',
};

describe('letters about new pairs', () => {
  const t = createI18n().translator('ru');

  it('say to each side what it means, by which order; without one nothing of an order', () => {
    const mentee = pairMessage(t, LETTER);
    expect(mentee.text).to.contain(
      'У Вас есть наставник: пара работает с 11.11.2026 по 30.06.2027.',
    );
    expect(mentee.text).to.contain('Основание: приказ № 14-р от 10.11.2026.');
    const mentor = pairMessage(t, { ...LETTER, side: 'mentor', orderNumber: null });
    expect(mentor.text).to.contain('закрепили наставляемого').and.not.contain('приказ');
  });

  async function run(configured: boolean, outcome: MailOutcome) {
    const results: string[] = [];
    let left = 2;
    const client = {
      claimPairLetter: async () => {
        left -= 1;
        return { letter: left >= 0 ? LETTER : null };
      },
      recordPairLetter: async (input: { outcome: string }) => {
        results.push(input.outcome);
        return { recorded: true };
      },
    };
    await pairLetterJob({
      api: { as: () => client } as unknown as MentoringApi,
      mailer: { configured, send: async () => outcome },
      logger: pino({ level: 'silent' }),
      message: (letter) => pairMessage(t, letter),
    }).run(() => false);
    return results;
  }

  it('are sent one by one, and what became of each is written down', async () => {
    expect(await run(true, 'sent')).to.deep.equal(['sent', 'sent']);
    expect(await run(true, 'refused')).to.deep.equal(['refused', 'refused']);
  });

  it('stay where they are without a mail server', async () => {
    expect(await run(false, 'sent')).to.deep.equal([]);
  });
});
