import { expect } from 'chai';
import { consentHandlers } from '../consents/consent-handlers.js';
import { linkHandlers } from '../links/link-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import { surveyHandlers } from '../surveys/survey-handlers.js';
import { type BuiltPerson, DAY_MS, eachDatabase, withService } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';
import { ANSWERS, surveyWorld } from './support/survey-world.js';

const FEATURES = [programmeHandlers, surveyHandlers, consentHandlers, linkHandlers];

eachDatabase((openDb) => {
  describe('links to a questionnaire', () => {
    const w = surveyWorld(openDb);
    const contact = 'mentee@kollezh.example';
    const system = () => w.service.system;
    const refusal = async (call: Promise<unknown>) => problemsOf(await rejection(call));

    beforeEach(() => {
      w.service = withService(w.db, FEATURES, w.service.clock);
    });

    const create = (waveId: string, person: BuiltPerson = w.mentee(), days?: number) =>
      w.boss.createSurveyLink({
        programmeId: w.programmeId,
        personId: person.personId,
        waveId,
        contact,
        ...(days === undefined ? {} : { days }),
      });

    async function held(waveId: string, person?: BuiltPerson) {
      const { token } = await create(waveId, person);
      const { code } = await system().sendLinkCode({ token });
      const { pass } = await system().confirmLink({ token, answer: code });
      return { token, pass };
    }

    it('its holder answers in parts as that person, until the wave closes', async () => {
      const { waveId } = await w.wave();
      const link = await held(waveId);
      const survey = await system().readSurveyByLink(link);
      expect(survey).to.deep.include({ waveId, personName: w.mentee().name, version: 0 });
      const part = await system().saveSurveyByLink({
        ...link,
        answers: { met: false },
        version: 0,
      });
      expect(part).to.deep.include({ answerState: 'draft', version: 1 });
      const done = { ...link, answers: ANSWERS, final: true, version: 1 };
      expect((await system().saveSurveyByLink(done)).answerState).to.equal('submitted');
      const mine = await w.as(w.mentee()).getMySurvey({ programmeId: w.programmeId, waveId });
      expect(mine.answers).to.deep.equal(ANSWERS);
      const { rows } = await w.boss.listJournal({ programmeId: w.programmeId });
      expect(rows[0]).to.deep.include({
        action: 'survey_wave.submitted',
        actorRole: 'mentee',
        after: { byLink: true },
      });
      // Changed until the wave closes, and not after.
      const changed = { ...ANSWERS, comfort: 3 };
      await system().saveSurveyByLink({ ...link, answers: changed, version: 2 });
      await w.setState(waveId, 'closed');
      expect(
        await refusal(system().saveSurveyByLink({ ...link, answers: changed, version: 3 })),
      ).to.deep.equal([': wave.closed']);
    });

    it('answers are refused as those of who signed in', async () => {
      const { waveId } = await w.wave();
      const link = await held(waveId);
      const empty = system().saveSurveyByLink({ ...link, answers: {}, final: true, version: 0 });
      expect((await rejection(empty)).code).to.equal('invalid');
      const old = { ...link, answers: ANSWERS, version: 7 };
      expect((await rejection(system().saveSurveyByLink(old))).code).to.equal('changed_meanwhile');
    });

    it('is made only for an open wave that asks this person', async () => {
      const { waveId } = await w.wave();
      expect(await refusal(create(waveId, w.mentor))).to.deep.equal(['waveId: link.notAsked']);
      await w.setState(waveId, 'closed');
      expect(await refusal(create(waveId))).to.deep.equal(['waveId: wave.closed']);
      const unknown = create('0197a0b0-0000-7000-8000-000000000000');
      expect((await rejection(unknown)).code).to.equal('not_found');
    });

    it('is one for a person and wave, and opens no other wave', async () => {
      const first = await w.wave();
      const second = await w.wave({ title: 'Вторая' });
      const other = await held(second.waveId);
      const { token } = await create(first.waveId);
      const again = await held(first.waveId);
      expect(await refusal(system().openLink({ token }))).to.deep.equal(['token: link.revoked']);
      expect((await system().readSurveyByLink(other)).waveId).to.equal(second.waveId);
      expect((await system().readSurveyByLink(again)).waveId).to.equal(first.waveId);
      const mixed = { token: again.token, pass: other.pass };
      expect(await refusal(system().readSurveyByLink(mixed))).to.deep.equal([
        'pass: link.passEnded',
      ]);
      expect((await rejection(system().readConsentByLink(again))).code).to.equal('not_found');
    });

    it('ends with its wave at the latest', async () => {
      const { waveId } = await w.wave({ endsOn: '2026-11-12' });
      const { expiresAt } = await create(waveId, w.mentee(), 60);
      const left = Date.parse(expiresAt) - w.service.clock.now();
      expect(left).to.be.at.most(4 * DAY_MS);
    });

    it('is worth nothing when the person has lost the role', async () => {
      const { waveId } = await w.wave();
      const link = await held(waveId);
      await w
        .db('participations')
        .where('person_id', w.mentee().personId)
        .update({ state: 'withdrawn' });
      expect((await rejection(system().readSurveyByLink(link))).code).to.be.oneOf([
        'not_found',
        'forbidden',
      ]);
      const save = system().saveSurveyByLink({ ...link, answers: ANSWERS, version: 0 });
      expect((await rejection(save)).code).to.be.oneOf(['not_found', 'forbidden']);
      expect(await w.db('survey_responses').where('wave_id', waveId)).to.deep.equal([]);
    });

    it('is offered on the person’s card for the open waves that ask them', async () => {
      const { waveId } = await w.wave({ title: 'Входная анкета' });
      await w.wave({ title: 'Чужая', groups: ['Другая группа'] });
      await create(waveId);
      const at = { programmeId: w.programmeId, personId: w.mentee().personId };
      const { links, offer } = await w.boss.getLinks(at);
      expect(offer.waves.map((one) => [one.title, one.answered])).to.deep.equal([
        ['Входная анкета', false],
      ]);
      expect(links[0]).to.deep.include({
        scope: 'survey',
        wave: { waveId, title: 'Входная анкета' },
        state: 'open',
      });
      const notOfConsent = w.boss.revokeConsentLink({ ...at, linkId: links[0]?.linkId ?? '' });
      expect((await rejection(notOfConsent)).code).to.equal('not_found');
    });
  });
});
