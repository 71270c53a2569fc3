import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { DEFAULT_CRITERIA } from '../selection/default-criteria.js';
import { PDF } from './support/file-shelf.js';
import {
  type BuiltPerson,
  buildPair,
  buildPerson,
  eachDatabase,
  statementsOf,
} from './support/harness.js';
import { FULL_SCORES } from './support/selection-inputs.js';
import { SAID, selectionWorld } from './support/selection-world.js';

async function* bytesOf(content: Uint8Array) {
  yield content;
}

eachDatabase((openDb) => {
  describe('the selection of mentors', () => {
    const w = selectionWorld(openDb);

    describe('interviews', () => {
      it('are read by those who select; the head hears how they ended, the mentor nothing', async () => {
        const { interviewId } = await w.api().recordInterview({ ...w.of(), ...SAID });
        for (const role of ['coordinator', 'curator', 'psychologist'] as const) {
          const { rows } = await w.api(await w.somebody(role)).listInterviews(w.of());
          expect(rows[0], role).to.deep.include({ ...SAID, interviewId, version: 1 });
        }
        const head = await w.somebody('head');
        const { rows } = await w.api(head).listInterviews(w.of());
        expect(rows[0]).to.deep.include({ heldOn: SAID.heldOn, outcome: 'recommended' });
        expect(JSON.stringify(rows)).not.to.contain('помогать').and.not.to.contain('Петрова');
        const one = { ...w.of(), interviewId };
        expect(await w.codeOf(w.api(head).getInterview(one))).to.equal('forbidden');
        for (const role of ['methodist', 'mentee', 'observer'] as const) {
          expect(await w.codeOf(w.api(await w.somebody(role)).listInterviews(w.of()))).to.equal(
            'forbidden',
          );
        }
        expect(await w.codeOf(w.api(w.mentor).listInterviews(w.of()))).to.equal('forbidden');
      });

      it('are not for a curator of other forms', async () => {
        const mentee = await buildPerson(w.db, w.programme);
        await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees: [mentee] });
        const curator = (scopeForms: readonly string[]) =>
          buildPerson(w.db, w.programme, {
            roles: ['curator'],
            scopeForms: [...scopeForms] as never,
          });
        await w.api().recordInterview({ ...w.of(), ...SAID });
        const theirs = await curator(['student_student']);
        expect((await w.api(theirs).listInterviews(w.of())).rows).to.have.length(1);
        const other = await curator(['teacher_teacher']);
        expect(await w.codeOf(w.api(other).listInterviews(w.of()))).to.equal('not_found');
        expect((await w.api(other).listSelection(w.here())).rows).to.deep.equal([]);
      });

      it('nobody holds their own, nor reads what was said of them in another role', async () => {
        const both = await buildPerson(w.db, w.programme, { roles: ['coordinator', 'mentor'] });
        const acting = w.service.as({ ...both.actor(), role: 'coordinator' });
        expect(await w.said(acting.recordInterview({ ...w.of(both), ...SAID }))).to.deep.equal([
          ': selection.own',
        ]);
        const { interviewId } = await w.api().recordInterview({ ...w.of(both), ...SAID });
        const { rows } = await acting.listInterviews(w.of(both));
        expect(rows[0]).to.deep.include({ outcome: 'recommended', motivation: null });
        expect(await w.codeOf(acting.getInterview({ ...w.of(both), interviewId }))).to.equal(
          'conflict',
        );
      });

      it('corrected keep what stood there, in the journal that the head reads without it', async () => {
        const { interviewId } = await w.api().recordInterview({ ...w.of(), ...SAID });
        const change = { ...w.of(), ...SAID, interviewId, motivation: 'Ради денег', version: 1 };
        await w.api().correctInterview(change);
        const now = await w.api().getInterview({ ...w.of(), interviewId });
        expect(now).to.deep.include({ motivation: 'Ради денег', version: 2 });
        expect(now.earlier.map(({ fields }) => fields)).to.deep.equal([
          { motivation: 'Хочет помогать' },
        ]);
        const journal = async (person: BuiltPerson) =>
          JSON.stringify(
            await w.api(person).listJournal({ ...w.here(), entityId: w.mentor.personId }),
          );
        expect(await journal(w.coordinator)).to.contain('Хочет помогать');
        const told = await journal(await w.somebody('head'));
        expect(told).to.contain('interview.corrected');
        expect(told).not.to.contain('помогать').and.not.to.contain('денег');
        expect(await w.codeOf(w.api().correctInterview(change))).to.equal('changed_meanwhile');
      });

      it('refuse what cannot be, at its field, and write nothing', async () => {
        const bad = { heldOn: '2099-01-01', heldBy: '', outcome: 'not_recommended' as const };
        expect(await w.said(w.api().recordInterview({ ...w.of(), ...bad }))).to.have.members([
          'heldBy: required',
          'reason: required',
        ]);
        const later = { ...SAID, heldOn: '2099-01-01' };
        expect(await w.said(w.api().recordInterview({ ...w.of(), ...later }))).to.deep.equal([
          'heldOn: date.future',
        ]);
        const mentee = await buildPerson(w.db, w.programme);
        expect(await w.codeOf(w.api().recordInterview({ ...w.of(mentee), ...SAID }))).to.equal(
          'not_found',
        );
        expect(await w.db('mentor_interviews').where('person_id', mentee.personId)).to.deep.equal(
          [],
        );
      });

      it('sent twice are written once', async () => {
        const input = { ...w.of(), ...SAID, idempotencyKey: 'interview-sent-twice' };
        await Promise.all([w.api().recordInterview(input), w.api().recordInterview(input)]);
        expect((await w.api().listInterviews(w.of())).rows).to.have.length(1);
      });
    });

    describe('sheets of criteria', () => {
      const fill = (person: BuiltPerson, fields = {}) =>
        w.api(person).fillCriteriaSheet({ ...w.of(), scores: FULL_SCORES, ...fields });
      const member = (fields: object) =>
        w.api().addCouncilMember({ ...w.here(), role: 'member', since: '2026-09-01', ...fields });

      it('are filled by the coordinator and by who sits in the council, one each', async () => {
        const head = await w.somebody('head');
        expect(await w.said(fill(head))).to.deep.equal([': criteria.notAssessor']);
        const { memberId } = await member({ personId: head.personId });
        const outside = await member({ name: 'Зорин П. А.' });
        await fill(head);
        await fill(w.coordinator, { memberId: outside.memberId });
        await fill(w.coordinator);
        const { rows, summary } = await w.api().listCriteriaSheets(w.of());
        expect(rows.map((row) => row.memberId)).to.deep.equal([memberId, outside.memberId, null]);
        expect(rows.map((row) => row.mine)).to.deep.equal([false, true, true]);
        expect(summary).to.deep.equal({ sheets: 3, percent: 100, level: 'high' });
        expect(await w.codeOf(fill(head))).to.equal('changed_meanwhile');
        // Nobody speaks for a member who has a voice of their own.
        expect(await w.said(fill(w.coordinator, { memberId }))).to.deep.equal([
          ': criteria.notAssessor',
        ]);
      });

      it('two at once by the same person: one is written', async () => {
        const results = await Promise.allSettled([fill(w.coordinator), fill(w.coordinator)]);
        expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
        expect((await w.api().listCriteriaSheets(w.of())).rows).to.have.length(1);
      });

      it('ended with the term, a member assesses no more', async () => {
        const head = await w.somebody('head');
        await member({ personId: head.personId, until: '2026-09-30' });
        expect(await w.said(fill(head))).to.deep.equal([': criteria.notAssessor']);
      });

      it('stay by the list by which they were filled, and can be changed by it', async () => {
        await fill(w.coordinator);
        const items = [{ code: 'calm', text: 'Спокойствие' }];
        const list = await w.api().updateCriteria({ ...w.here(), items, version: 1 });
        expect(list.number).to.equal(2);
        const [old] = (await w.api().listCriteriaSheets(w.of())).rows;
        expect(old?.items).to.have.length(DEFAULT_CRITERIA.length);
        await fill(w.coordinator, { scores: { ...FULL_SCORES, time: 0 }, version: 1 });
        const other = await w.candidate('Абрамов');
        const fresh = await w.api().fillCriteriaSheet({ ...w.of(other), scores: { calm: 1 } });
        expect(fresh).to.deep.include({ sum: 1, most: 2, listNumber: 2 });
        const { rows } = await w.api().listSelection({ ...w.here(), sort: 'points' });
        expect(rows.map(({ criteria }) => criteria?.percent)).to.deep.equal([90, 50]);
        const late = w.api().updateCriteria({ ...w.here(), items, version: 1 });
        expect(await w.codeOf(late)).to.equal('changed_meanwhile');
      });

      it('refuse half a sheet and points out of range', async () => {
        const { time: _time, ...rest } = FULL_SCORES;
        expect(await w.said(fill(w.coordinator, { scores: rest }))).to.deep.equal([
          'scores.time: required',
        ]);
        expect(
          await w.said(fill(w.coordinator, { scores: { ...FULL_SCORES, time: 3 } })),
        ).to.deep.equal(['scores.time: number.range']);
        expect((await w.api().listCriteriaSheets(w.of())).rows).to.deep.equal([]);
      });

      it('a list without criteria, or with the same twice, is refused', async () => {
        const items = [
          { code: 'calm', text: 'Спокойствие' },
          { code: 'calm', text: 'Ещё раз' },
        ];
        expect(
          await w.said(w.api().updateCriteria({ ...w.here(), items, version: 0 })),
        ).to.deep.equal(['items: criteria.twice']);
        expect(
          await w.said(w.api().updateCriteria({ ...w.here(), items: [], version: 0 })),
        ).to.deep.equal(['items: criteria.none']);
      });
    });

    describe('portfolios', () => {
      const entry = {
        kind: 'award' as const,
        title: 'Лучший мастер',
        link: 'https://example.org/a',
      };

      it('are the mentor’s own and the coordinator’s to write; of others a mentor finds nothing', async () => {
        const mine = await w.api(w.mentor).addPortfolioEntry({ ...w.of(), ...entry, shown: true });
        expect(mine).to.deep.include({ ...entry, shown: true, file: null, version: 1 });
        await w.api().addPortfolioEntry({ ...w.of(), ...entry, title: 'Курс' });
        const other = await w.candidate('Абрамов');
        expect(await w.codeOf(w.api(other).listPortfolio(w.of()))).to.equal('not_found');
        const theirs = { ...w.of(), ...entry };
        expect(await w.codeOf(w.api(other).addPortfolioEntry(theirs))).to.equal('not_found');
        const head = await w.somebody('head');
        expect((await w.api(head).listPortfolio(w.of())).rows).to.have.length(2);
        expect(await w.codeOf(w.api(head).addPortfolioEntry(theirs))).to.equal('forbidden');
      });

      it('take addresses of pages only', async () => {
        for (const link of ['javascript:alert(1)', 'ftp://x', 'http://', 'www.example.org']) {
          expect(
            await w.said(w.api(w.mentor).addPortfolioEntry({ ...w.of(), ...entry, link })),
            link,
          ).to.deep.equal(['link: link.format']);
        }
      });

      it('hold a document, given to who may read, and let go of it with the entry', async () => {
        const { fileId } = await w.api(w.mentor).keepPortfolioFile(w.of(), bytesOf(PDF));
        const made = await w.api(w.mentor).addPortfolioEntry({ ...w.of(), ...entry, fileId });
        expect(made.file).to.deep.equal({ type: 'application/pdf', size: PDF.length });
        const which = { ...w.of(), entryId: made.entryId };
        const { bytes } = await w.api(await w.somebody('methodist')).getPortfolioFile(which);
        const pieces: Uint8Array[] = [];
        for await (const piece of bytes) pieces.push(piece);
        expect(Buffer.concat(pieces).equals(PDF)).to.equal(true);
        const again = { ...w.of(), ...entry, fileId };
        expect(await w.said(w.api(w.mentor).addPortfolioEntry(again))).to.deep.equal([
          'file: file.gone',
        ]);
        await w.api(w.mentor).removePortfolioEntry({ ...which, version: 1 });
        const row = await w.db('files').where('id', fileId).first('attached_at');
        expect(row.attached_at).to.equal(null);
        expect((await w.api(w.mentor).listPortfolio(w.of())).rows).to.deep.equal([]);
      });

      it('refuse what is no document, and a file of somebody else', async () => {
        const text = w.api(w.mentor).keepPortfolioFile(w.of(), bytesOf(Buffer.from('<html>')));
        expect(await w.said(text)).to.deep.equal(['file: file.type']);
        const stranger = { ...w.of(), ...entry, fileId: newId() };
        expect(await w.said(w.api(w.mentor).addPortfolioEntry(stranger))).to.deep.equal([
          'file: file.gone',
        ]);
      });
    });

    it('the list tells methodists less than those who select', async () => {
      await w.api().recordInterview({
        ...w.of(),
        ...SAID,
        outcome: 'not_recommended',
        reason: 'Нет времени',
      });
      const states = async (person: BuiltPerson) =>
        (await w.api(person).listMentors(w.here())).rows.map(({ selection }) => selection);
      expect(await states(w.coordinator)).to.deep.equal(['not_recommended']);
      expect(await states(await w.somebody('methodist'))).to.deep.equal(['in_progress']);
      const { rows } = await w.api().listMentors({ ...w.here(), selection: 'not_recommended' });
      expect(rows).to.have.length(1);
      expect(
        (await w.api().listMentors({ ...w.here(), selection: 'approved' })).rows,
      ).to.deep.equal([]);
    });

    it('who was admitted by a decision stays so, however an interview ends; it is told beside', async () => {
      const { version } = await w.api().getPerson(w.of());
      await w.api().decide({
        ...w.of(),
        role: 'mentor',
        decision: 'admit',
        reason: '',
        version,
        idempotencyKey: newId(),
      });
      const row = async () => (await w.api().listSelection(w.here())).rows[0];
      expect((await row())?.selection).to.equal('admitted');
      await w.api().recordInterview({ ...w.of(), ...SAID });
      expect(await row()).to.deep.include({ selection: 'admitted' });
      await w.api().fillCriteriaSheet({ ...w.of(), scores: FULL_SCORES });
      expect((await row())?.selection).to.equal('admitted');
      const against = { ...SAID, heldOn: '2026-10-20', outcome: 'not_recommended' as const };
      await w.api().recordInterview({ ...w.of(), ...against, reason: 'Нет времени' });
      expect(await row()).to.deep.include({ selection: 'admitted' });
      expect((await row())?.interview?.outcome).to.equal('not_recommended');
      expect((await row())?.lacks).to.include('not_recommended');
      expect((await w.api().getMentor(w.of())).selection).to.equal('admitted');
    });

    it('finds who lacks nothing for the register', async () => {
      const anna = await w.ready('Абрамова');
      const { rows } = await w.api().listSelection({ ...w.here(), lacks: 'nothing' });
      expect(rows.map(({ personId }) => personId)).to.deep.equal([anna.personId]);
      expect(rows[0]).to.deep.include({ selection: 'recommended', lacks: [] });
    });

    it('the comparison costs as many statements for many candidates as for few', async () => {
      const count = async () => {
        await w.db('programmes').where('id', w.programme.programmeId).increment('revision', 1);
        return (await statementsOf(w.db, () => w.api().listSelection(w.here()))).length;
      };
      const few = await count();
      for (let i = 0; i < 8; i += 1) {
        const one = await w.candidate(`Кандидат${i}`);
        await w.api().recordInterview({ ...w.of(one), ...SAID });
      }
      expect(await count()).to.equal(few);
    });
  });
});
