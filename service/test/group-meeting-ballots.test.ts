import { expect } from 'chai';
import type { AppError } from '../../shared/errors.js';
import type { Answers } from '../api/questionnaire-definition.js';
import { groupWorld, TODAY } from './support/group-world.js';
import { type BuiltPerson, eachDatabase } from './support/harness.js';
import { rejection } from './support/rejection.js';

eachDatabase((openDb) => {
  describe('group meetings: the questionnaires about preferences', () => {
    const g = groupWorld(openDb);
    const { w, people } = g;
    const wave = (waveId: string) => ({ ...g.here(), waveId });
    const ids = (rows: readonly { personId: string }[]) =>
      rows.map(({ personId }) => personId).sort();
    const idsOf = (...all: BuiltPerson[]) => ids(all);

    /** Anna, Gleb and Daria were there, Boris was not; the questionnaires are open. */
    async function opened() {
      const { groupMeetingId } = await g.add();
      await g.mark(groupMeetingId, [[people.boris, 'absent']], 'present');
      const waves = await g.open(groupMeetingId);
      return { groupMeetingId, ...waves };
    }

    const mine = async (who: BuiltPerson) =>
      (await w.api(who).listMySurveys(g.here())).rows.map(({ waveId }) => waveId);
    const save = (who: BuiltPerson, waveId: string, answers: Answers) =>
      w.api(who).saveMyAnswers({ ...wave(waveId), answers, final: true, version: 0 });

    it('ask those who were there, and offer each the other side that was there', async () => {
      const { groupMeetingId, menteeWaveId, mentorWaveId } = await opened();
      expect(await mine(people.anna)).to.deep.equal([menteeWaveId]);
      expect(await mine(people.boris)).to.deep.equal([]);
      expect(await mine(people.gleb)).to.deep.equal([mentorWaveId]);
      const offered = async (who: BuiltPerson, waveId: string, side: 'mentee' | 'mentor') =>
        ids((await w.api(who).getMySurvey(wave(waveId))).people[side]);
      // Somebody else of either role, who was not at the meeting.
      await g.inPool('mentor', 'Иных');
      expect(await offered(people.anna, menteeWaveId, 'mentor')).to.deep.equal(
        idsOf(people.gleb, people.daria),
      );
      expect(await offered(people.gleb, mentorWaveId, 'mentee')).to.deep.equal(idsOf(people.anna));
      const late = w.api(people.boris).getMySurvey(wave(menteeWaveId));
      expect((await rejection(late)).code).to.equal('not_found');
      const { ballots, hasBallots } = await g.get(groupMeetingId);
      expect(hasBallots).to.equal(true);
      expect(
        ballots.map(({ side, answered, missing, state }) => [side, answered, missing, state]),
      ).to.deep.equal([
        ['mentee', 0, 1, 'open'],
        ['mentor', 0, 2, 'open'],
      ]);
    });

    it('are named: the coordinator counts and reads them, and they never become anonymous', async () => {
      const { groupMeetingId, menteeWaveId } = await opened();
      await save(people.anna, menteeWaveId, { wished: [people.gleb.personId] });
      const [ballot] = (await g.get(groupMeetingId)).ballots;
      expect(ballot).to.include({ answered: 1, missing: 0 });
      const answers = await w.api().getAnswersOf({
        ...wave(menteeWaveId),
        personId: people.anna.personId,
      });
      expect(answers.answers).to.deep.equal({ wished: [people.gleb.personId] });
      const stored = await w.api().getWave(wave(menteeWaveId));
      expect(stored).to.include({ anonymous: false, listed: true });
      const { title, startsOn, endsOn, version } = stored;
      const change = { ...wave(menteeWaveId), title, startsOn, endsOn, version, anonymous: true };
      expect(await g.codes(w.api().updateWave(change))).to.include('anonymous: wave.ballotNamed');
    });

    it('take no name of who was not there', async () => {
      const { mentorWaveId, menteeWaveId } = await opened();
      const other = await g.inPool('mentor', 'Иных');
      const refused = await g.codes(save(people.anna, menteeWaveId, { wished: [other.personId] }));
      expect(refused).to.deep.equal(['answers.wished: answer.person']);
      expect(
        await g.codes(
          save(people.gleb, mentorWaveId, { wished: [people.boris.personId], capacity: 2 }),
        ),
      ).to.deep.equal(['answers.wished: answer.person']);
      await save(people.gleb, mentorWaveId, { wished: [people.anna.personId], capacity: 2 });
    });

    it('name nobody both among the wished and the unwanted: by hand, by a link or off paper', async () => {
      const { menteeWaveId } = await opened();
      const { personId, name } = people.gleb;
      const both = { wished: [personId], unwanted: [personId] };
      const refused = await rejection(save(people.anna, menteeWaveId, both));
      const problem = {
        path: 'answers.unwanted',
        code: 'answer.bothWays',
        params: { names: name },
      };
      expect((refused as AppError).problems).to.deep.equal([problem]);
      await w.api().makeSheets(wave(menteeWaveId));
      const { rows } = await w.api().listSheets(wave(menteeWaveId));
      const entry = { ...wave(menteeWaveId), code: rows[0]?.code ?? '', answers: both };
      const typed = await rejection(w.api().enterSheet({ ...entry, incomplete: true }));
      expect((typed as AppError).problems).to.deep.equal([problem]);
      const link = await w.api().createSurveyLink({
        ...wave(menteeWaveId),
        personId: people.anna.personId,
        contact: 'anna@kollezh.example',
      });
      const { system } = w.service;
      const { code } = await system.sendLinkCode({ token: link.token });
      const { pass } = await system.confirmLink({ token: link.token, answer: code });
      const byLink = { token: link.token, pass, answers: both, version: 0, final: true };
      const held = await rejection(system.saveSurveyByLink(byLink));
      expect((held as AppError).problems).to.deep.equal([problem]);
    });

    it('nobody of the programme but who follows surveys reads a word of them', async () => {
      const { menteeWaveId } = await opened();
      await save(people.anna, menteeWaveId, { wished: [people.gleb.personId] });
      const at = { ...wave(menteeWaveId), personId: people.anna.personId };
      for (const who of [people.gleb, people.boris, people.anna])
        for (const call of [
          w.api(who).getAnswersOf(at),
          w.api(who).listWaveAnswers(wave(menteeWaveId)),
          w.api(who).getWaveResults(wave(menteeWaveId)),
          w.api(who).listWavePeople(wave(menteeWaveId)),
        ])
          expect((await rejection(call)).code).to.equal('forbidden');
      const theirs = await rejection(w.api(people.gleb).getMySurvey(wave(menteeWaveId)));
      expect(theirs.code).to.equal('not_found');
    });

    it('every list and count of a wave is narrowed alike', async () => {
      const { menteeWaveId, mentorWaveId } = await opened();
      const missing = await w.api().listWavePeople(wave(mentorWaveId));
      expect(ids(missing.rows)).to.deep.equal(idsOf(people.gleb, people.daria));
      expect(await w.api().getWave(wave(mentorWaveId))).to.include({ answered: 0, missing: 2 });
      expect(await w.api().getPaper(wave(mentorWaveId))).to.include({ without: 2 });
      const made = await w.api().makeSheets(wave(mentorWaveId));
      expect(made).to.include({ made: 2 });
      const paper = await w.api().getPaper(wave(menteeWaveId));
      expect(ids(paper.people.mentor)).to.deep.equal(idsOf(people.gleb, people.daria));
      const { rows } = await w.api().countAudience({
        ...wave(mentorWaveId),
        role: 'mentor',
      });
      expect(rows.find(({ among }) => among === 'everyone')).to.include({ online: 2, guests: 0 });
      const reminders = await w.api().getWaveReminders(wave(mentorWaveId));
      expect(reminders).to.deep.include({ missing: 2 });
      const link = w.api().createSurveyLink({
        ...wave(menteeWaveId),
        personId: people.boris.personId,
        confirmation: 'birth_year',
        contact: null,
      });
      expect(await g.codes(link)).to.deep.equal(['waveId: link.notAsked']);
      const person = await w.api().getPerson({ ...g.here(), personId: people.boris.personId });
      expect(person.gaps).not.to.include('no_entry_answers');
    });

    it('a questionnaire that is said to be of the entry owes nobody an entry for its ballots', async () => {
      const { menteeWaveId } = await opened();
      const { questionnaireId } = await w.api().getWave(wave(menteeWaveId));
      const asked = await w.api().getQuestionnaire({ ...g.here(), questionnaireId });
      await w.api().updateQuestionnaire({
        ...g.here(),
        questionnaireId,
        title: asked.title,
        stage: 'entry',
        definition: asked.definition,
        version: asked.version,
      });
      for (const { personId } of [people.anna, people.boris]) {
        const { gaps } = await w.api().getPerson({ ...g.here(), personId });
        expect(gaps).not.to.include('no_entry_answers');
      }
    });

    it('who is noted later is asked too, and who was not there is asked no more', async () => {
      const { groupMeetingId, menteeWaveId, mentorWaveId } = await opened();
      await g.mark(groupMeetingId, [
        [people.boris, 'present', 2],
        [people.daria, 'absent', 2],
      ]);
      expect(await mine(people.boris)).to.deep.equal([menteeWaveId]);
      expect(await mine(people.daria)).to.deep.equal([]);
      const { people: offered } = await w.api(people.gleb).getMySurvey(wave(mentorWaveId));
      expect(ids(offered.mentee)).to.deep.equal(idsOf(people.anna, people.boris));
    });

    it('leave out who took back their consent', async () => {
      const { groupMeetingId } = await g.add();
      await g.mark(groupMeetingId, [], 'present');
      await g.withdraw(people.daria);
      const { mentorWaveId, menteeWaveId } = await g.open(groupMeetingId);
      expect(await mine(people.daria)).to.deep.equal([]);
      expect(await w.api().getWave(wave(mentorWaveId))).to.include({ missing: 1 });
      const { people: offered } = await w.api(people.anna).getMySurvey(wave(menteeWaveId));
      expect(ids(offered.mentor)).to.deep.equal(idsOf(people.gleb));
    });

    it('are opened once, after the meeting, within the year, where both sides were there', async () => {
      const { groupMeetingId } = await g.add();
      const open = (dates = {}) =>
        g.codes(g.open(groupMeetingId, { startsOn: TODAY, endsOn: '2026-11-20', ...dates }));
      expect(await open()).to.deep.equal([': groupMeeting.notHeld']);
      await g.mark(groupMeetingId, [[people.anna, 'absent']]);
      expect(await open()).to.deep.equal([': groupMeeting.nobodyThere']);
      await g.mark(groupMeetingId, [[people.anna, 'present', 2]]);
      expect(await open()).to.deep.equal([': groupMeeting.noMentors']);
      await g.mark(groupMeetingId, [[people.gleb, 'present']]);
      expect(await open({ startsOn: '2026-11-01' })).to.deep.equal([
        'startsOn: groupMeeting.beforeMeeting',
      ]);
      expect(await open({ endsOn: '2027-09-30' })).to.deep.equal([
        'endsOn: groupMeeting.outsideYear',
      ]);
      expect(await open({ startsOn: '2026-11-12', endsOn: '2026-11-11' })).to.deep.equal([
        'endsOn: wave.dates',
      ]);
      await g.open(groupMeetingId);
      expect(await open()).to.deep.equal([': groupMeeting.ballotsOpened']);
      const { version } = await g.get(groupMeetingId);
      const state = { ...g.at(groupMeetingId), state: 'cancelled' as const, reason: 'Нет' };
      expect(await g.codes(w.api().setGroupMeetingState({ ...state, version }))).to.deep.equal([
        ': groupMeeting.ballotsOpened',
      ]);
    });

    it('two who open them at once open them once, and both sides have one questionnaire each', async () => {
      const { groupMeetingId } = await g.add();
      await g.mark(groupMeetingId, [], 'present');
      const dates = { startsOn: TODAY, endsOn: '2026-11-20', version: 2 };
      const results = await Promise.allSettled([
        w.api().openBallots({ ...g.at(groupMeetingId), ...dates }),
        w.api().openBallots({ ...g.at(groupMeetingId), ...dates }),
      ]);
      expect(results.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
      const { total } = await w.api().listWaves(g.here());
      expect(total).to.equal(2);
      // The next meeting asks the same questionnaires, as they were edited since.
      const next = await g.add({ title: 'Ещё одно', heldOn: '2026-11-09' });
      await g.mark(next.groupMeetingId, [], 'present');
      await g.open(next.groupMeetingId);
      expect((await w.api().listQuestionnaires(g.here())).total).to.equal(2);
    });

    it('over an older version nothing is opened', async () => {
      const { groupMeetingId } = await g.add();
      await g.mark(groupMeetingId, [], 'present');
      const dates = { startsOn: TODAY, endsOn: '2026-11-20' };
      const old = w.api().openBallots({ ...g.at(groupMeetingId), ...dates, version: 1 });
      expect((await rejection(old)).code).to.equal('changed_meanwhile');
      expect((await w.api().listWaves(g.here())).total).to.equal(0);
    });
  });
});
