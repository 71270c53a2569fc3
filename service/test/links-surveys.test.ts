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

    describe('of an anonymous wave', () => {
      const secret = { met: true, where: 'Тайна', comfort: 9 };
      const read = (link: { token: string; pass: string }) => system().readSurveyByLink(link);
      const save = (link: { token: string; pass: string }, version: number, more: object = {}) =>
        system().saveSurveyByLink({ ...link, answers: ANSWERS, version, ...more });
      const storedOf = async (waveId: string) =>
        (await w.db('survey_responses').where('wave_id', waveId)).map((row) =>
          typeof row.answers === 'string' ? JSON.parse(row.answers) : row.answers,
        );

      it('a link that somebody else has made and opened shows nothing of what was handed in', async () => {
        const { waveId } = await w.wave({ anonymous: true });
        await w.save(w.mentee(), waveId, secret);
        const link = await held(waveId);
        const seen = await read(link);
        expect(seen).to.deep.include({
          answers: {},
          answersHidden: true,
          answerState: 'submitted',
        });
        for (const version of [0, 1, 2]) {
          const error = await rejection(save(link, version, { final: true }));
          expect(problemsOf(error)).to.deep.equal([': answer.handedInElsewhere']);
          expect(JSON.stringify(error.details)).not.to.contain('Тайна');
        }
        expect(await storedOf(waveId)).to.deep.equal([secret]);
        const mine = await w.as(w.mentee()).getMySurvey({ programmeId: w.programmeId, waveId });
        expect(mine).to.deep.include({ answers: secret, answersHidden: false });
      });

      it('nor of what was begun: it is begun anew, and who signed in has the last word', async () => {
        const { waveId } = await w.wave({ anonymous: true });
        await w.save(w.mentee(), waveId, secret, { final: false });
        const link = await held(waveId);
        const { answers, answersHidden, version } = await read(link);
        expect([answers, answersHidden, version]).to.deep.equal([{}, true, 1]);
        // An older version is told nothing of what stands there, also when it guesses it.
        for (const guess of [secret, ANSWERS]) {
          const error = await rejection(save(link, 0, { answers: guess }));
          expect(error.code).to.equal('changed_meanwhile');
          expect(JSON.stringify(error.details)).not.to.contain('Тайна');
        }
        await save(link, 1);
        expect(await read(link)).to.deep.include({ answers: ANSWERS, answersHidden: false });
        await w.save(w.mentee(), waveId, secret, { version: 2 });
        expect(await read(link)).to.deep.include({ answers: {}, answersHidden: true });
      });

      it('its holder goes on in parts, changes what they handed in, and after another code sees nothing', async () => {
        const { waveId } = await w.wave({ anonymous: true });
        const { token } = await create(waveId);
        const confirmed = async () => {
          w.service.clock.advance(61_000);
          const { code } = await system().sendLinkCode({ token });
          return { token, ...(await system().confirmLink({ token, answer: code })) };
        };
        const first = await confirmed();
        await save(first, 0, { answers: { met: false } });
        expect((await read(first)).answers).to.deep.equal({ met: false });
        await save(first, 1, { final: true });
        await save(first, 2, { final: true, answers: secret });
        expect((await read(first)).answers).to.deep.equal(secret);
        const second = await confirmed();
        expect(await read(second)).to.deep.include({ answers: {}, answersHidden: true });
        expect(problemsOf(await rejection(save(second, 3)))).to.deep.equal([
          ': answer.handedInElsewhere',
        ]);
      });

      it('a link to a named wave shows what was saved before, as the coordinator may read it', async () => {
        const { waveId } = await w.wave();
        await w.save(w.mentee(), waveId, secret);
        expect(await read(await held(waveId))).to.deep.include({ answers: secret });
      });
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
      expect(await refusal(system().readSurveyByLink(link))).to.deep.equal(['token: link.left']);
      const save = system().saveSurveyByLink({ ...link, answers: ANSWERS, version: 0 });
      expect(await refusal(save)).to.deep.equal(['token: link.left']);
      expect(await w.db('survey_responses').where('wave_id', waveId)).to.deep.equal([]);
    });

    it('is offered on the person’s card for the open waves that ask them', async () => {
      const { waveId } = await w.wave({ title: 'Входная анкета' });
      await w.addMentees(1, { groupName: 'Другая группа' });
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
