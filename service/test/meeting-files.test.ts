import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import type { Meeting } from '../api/meetings.js';
import { fileHandlers } from '../files/file-handlers.js';
import { shownName } from '../meetings/meeting-file-rules.js';
import { meetingHandlers } from '../meetings/meeting-handlers.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { consentWorld } from './support/consent-world.js';
import { inPieces, wholeOf } from './support/file-shelf.js';
import { type BuiltPair, type BuiltPerson, buildPair, eachDatabase } from './support/harness.js';
import { errorOf, FIELDS, problemsOf } from './support/meeting-world.js';
import { pdf, photo, SECRETS, screenshot } from './support/picture-files.js';

const DAY_MS = 86_400_000;

eachDatabase((openDb) => {
  describe('files of meetings', () => {
    const w = consentWorld(openDb, [pairHandlers, meetingHandlers, fileHandlers]);
    let mentor: BuiltPerson;
    let pair: BuiltPair;
    let meeting: Meeting;

    beforeEach(async () => {
      mentor = await w.person('1980-03-05', ['mentor']);
      await w.paper(mentor, 'own');
      await w.paper(w.adult, 'own');
      pair = await buildPair(w.db, w.programme, { mentors: [mentor], mentees: [w.adult] });
      meeting = await w.api(mentor).logMeeting({
        ...FIELDS,
        programmeId: w.programme.programmeId,
        pairId: pair.pairId,
        attendeeIds: [w.adult.personId],
        idempotencyKey: newId(),
      });
    });

    const at = () => ({
      programmeId: w.programme.programmeId,
      meetingId: meeting.meetingId,
    });
    const add = (bytes: Buffer, name = 'Чертёж вала.jpg', person = mentor) =>
      w.api(person).addMeetingFile({ ...at(), name }, inPieces(bytes, 500));
    const listed = async (person = mentor) => (await w.api(person).listMeetingFiles(at())).rows;

    const kept = () =>
      w.db('files').where({ purpose: 'meeting_file', programme_id: w.programme.programmeId });

    it('are kept as pictures alone, and read by whoever reads the meeting', async () => {
      const { meetingFileId } = await add(photo());
      for (const person of [mentor, w.adult]) {
        const [file] = await listed(person);
        expect(file).to.include({
          name: 'Чертёж вала',
          type: 'image/jpeg',
          authorName: mentor.name,
        });
        const { bytes, name } = await w.api(person).getMeetingFile({ ...at(), meetingFileId });
        expect(name).to.equal('Чертёж вала');
        const text = (await wholeOf(bytes)).toString('latin1');
        for (const secret of SECRETS) expect(text).not.to.contain(secret);
      }
      const stranger = await w.person('1980-03-05', ['mentor']);
      for (const call of [
        w.api(stranger).listMeetingFiles(at()),
        w.api(stranger).getMeetingFile({ ...at(), meetingFileId }),
        w.api(stranger).removeMeetingFile({ ...at(), meetingFileId }),
        add(screenshot(), '', stranger),
      ])
        expect((await errorOf(call)).code).to.equal('not_found');
      const entry = await w.db('journal').where('action', 'meeting.file_added').first();
      expect(JSON.stringify(entry)).not.to.contain('Чертёж');
    });

    it('are one when the same is sent again, also at the same moment, and five at most', async () => {
      await Promise.all([add(photo()), add(photo())]);
      await add(photo());
      expect(await listed()).to.have.length(1);
      for (let n = 0; n < 4; n += 1) await add(pdf(`<< /N ${n} >>`));
      expect(await problemsOf(add(screenshot()))).to.deep.equal(['file file.many']);
      expect(await listed()).to.have.length(5);
    });

    it('that are refused leave nothing, and what is taken off goes with its bytes', async () => {
      expect(await problemsOf(add(pdf('<< /S /Launch >>')))).to.deep.equal(['file file.active']);
      expect(await kept()).to.deep.equal([]);
      const { meetingFileId } = await add(photo());
      const other = await w.person('1980-03-05', ['mentor']);
      await w.db('pair_members').insert({
        ...(await w.db('pair_members').where({ pair_id: pair.pairId, side: 'mentor' }).first()),
        id: newId(),
        person_id: other.personId,
      });
      const taken = { ...at(), meetingFileId };
      expect((await errorOf(w.api(other).removeMeetingFile(taken))).code).to.equal('forbidden');
      for (let n = 0; n < 2; n += 1) await w.api(mentor).removeMeetingFile(taken);
      expect(await listed()).to.deep.equal([]);
      expect((await errorOf(w.api(mentor).getMeetingFile(taken))).code).to.equal('not_found');
      w.service.clock.advance(2 * DAY_MS);
      await w.service.system.sweepFiles({});
      expect(await kept()).to.deep.equal([]);
    });

    it('stay with a record that was withdrawn, which takes no more', async () => {
      await add(photo());
      await w.api(mentor).withdrawMeeting({ ...at(), version: 1 });
      expect(await listed()).to.have.length(1);
      expect(await problemsOf(add(screenshot()))).to.deep.equal([' meeting.withdrawn']);
    });

    it('are closed to all but the coordinator once who came has withdrawn their consent', async () => {
      const { meetingFileId } = await add(photo());
      await w.api().withdrawConsent({
        ...w.at(w.adult),
        kind: 'own',
        withdrawnOn: '2026-11-05',
        byWhom: 'person',
        reason: 'Заявление',
        idempotencyKey: newId(),
      });
      expect(await problemsOf(add(screenshot()))).to.deep.equal(['file file.frozen']);
      const taken = { ...at(), meetingFileId };
      expect((await errorOf(w.api(mentor).getMeetingFile(taken))).code).to.equal('forbidden');
      expect((await w.api(mentor).listMeetingFiles(at())).frozen).to.equal(true);
      expect((await w.api().getMeetingFile(taken)).type).to.equal('image/jpeg');
    });
  });
});

describe('the name of a file', () => {
  for (const [sent, shown] of [
    ['Фото с завода.JPG', 'Фото с завода'],
    ['C:\\Users\\me\\Desktop\\план.pdf', 'план'],
    ['../../etc/passwd', 'passwd'],
    ['отчёт\u202Egpj.exe', 'отчётgpj'],
    ['a\u0000b\r\nSet-Cookie: x.png', 'abSet-Cookie_ x'],
    ['<img src=x onerror=alert(1)>.png', '_img src=x onerror=alert(1)_'],
    ['.htaccess', ''],
    ['', ''],
    ['я'.repeat(300), 'я'.repeat(100)],
  ] as const)
    it(`is shown safely: ${JSON.stringify(sent.slice(0, 40))}`, () => {
      expect(shownName(sent)).to.equal(shown);
    });
});
