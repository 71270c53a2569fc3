import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import {
  type BuiltPerson,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
} from './support/harness.js';
import { buildLife, type Life, TODAY } from './support/life-world.js';
import { problemsOf, rejection } from './support/rejection.js';

eachDatabase((openDb) => {
  let db: Db;
  let w: Life;

  before(async () => {
    db = await openDb();
  });
  beforeEach(async () => {
    w = await buildLife(db);
  });

  describe('an end with a decision', () => {
    it('needs the closing meeting or a word why there was none', async () => {
      const without = w.api().endPair(w.end({ noClosing: null }));
      expect(problemsOf(await rejection(without))).to.deep.equal(['noClosing: life.noClosing']);
      await buildMeeting(db, w.pair, { heldOn: '2026-11-08', kind: 'closing' });
      const over = await w.api().endPair(w.end({ noClosing: null, note: 'Всё получилось' }));
      expect(over).to.deep.include({ state: 'completed', followingId: null });
      expect((await w.life()).events[0]).to.deep.include({
        decision: 'end',
        note: 'Всё получилось',
      });
      const row = await db('pairs').where('id', w.pair.pairId).first('closed_on');
      expect(row?.closed_on).to.equal(TODAY);
    });

    it('goes on: prolonged, it stays the same pair', async () => {
      const longer = await w
        .api()
        .endPair(
          w.end({ decision: 'continue', continuation: 'prolonged', nextEndsOn: '2027-08-31' }),
        );
      expect(longer).to.deep.include({ state: 'active', endsOn: '2027-08-31', followingId: null });
      expect((await w.life()).events[0]).to.deep.include({
        kind: 'prolonged',
        decision: 'continue',
      });
    });

    it('goes on: a following pair has the same people from the next day', async () => {
      const input = w.end({
        decision: 'continue',
        continuation: 'following',
        nextStartsOn: '2026-11-11',
        nextEndsOn: '2027-08-31',
        idempotencyKey: newId(),
      });
      const { followingId } = await w.api().endPair(input);
      expect((await w.api().endPair(input)).followingId).to.equal(followingId);
      const following = await w
        .api()
        .getPair({ programmeId: w.programmeId, pairId: followingId ?? '' });
      expect(following).to.deep.include({ state: 'active', startsOn: '2026-11-11' });
      expect(following.mentees.length).to.equal(2);
      expect((await w.api().listPairs({ programmeId: w.programmeId })).total).to.equal(2);
      expect(await w.kinds()).to.deep.equal(['completed', 'followed']);
      const wrong = w.api().endPair(w.end({ decision: 'continue', continuation: 'following' }));
      expect((await rejection(wrong)).code).to.equal('changed_meanwhile');
    });

    it('to change sends the mentees to the waiting list', async () => {
      await w.api().endPair(w.end({ decision: 'change' }));
      expect((await w.waiting(w.first.personId))?.decision).to.equal('waiting');
    });

    it('of many: those that pass, and the others by name with the reason', async () => {
      const good = await buildPair(db, w.programme, { mentors: [w.other], mentees: w.mentees });
      await buildMeeting(db, good, { heldOn: '2026-11-08', kind: 'closing' });
      const foreign = await buildProgramme(db, { organisationId: w.programme.organisationId });
      const elsewhere = await buildPair(db, foreign, {
        mentors: [await buildPerson(db, foreign)],
        mentees: [await buildPerson(db, foreign)],
      });
      const input = {
        programmeId: w.programmeId,
        pairIds: [w.pair.pairId, good.pairId, elsewhere.pairId],
        decision: 'end' as const,
        onDate: TODAY,
        idempotencyKey: newId(),
      };
      const expected = {
        done: 1,
        refused: [
          { pairId: w.pair.pairId, title: 'Кузнецова Е. — группа (2)', code: 'life.noClosing' },
        ],
      };
      expect(await w.api().endPairs(input)).to.deep.equal(expected);
      expect(await w.api().endPairs(input)).to.deep.equal(expected);
      expect((await w.api().getPair(w.at)).state).to.equal('active');
      const state = await db('pairs').where('id', elsewhere.pairId).first('state');
      expect(state?.state).to.equal('active');
      const curator = await w.person('curator', 'Куратор', ['teacher_student']);
      const notTheirs = w.api(curator).endPairs({ ...input, idempotencyKey: newId() });
      expect((await rejection(notTheirs)).code).to.equal('not_found');
    });

    it('of many, all prolonged', async () => {
      const done = await w.api().endPairs({
        programmeId: w.programmeId,
        pairIds: [w.pair.pairId],
        decision: 'continue',
        onDate: TODAY,
        nextEndsOn: '2027-08-31',
      });
      expect(done).to.deep.equal({ done: 1, refused: [] });
      expect((await w.api().getPair(w.at)).endsOn).to.equal('2027-08-31');
    });
  });

  describe('thanks', () => {
    const thank = (by: BuiltPerson, text: string, version = 0) =>
      w.api(by).saveThanks({ ...w.at, text, version });

    it('are given when the pair ends, read by the other side, and are text', async () => {
      const [a, b] = [w.first, w.second];
      const soon = await rejection(thank(a, 'Спасибо'));
      expect(problemsOf(soon)).to.deep.equal(['text: life.thanksEarly']);
      w.service.clock.set('2027-06-10T09:00:00Z');
      await thank(a, '<b>Спасибо</b>');
      await thank(w.mentor, 'Было здорово');
      expect((await w.life(w.mentor)).thanks.map(({ text }) => text)).to.include('<b>Спасибо</b>');
      expect((await w.life(b)).thanks.map(({ text }) => text)).to.deep.equal(['Было здорово']);
      expect((await rejection(thank(a, 'Иначе'))).code).to.equal('changed_meanwhile');
      await thank(a, 'Большое спасибо', 1);
      expect((await rejection(thank(a, 'я'.repeat(501), 2))).code).to.equal('invalid');
      expect((await rejection(thank(a, ' ', 2))).code).to.equal('invalid');
    });

    it('that are improper staff hide with a reason, which the author reads', async () => {
      const a = w.first;
      await w.api().endPairEarly(w.early());
      const { thanksId } = await thank(a, 'Грубость');
      const hide = (reason: string | null, version = 1) =>
        w.api().hideThanks({ programmeId: w.programmeId, thanksId, hidden: true, reason, version });
      expect(problemsOf(await rejection(hide(null)))).to.deep.equal(['reason: required']);
      await hide('Грубые слова');
      expect((await w.life(w.mentor)).thanks).to.deep.equal([]);
      expect((await w.life(a)).thanks[0]).to.deep.include({
        hidden: true,
        hiddenReason: 'Грубые слова',
      });
      expect((await w.life()).thanks[0]?.text).to.equal('Грубость');
      expect((await rejection(hide('Ещё раз'))).code).to.equal('changed_meanwhile');
      await w.api().hideThanks({ programmeId: w.programmeId, thanksId, hidden: false, version: 2 });
      expect((await w.life(w.mentor)).thanks.length).to.equal(1);
    });

    it('are not for who has left, nor for a stranger', async () => {
      await w.api().changeMentor(w.change());
      w.service.clock.set('2027-06-10T09:00:00Z');
      expect((await rejection(thank(w.mentor, 'Спасибо'))).code).to.equal('not_found');
      expect((await rejection(thank(await w.person('mentee', 'Чужой'), 'Спасибо'))).code).to.equal(
        'not_found',
      );
    });
  });

  it('a curator changes pairs of their forms only; mentors, mentees and heads none', async () => {
    const curator = await w.person('curator', 'Куратор', ['teacher_student']);
    expect((await rejection(w.api(curator).pausePair(w.pause()))).code).to.equal('not_found');
    const head = await w.person('head', 'Директор');
    for (const by of [w.mentor, w.first, head])
      expect((await rejection(w.api(by).pausePair(w.pause()))).code).to.equal('forbidden');
  });
});
