import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import type { PastMeeting } from '../api/several-meetings.js';
import { knownRows, severalProblems } from '../meetings/several-rules.js';
import { buildMeeting, eachDatabase, statementsOf } from './support/harness.js';
import { errorOf, FIELDS, meetingWorld, problemsOf } from './support/meeting-world.js';

const row = (heldOn: string, overrides: Partial<PastMeeting> = {}): PastMeeting => ({
  kind: 'regular',
  heldOn,
  minutes: 45,
  format: 'in_person',
  topic: null,
  done: '',
  agreed: '',
  attendeeIds: ['a'],
  sheetRow: null,
  ...overrides,
});

describe('the rules of several past meetings', () => {
  const against = {
    pair: { state: 'active' as const, startsOn: '2026-09-01', menteeIds: new Set(['a', 'b']) },
    mentorIds: ['m'],
    withdrawn: new Set<string>(),
    today: '2026-11-10',
    known: new Set(['2026-10-01']),
  };
  const told = (rows: PastMeeting[], skip = false, change: object = {}) =>
    severalProblems(rows, { ...against, ...change }, skip).map((one) => `${one.path} ${one.code}`);

  it('say what is wrong at its row', () => {
    expect(
      told([
        row('2026-09-02'),
        row('2026-11-11'),
        row('2026-08-31', { attendeeIds: ['a', 'x'] }),
        row('2026-10-01'),
        row('2026-09-02'),
      ]),
    ).to.deep.equal([
      'rows.1.heldOn meeting.inFuture',
      'rows.2.heldOn meeting.beforePair',
      'rows.2.attendeeIds.1 meeting.notOfPair',
      'rows.3.heldOn several.known',
      'rows.4.heldOn several.twice',
    ]);
  });

  it('let known days be left out', () => {
    const rows = [row('2026-10-01'), row('2026-09-02'), row('2026-09-02')];
    expect(told(rows, true)).to.deep.equal([]);
    expect([...knownRows(rows, against.known)]).to.deep.equal([0, 2]);
  });

  it('say once what stands against all of them', () => {
    const rows = [row('2026-09-02'), row('2027-01-01')];
    expect(told(rows, false, { pair: { ...against.pair, state: 'paused' } })).to.deep.equal([
      ' meeting.pairClosed',
    ]);
    expect(told(rows, false, { withdrawn: new Set(['m']) })).to.deep.equal([
      ' meeting.mentorWithdrawn',
    ]);
  });
});

eachDatabase((openDb) => {
  describe('meetings', () => {
    const w = meetingWorld(openDb);

    describe('several at once', () => {
      const rows = (days: string[], overrides: object = {}) =>
        days.map((heldOn) => ({ ...FIELDS, heldOn, attendeeIds: w.group.menteeIds, ...overrides }));
      const log = (table: object[], overrides: object = {}) =>
        w.as(w.mentor).logSeveralMeetings({
          programmeId: w.programme.programmeId,
          pairId: w.group.pairId,
          rows: table as never,
          ...overrides,
        });
      const days = (n: number) =>
        Array.from({ length: n }, (_, i) => {
          const day = new Date(Date.parse('2026-09-01T00:00:00Z') + i * 86_400_000);
          return day.toISOString().slice(0, 10);
        });

      it('are all in the log, in the sums of the pair and in the journal', async () => {
        const made = await log(
          rows(['2026-09-08', '2026-09-22', '2026-10-06'], { done: 'Разбор' }),
        );
        expect(made).to.deep.equal({ logged: 3, skipped: 0 });
        const pair = await w.pairRow();
        expect([pair.meetings_held, pair.minutes_total, pair.last_meeting_on]).to.deep.equal([
          3,
          135,
          '2026-10-06',
        ]);
        expect(await w.countOf('meeting_attendance')).to.equal(9);
        const { programmeId } = w.programme;
        const entries = await w
          .db('journal')
          .where({ programme_id: programmeId, action: 'meeting.log' });
        expect(entries.length).to.equal(3);
      });

      it('one wrong row: nothing is written', async () => {
        const table = rows(['2026-09-08', '2030-01-01']);
        expect(await problemsOf(log(table))).to.deep.equal(['rows.1.heldOn meeting.inFuture']);
        expect(
          await problemsOf(log([...rows(['2026-09-08']), { ...FIELDS, heldOn: 'вчера' }])),
        ).to.include('rows.1.heldOn date.format');
        expect(await w.countOf('meetings')).to.equal(0);
      });

      it('known days are told, and left out on wish', async () => {
        await buildMeeting(w.db, w.group, { heldOn: '2026-09-08' });
        const table = rows(['2026-09-08', '2026-09-09']);
        expect(await problemsOf(log(table))).to.deep.equal(['rows.0.heldOn several.known']);
        expect(await log(table, { skipKnown: true })).to.deep.equal({ logged: 1, skipped: 1 });
        expect(await log(table, { skipKnown: true })).to.deep.equal({ logged: 0, skipped: 2 });
      });

      it('sent twice, and by two at once, they are written once', async () => {
        const idempotencyKey = newId();
        const table = rows(days(20));
        const both = await Promise.allSettled([
          log(table, { idempotencyKey }),
          log(table, { idempotencyKey }),
          log(table),
        ]);
        expect(both.filter((one) => one.status === 'fulfilled').length).to.be.at.least(1);
        expect(await w.countOf('meetings')).to.equal(20);
      });

      it('keep the day that is agreed', async () => {
        await w.as(w.mentor).logMeeting({ ...w.input, nextOn: '2026-11-17' });
        await log(rows(['2026-09-08', '2026-09-22']));
        expect((await w.pairRow()).next_meeting_on).to.equal('2026-11-17');
      });

      it('strangers find no pair; five hundred are too many by one', async () => {
        const stranger = await w.person({ roles: ['mentor'] });
        const { programmeId } = w.programme;
        const { pairId } = w.group;
        const theirs = w
          .as(stranger)
          .logSeveralMeetings({ programmeId, pairId, rows: rows(['2026-09-08']) as never });
        expect((await errorOf(theirs)).code).to.equal('not_found');
        const many = rows(Array.from({ length: 501 }, () => '2026-09-08'));
        expect(await problemsOf(log(many))).to.deep.equal(['rows several.tooMany']);
        const known = w.as(w.mentor).listMeetingDays({ programmeId, pairId });
        expect(await known).to.deep.equal({ days: [] });
      });

      it('need as many statements for sixty as for two', async () => {
        const two = await statementsOf(w.db, () => log(rows(days(2))));
        const sixty = await statementsOf(w.db, () => log(rows(days(62).slice(2))));
        expect(sixty.length).to.equal(two.length);
      });
    });
  });
});
