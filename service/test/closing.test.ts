import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { closingHandlers } from '../closing/closing-handlers.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { pairLifeHandlers } from '../pair-life/life-handlers.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { registerHandlers } from '../registers/register-handlers.js';
import { consentWorld } from './support/consent-world.js';
import {
  type BuiltPair,
  type BuiltPerson,
  buildMeeting,
  buildPair,
  eachDatabase,
} from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

const TODAY = '2026-11-10';
const WORDS = { changed: 'Стал увереннее', valuable: 'Вопросы', hard: 'Сессия', next: '' };
const REPORT = {
  achieved: 'Сданы зачёты',
  difficulties: 'Мало времени',
  recommendation: 'end',
} as const;

eachDatabase((openDb) => {
  describe('the end of a pair', () => {
    const w = consentWorld(openDb, [
      pairHandlers,
      pairLifeHandlers,
      meetingHandlers,
      registerHandlers,
      closingHandlers,
    ]);
    let mentor: BuiltPerson;
    let pair: BuiltPair;

    beforeEach(async () => {
      mentor = await w.person('1980-01-01', ['mentor'], 'Кузнецова');
      pair = await pairWith([w.adult, w.minor]);
      for (const one of [mentor, w.adult]) await w.paper(one, 'own');
      await w.paper(w.minor, 'parent');
    });

    const pairWith = (mentees: BuiltPerson[], over: object = {}, by = mentor) =>
      buildPair(
        w.db,
        w.programme,
        { mentors: [by], mentees },
        { startsOn: '2026-09-01', endsOn: '2026-11-30', ...over },
      );
    const at = (of = pair) => ({ programmeId: of.programmeId, pairId: of.pairId });
    const withdraw = (person: BuiltPerson) =>
      w.api().withdrawConsent({
        ...w.at(person),
        kind: 'own',
        withdrawnOn: TODAY,
        byWhom: 'person',
        reason: 'Заявление',
      });
    const reflect = (by: BuiltPerson, over: object = {}) =>
      w.api(by).saveReflection({ ...at(), ...WORDS, quote: 'anonymous', version: 0, ...over });

    describe('reflections', () => {
      it('are read by their author and the college, never by the other side', async () => {
        await reflect(w.adult);
        expect((await w.api(w.adult).getMyReflection(at())).words).to.deep.equal(WORDS);
        expect((await w.api(mentor).getMyReflection(at())).version).to.equal(0);
        expect((await rejection(w.api(mentor).listReflections(at()))).code).to.equal('forbidden');
        const { rows } = await w.api().listReflections(at());
        expect(rows.map(({ person, quote }) => [person.personId, quote])).to.deep.equal([
          [w.adult.personId, 'anonymous'],
        ]);
      });

      it('are written once for a key, and over what the author saw', async () => {
        const idempotencyKey = newId();
        await reflect(w.adult, { idempotencyKey });
        expect(await reflect(w.adult, { idempotencyKey })).to.deep.equal({ version: 1 });
        await reflect(w.adult, { version: 1, changed: 'Второе' });
        const late = rejection(reflect(w.adult, { version: 1, changed: 'Третье' }));
        expect((await late).code).to.equal('changed_meanwhile');
      });

      it('stand once the pair is over, but the permission to quote does not', async () => {
        await reflect(w.adult);
        await w
          .db('pairs')
          .where('id', pair.pairId)
          .update({ state: 'completed', closed_on: TODAY });
        const changed = await rejection(reflect(w.adult, { version: 1, changed: 'Иначе' }));
        expect(problemsOf(changed)).to.deep.equal([': closing.reflectionClosed']);
        await reflect(mentor);
        await w.api(w.adult).setQuotePermission({ ...at(), quote: 'no', version: 1 });
        expect((await w.api(w.adult).getMyReflection(at())).quote).to.equal('no');
      });

      it('are not written by whose consent is withdrawn', async () => {
        await withdraw(w.adult);
        expect(problemsOf(await rejection(reflect(w.adult)))).to.deep.equal([': closing.frozen']);
        expect((await w.api(w.adult).getMyReflection(at())).mayWrite).to.equal(false);
      });

      it('before the last month none is taken', async () => {
        const early = await pairWith([w.adult], { endsOn: '2027-06-30', form: 'teacher_student' });
        const refused = await rejection(
          w.api(w.adult).saveReflection({ ...at(early), ...WORDS, quote: 'no', version: 0 }),
        );
        expect(problemsOf(refused)).to.deep.equal([': closing.reflectionClosed']);
      });
    });

    describe('a mentor’s report', () => {
      const save = (over: object = {}) =>
        w.api(mentor).saveMentorReport({ ...at(), ...REPORT, version: 0, ...over });
      const get = (by = w.coordinator) => w.api(by).getMentorReport(at());
      const decide = async (decision: 'accept' | 'return', over: object = {}) => {
        const { version, dataKey } = await get();
        const asked = { ...at(), decision, note: '', version, dataKey, ...over };
        return w.api().decideMentorReport(asked);
      };

      it('is filled from the log; what was withdrawn does not count', async () => {
        await buildMeeting(w.db, pair, { kind: 'organisational', minutes: 30, rating: 6 });
        await buildMeeting(w.db, pair, { heldOn: '2026-11-05', kind: 'closing', minutes: 60 });
        const gone = await buildMeeting(w.db, pair, { heldOn: '2026-11-06' });
        await w.db('meetings').where('id', gone.meetingId).update({ withdrawn_at: 1 });
        const { data } = await get(mentor);
        expect(data).to.deep.include({ held: 2, minutes: 90, closingMeetingOn: '2026-11-05' });
        expect(data.attendance.map(({ came, of }) => [came, of])).to.deep.equal([
          [2, 2],
          [2, 2],
        ]);
      });

      it('goes from the draft to the curator, back with a word, and is accepted', async () => {
        await save({ achieved: '' });
        const missing = await rejection(save({ achieved: '', submit: true, version: 1 }));
        expect(problemsOf(missing)).to.deep.equal(['achieved: required']);
        await save({ submit: true, version: 1 });
        expect((await get()).state).to.equal('submitted');
        const stands = await rejection(save({ version: 2 }));
        expect(problemsOf(stands)).to.deep.equal([': closing.reportStands']);
        expect(problemsOf(await rejection(decide('return')))).to.deep.equal(['note: required']);
        await decide('return', { note: 'Добавьте цифры' });
        expect(await get(mentor)).to.deep.include({
          state: 'returned',
          returnNote: 'Добавьте цифры',
        });
        await save({ submit: true, version: 3, achieved: 'Зачёты: 4 из 4' });
        await decide('accept');
        expect((await w.api().getClosing(at())).reportState).to.equal('accepted');
      });

      it('is accepted as it was seen, and keeps its data', async () => {
        await save({ submit: true });
        const seen = await get();
        await buildMeeting(w.db, pair);
        const unseen = await rejection(decide('accept', { dataKey: seen.dataKey }));
        expect(unseen.code).to.equal('changed_meanwhile');
        await decide('accept');
        await buildMeeting(w.db, pair, { heldOn: '2026-11-09' });
        expect((await get()).data.held).to.equal(1);
        await decide('return', { note: 'Ещё встреча' });
        expect((await get(mentor)).data.held).to.equal(2);
        const kept = await w.api(mentor).getMentorReport({ ...at(), number: 1 });
        expect([kept.data.held, kept.texts.achieved]).to.deep.equal([1, 'Сданы зачёты']);
      });

      it('of two who save at once one is told', async () => {
        const both = await Promise.allSettled([save(), save({ achieved: 'Иное' })]);
        expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
      });

      it('is not written while the mentor’s consent is withdrawn', async () => {
        await withdraw(mentor);
        expect(problemsOf(await rejection(save()))).to.deep.equal([': closing.frozen']);
        expect(await get(mentor)).to.deep.include({ mayWrite: false, frozen: true });
      });
    });

    describe('a case', () => {
      const CASE = {
        situation: 'Пропуски',
        goal: '',
        way: '',
        result: '',
        naming: 'anonymous',
      } as const;
      const get = () => w.api(mentor).getPairCase(at());
      const save = (over: object = {}) =>
        w.api(mentor).savePairCase({ ...at(), ...CASE, quotes: [], version: 0, ...over });

      it('quotes who allows it; whoever takes it back is gone at once', async () => {
        await reflect(w.adult);
        const { quotes } = await get();
        expect(quotes.map(({ question, name }) => [question, name])).to.deep.equal([
          ['changed', ''],
          ['valuable', ''],
        ]);
        const [{ reflectionId } = { reflectionId: '' }] = quotes;
        await save({ quotes: [{ reflectionId, question: 'changed' }] });
        expect((await get()).quotes.filter(({ chosen }) => chosen)).to.have.length(1);
        await w.api(w.adult).setQuotePermission({ ...at(), quote: 'no', version: 1 });
        expect(await get()).to.deep.include({ quotes: [], closed: 1 });
        const late = await rejection(
          save({ quotes: [{ reflectionId, question: 'changed' }], version: 1 }),
        );
        expect(problemsOf(late)).to.deep.equal(['quotes: closing.quoteGone']);
      });

      it('a minor is quoted only with the representative’s consent to publication', async () => {
        await reflect(w.minor);
        expect((await get()).quotes).to.deep.equal([]);
        await w.api().recordPaperConsent({
          ...w.at(w.minor),
          kind: 'publication',
          givenOn: '2026-09-10',
          representative: { name: 'Петрова Анна Ивановна', ground: 'parent', document: null },
          originalNumber: '18',
          originalNote: 'Папка 3',
        });
        expect((await get()).quotes).to.have.length(2);
      });

      it('has names only with everybody’s consent to publication', async () => {
        const refused = await rejection(save({ naming: 'named' }));
        expect(problemsOf(refused)).to.deep.equal(['naming: closing.notNamed']);
      });

      it('does not quote what was hard', async () => {
        await reflect(w.adult);
        const [{ reflectionId } = { reflectionId: '' }] = (await get()).quotes;
        const bad = save({ quotes: [{ reflectionId, question: 'hard' }] });
        expect((await rejection(bad)).code).to.equal('invalid');
      });
    });

    describe('results in the registers', () => {
      const get = () => w.api().getClosingResults(at());
      const write = (person: BuiltPerson, text: string, seen = '') =>
        w.api().writeClosingResults({ ...at(), rows: [{ personId: person.personId, text, seen }] });
      const rowOf = async (person: BuiltPerson) =>
        (await get()).rows.find((row) => row.person.personId === person.personId);

      it('are written into both registers and can be taken back', async () => {
        await write(w.adult, '5 встреч');
        await write(mentor, '7 встреч');
        const { rows } = await w.api().listRegisterEntries(w.at(w.adult));
        expect(rows[0]?.results).to.equal('5 встреч');
        const row = await rowOf(w.adult);
        expect(row).to.deep.include({ current: '5 встреч', ours: true, earlier: '' });
        await w.api().undoClosingResult({ ...at(), writeId: row?.writeId ?? '' });
        expect(await rowOf(w.adult)).to.deep.include({ current: '', writeId: null });
      });

      it('go over nothing that the writer has not seen, and what was typed since stays', async () => {
        const entry = (await w.api().listRegisterEntries(w.at(w.adult))).rows[0];
        await w.api().updateRegisterEntry({
          ...w.at(w.adult),
          role: 'mentee',
          pairId: pair.pairId,
          request: null,
          results: 'Вручную',
          reviewUrl: null,
          version: entry?.version ?? 0,
        });
        expect((await rejection(write(w.adult, '5 встреч'))).code).to.equal('changed_meanwhile');
        await write(w.adult, '5 встреч', 'Вручную');
        const row = await rowOf(w.adult);
        expect(row?.earlier).to.equal('Вручную');
        await w
          .db('pair_members')
          .where('person_id', w.adult.personId)
          .update({ results: 'Снова' });
        const undone = w.api().undoClosingResult({ ...at(), writeId: row?.writeId ?? '' });
        expect(problemsOf(await rejection(undone))).to.deep.equal([': closing.resultChanged']);
      });
    });

    describe('«Стать наставником»', () => {
      it('a mentee says so, and is made a candidate once, however often it is pressed', async () => {
        await w.api(w.adult).sayMentorWish({ ...at(), wished: true, note: 'Могу', version: 0 });
        const { programmeId } = w.programme;
        const personIds = [w.adult.personId];
        const press = () => w.api().makeMentorCandidates({ programmeId, personIds });
        const made = await Promise.all([press(), press()]);
        expect(made.map((one) => one.made).sort()).to.deep.equal([0, 1]);
        const held = await w
          .db('participations')
          .where({ programme_id: programmeId, person_id: w.adult.personId })
          .orderBy('role')
          .select('role', 'state');
        expect(held.map(({ role, state }) => `${role} ${state}`)).to.deep.equal([
          'mentee admitted',
          'mentor candidate',
        ]);
        const { rows } = await w.api().listMentorWishes({ programmeId });
        expect(rows.map(({ madeOn }) => madeOn)).to.deep.equal([TODAY]);
      });

      it('who did not say so cannot be made one', async () => {
        const call = w.api().makeMentorCandidates({
          programmeId: w.programme.programmeId,
          personIds: [w.minor.personId],
        });
        expect((await rejection(call)).code).to.equal('not_found');
      });
    });

    it('people of a pair see their own part; the college sees all', async () => {
      await reflect(w.adult);
      const mine = await w.api(w.minor).getClosing(at());
      expect(mine.people.map(({ personId }) => personId)).to.deep.equal([w.minor.personId]);
      expect(mine.steps.map(({ step }) => step)).not.to.include('report');
      expect(mine.steps.find(({ step }) => step === 'reflection')).to.deep.include({
        done: 0,
        of: 1,
      });
      const all = await w.api().getClosing(at());
      expect(all.people).to.have.length(3);
      expect(all.steps.find(({ step }) => step === 'reflection')).to.deep.include({
        done: 1,
        of: 3,
      });
    });
  });
});
