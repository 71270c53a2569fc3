import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { diarySheetHandlers } from '../diary-sheets/sheet-handlers.js';
import { enteredProblems } from '../diary-sheets/sheet-rules.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { buildPair, eachDatabase, withService } from './support/harness.js';
import { errorOf, FIELDS, meetingWorld, problemsOf } from './support/meeting-world.js';

describe('rows that are typed off a sheet', () => {
  for (const [what, rows, problems] of [
    ['some of them', [2, 3], []],
    ['one that the log has', [1, 2], ['rows.0.sheetRow diary.rowEntered']],
    ['one twice', [2, 2], ['rows.1.sheetRow diary.rowTwice']],
    [
      'one that the sheet has not',
      [9, 0],
      ['rows.0.sheetRow diary.row', 'rows.1.sheetRow diary.row'],
    ],
    ['one without a number', [null], ['rows.0.sheetRow diary.row']],
  ] as [string, (number | null)[], string[]][])
    it(what, () => {
      const found = enteredProblems(rows, new Set([1]), 8);
      expect(found.map((one) => `${one.path} ${one.code}`)).to.deep.equal(problems);
    });
});

eachDatabase((openDb) => {
  describe('the diary on paper', () => {
    const w = meetingWorld(openDb);
    const api = (person = w.mentor) =>
      withService(w.db, [meetingHandlers, diarySheetHandlers]).as(person.actor());
    const make = async (person = w.mentor) => {
      const { programmeId } = w.programme;
      const pairIds = [w.group.pairId];
      const { batchId } = await api(person).makeDiarySheets({ programmeId, pairIds });
      const { sheets } = await api(person).getDiarySheets({ programmeId, batchId });
      return sheets[0]?.code ?? '';
    };
    const enter = (code: string, rows: [number, string][], more: object = {}, person = w.mentor) =>
      api(person).logSeveralMeetings({
        programmeId: w.programme.programmeId,
        pairId: w.group.pairId,
        sheetCode: code,
        rows: rows.map(([sheetRow, heldOn]) => ({
          ...FIELDS,
          heldOn,
          sheetRow,
          agreed: 'решить три варианта',
          attendeeIds: w.group.menteeIds,
        })),
        idempotencyKey: newId(),
        ...more,
      });
    const find = (code: string, person = w.mentor) =>
      api(person).findDiarySheet({ programmeId: w.programme.programmeId, code });

    it('gives each sheet a code, by which its rows come into the log, marked as from paper', async () => {
      const code = await make();
      expect(
        await enter(code, [
          [1, '2026-10-06'],
          [2, '2026-10-13'],
        ]),
      ).to.deep.equal({
        logged: 2,
        skipped: 0,
      });
      const found = await find(`${code.slice(0, 4)} ${code.slice(4)}`);
      expect(found.entered.map((one) => [one.row, one.heldOn])).to.deep.equal([
        [1, '2026-10-06'],
        [2, '2026-10-13'],
      ]);
      const meetingId = found.entered[1]?.meetingId ?? '';
      const meeting = await api().getMeeting({ programmeId: w.programme.programmeId, meetingId });
      expect(meeting.sheet).to.deep.equal({ code, row: 2 });
      expect(meeting.agreed).to.equal('решить три варианта');
    });

    it('takes no row twice, also when two people type the same sheet at one moment', async () => {
      const code = await make();
      const both = await Promise.allSettled([
        enter(code, [[1, '2026-10-06']]),
        enter(code, [[1, '2026-10-07']], {}, w.coordinator),
      ]);
      expect(both.filter((one) => one.status === 'fulfilled')).to.have.length(1);
      expect(await problemsOf(enter(code, [[1, '2026-10-20']]))).to.deep.equal([
        'rows.0.sheetRow diary.rowEntered',
      ]);
      const more = { skipKnown: true };
      expect(
        await enter(
          code,
          [
            [1, '2026-10-20'],
            [2, '2026-10-21'],
          ],
          more,
        ),
      ).to.deep.equal({
        logged: 1,
        skipped: 1,
      });
      // What was withdrawn can be typed off again.
      const [first] = (await find(code)).entered;
      await api()
        .withdrawMeeting({
          programmeId: w.programme.programmeId,
          meetingId: first?.meetingId ?? '',
          version: 1,
        })
        .catch(() =>
          api(w.coordinator).withdrawMeeting({
            programmeId: w.programme.programmeId,
            meetingId: first?.meetingId ?? '',
            version: 1,
          }),
        );
      expect((await enter(code, [[1, '2026-10-27']])).logged).to.equal(1);
    });

    it('tells a wrong digit, swapped digits, a stranger’s sheet and another pair’s', async () => {
      const code = await make();
      const wrong = `${code.slice(0, 7)}${(Number(code[7]) + 1) % 10}`;
      expect(await problemsOf(find(wrong))).to.deep.equal(['code sheet.code']);
      const at = [...code].findIndex((digit, n) => n < 7 && digit !== code[n + 1]);
      const swapped = [...code];
      [swapped[at], swapped[at + 1]] = [swapped[at + 1] ?? '', swapped[at] ?? ''];
      expect(await problemsOf(find(swapped.join('')))).to.deep.equal(['code sheet.code']);
      expect(await problemsOf(find('00000000'))).to.deep.equal(['code diary.unknown']);
      const stranger = await w.person({ roles: ['mentor'] });
      expect(await problemsOf(find(code, stranger))).to.deep.equal(['code diary.unknown']);
      const { programmeId } = w.programme;
      const pairIds = [w.group.pairId];
      expect(
        (await errorOf(api(stranger).makeDiarySheets({ programmeId, pairIds }))).code,
      ).to.equal('not_found');
      const mentee = await w.person();
      const other = await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees: [mentee] });
      const rows = [{ ...FIELDS, sheetRow: 1, attendeeIds: [mentee.personId] }];
      const call = { programmeId, pairId: other.pairId, sheetCode: code, rows };
      expect(await problemsOf(api().logSeveralMeetings(call))).to.deep.equal([
        'sheetCode diary.otherPair',
      ]);
    });
  });
});
