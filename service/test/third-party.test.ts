import { expect } from 'chai';
import { ROLES } from '../api/reference.js';
import { consentWorld } from './support/consent-world.js';
import {
  type BuiltPerson,
  buildPair,
  buildPerson,
  DAY_MS,
  eachDatabase,
} from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

const GROUP = 'ИС-21';
const BY_CURATOR = { attendance: 'regular', marks: 'good', needs: ['study'], worries: 'Устаёт' };
const BY_PARENT = { needs: ['motivation'], strengths: 'Рисует' };

eachDatabase((openDb) => {
  describe('what third parties tell', () => {
    const w = consentWorld(openDb);
    const system = () => w.service.system;
    const at = () => ({ programmeId: w.programme.programmeId });
    const refusal = async (call: Promise<unknown>) => problemsOf(await rejection(call));
    let psychologist: BuiltPerson;
    let curator: BuiltPerson;

    const inGroup = (person: BuiltPerson, groupName = GROUP) =>
      w.db('members').where('person_id', person.personId).update({ group_name: groupName });

    beforeEach(async () => {
      psychologist = await w.person(null, ['psychologist']);
      curator = await w.person(null, ['curator']);
      for (const one of [w.adult, w.minor]) await inGroup(one);
      await w.paper(w.minor, 'parent');
      await w.give(w.adult);
    });

    const askParent = (person = w.minor) =>
      w.api().askThirdParty({
        ...at(),
        giver: 'parent',
        personId: person.personId,
        confirmation: 'told_code',
      });
    const askGroup = () =>
      w.api().askThirdParty({
        ...at(),
        giver: 'group_curator',
        groupName: GROUP,
        contact: 'curator@kollezh.example',
      });
    async function confirmed({ token, toldCode }: { token: string; toldCode: string | null }) {
      const answer = toldCode ?? (await system().sendLinkCode({ token })).code;
      const { pass, scope } = await system().confirmLink({ token, answer });
      expect(scope).to.equal('third_party');
      return { token, pass };
    }
    const tell = async (
      held: { token: string; pass: string },
      at = 0,
      answers: Record<string, unknown> = BY_PARENT,
    ) => {
      const { sheets } = await system().readThirdPartyByLink(held);
      const sheet = sheets[at];
      if (!sheet) throw new Error('no sheet');
      return system().saveThirdPartyByLink({
        ...held,
        sheetId: sheet.sheetId,
        giverName: 'Петрова А. И., мама',
        answers: answers as never,
        version: sheet.version,
      });
    };
    const gapsOf = async (person: BuiltPerson) =>
      (await w.api().getPerson(w.at(person))).gaps.filter((gap) => gap === 'no_third_party');

    it('a parent tells by a link with a told code; the card shows who, when and by which link', async () => {
      const made = await askParent();
      expect(made.toldCode).to.match(/^\d{6}$/);
      expect(await gapsOf(w.minor)).to.deep.equal(['no_third_party']);
      const intro = await system().openLink({ token: made.token });
      expect(intro).to.deep.include({ scope: 'third_party', confirmation: 'told_code' });
      expect(JSON.stringify(intro)).to.not.contain(w.minor.name);
      const held = await confirmed(made);
      const read = await system().readThirdPartyByLink(held);
      const [first] = read.sheets;
      expect(read.sheets.map((one) => [one.name, one.groupName])).to.deep.equal([
        [first?.name, GROUP],
      ]);
      expect(JSON.stringify(read)).to.not.contain(w.minor.name.split(' ')[0]);
      expect(await tell(held)).to.deep.include({ version: 1, left: 0 });
      const { sheets } = await w.api().getThirdParty(w.at(w.minor));
      expect(sheets[0]).to.deep.include({
        giver: 'parent',
        state: 'given',
        givenBy: 'Петрова А. И., мама',
        answers: BY_PARENT,
      });
      expect(sheets[0]?.link).to.deep.include({ linkId: made.linkId, state: 'open' });
      expect(sheets[0]?.link?.lastUsedAt).to.be.a('string');
      expect(await gapsOf(w.minor)).to.deep.equal([]);
      const { rows } = await w.api().listJournal(at());
      expect(rows.slice(0, 2).map((one) => [one.action, one.actorRole])).to.deep.equal([
        ['third_party.given', 'parent'],
        ['third_party.asked', 'coordinator'],
      ]);
      expect(JSON.stringify(rows)).to.not.contain('Рисует').and.to.not.contain(made.toldCode);
    });

    it('keeps no told code, and three wrong ones close the link, of any number at once', async () => {
      const { token, toldCode, linkId } = await askParent();
      const row = await w.db('personal_links').where('id', linkId).first();
      expect(Object.values(row).join(' ')).to.not.contain(toldCode);
      const wrong = toldCode === '000000' ? '000001' : '000000';
      const tries = await Promise.allSettled(
        Array.from({ length: 8 }, () => system().confirmLink({ token, answer: wrong })),
      );
      expect(tries.every(({ status }) => status === 'rejected')).to.equal(true);
      expect(await refusal(system().confirmLink({ token, answer: toldCode ?? '' }))).to.deep.equal([
        'token: link.locked',
      ]);
    });

    it('a wrong told code costs a try, a right one none', async () => {
      const { token, toldCode } = await askParent();
      const wrong = toldCode === '000000' ? '000001' : '000000';
      expect(await refusal(system().confirmLink({ token, answer: wrong }))).to.deep.equal([
        'answer: toldCode.wrong',
      ]);
      for (let n = 0; n < 4; n += 1)
        expect(await system().confirmLink({ token, answer: toldCode ?? '' })).to.have.property(
          'pass',
        );
    });

    it('a group’s curator tells of each student by one link, one after the other', async () => {
      const without = await w.person('2009-01-01');
      await inGroup(without);
      const elsewhere = await w.person('2000-01-01');
      await inGroup(elsewhere, 'ИС-22');
      await w.give(elsewhere);
      const made = await askGroup();
      expect(made).to.deep.include({ asked: 2, withoutConsent: 1, toldAlready: 0, toldCode: null });
      const held = await confirmed(made);
      expect((await system().readThirdPartyByLink(held)).sheets).to.have.length(2);
      expect(await tell(held, 0, BY_CURATOR)).to.deep.include({ left: 1 });
      expect(await tell(held, 1, BY_CURATOR)).to.deep.include({ left: 0 });
      expect(await tell(held, 1, { ...BY_CURATOR, marks: 'debts' })).to.deep.include({
        version: 2,
      });
      const { links } = await w.api().listThirdPartyLinks(at());
      expect(links[0]).to.deep.include({ groupName: GROUP, asked: 2, given: 2 });
      expect(await refusal(askGroup())).to.deep.equal(['groupName: thirdParty.allTold']);
      expect((await w.api().listThirdParty({ ...at(), state: 'given' })).total).to.equal(2);
    });

    it('nobody is asked about without a consent, and a withdrawal freezes at once', async () => {
      const without = await w.person('2009-01-01');
      expect(await refusal(askParent(without))).to.deep.equal(['personId: thirdParty.noConsent']);
      expect(
        await refusal(
          w.api(psychologist).giveThirdParty({
            ...w.at(without),
            answers: { needs: ['study'] },
            version: 0,
          }),
        ),
      ).to.deep.equal([': thirdParty.noConsent']);
      const held = await confirmed(await askParent());
      await tell(held);
      const { programmeId } = at();
      await w.api(w.minor).withdrawMyConsent({ programmeId, kind: 'parent', reason: null });
      expect((await system().readThirdPartyByLink(held)).sheets).to.deep.equal([]);
      const { consent, sheets } = await w.api().getThirdParty(w.at(w.minor));
      expect([consent, sheets[0]?.answers]).to.deep.equal([false, null]);
    });

    it('a new link for the same ends the old, which shows nothing of what was told by another', async () => {
      const first = await confirmed(await askParent());
      await tell(first);
      const second = await confirmed(await askParent());
      expect(await refusal(system().readThirdPartyByLink(first))).to.deep.equal([
        'token: link.revoked',
      ]);
      expect((await system().readThirdPartyByLink(second)).sheets[0]?.answers).to.deep.equal({});
      expect((await w.api().getThirdParty(w.at(w.minor))).sheets).to.have.length(2);
    });

    it('a link ends with its last day, by hand, and for another’s sheet it is none', async () => {
      const made = await askParent();
      const held = await confirmed(made);
      const other = await confirmed(await askParent(w.adult));
      const { sheets } = await system().readThirdPartyByLink(other);
      const foreign = system().saveThirdPartyByLink({
        ...held,
        sheetId: sheets[0]?.sheetId ?? '',
        giverName: 'Мама',
        answers: BY_PARENT,
        version: 0,
      });
      expect((await rejection(foreign)).code).to.equal('not_found');
      await w.api().revokeThirdPartyLink({ ...at(), linkId: made.linkId });
      expect(await refusal(system().readThirdPartyByLink(held))).to.deep.equal([
        'token: link.revoked',
      ]);
      expect(await gapsOf(w.minor)).to.deep.equal([]);
      w.service.clock.advance(14 * DAY_MS);
      expect(await refusal(system().openLink({ token: other.token }))).to.deep.equal([
        'token: link.expired',
      ]);
      expect(await gapsOf(w.adult)).to.deep.equal(['no_third_party']);
    });

    it('unknown and missing questions, an answer of a megabyte, no name: nothing is written', async () => {
      const held = await confirmed(await askParent());
      for (const answers of [{ nonsense: 'x' }, {}, { needs: ['study'], worries: 'я'.repeat(1e6) }])
        expect((await rejection(tell(held, 0, answers))).code).to.equal('invalid');
      const { sheets } = await system().readThirdPartyByLink(held);
      expect(sheets[0]).to.deep.include({ state: 'asked', answers: {} });
    });

    it('of two who save at once one wins, and the same words twice are no conflict', async () => {
      const held = await confirmed(await askParent());
      await tell(held);
      const { sheets } = await system().readThirdPartyByLink(held);
      const save = (strengths: string) =>
        system().saveThirdPartyByLink({
          ...held,
          sheetId: sheets[0]?.sheetId ?? '',
          giverName: 'Мама',
          answers: { ...BY_PARENT, strengths },
          version: 1,
        });
      const both = await Promise.allSettled([save('Поёт'), save('Танцует')]);
      expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
      const told = (await w.api().getThirdParty(w.at(w.minor))).sheets[0]?.answers?.['strengths'];
      expect(await save(String(told))).to.deep.include({ version: 2 });
    });

    it('staff tell as psychologist and curator, and change it over the version that they saw', async () => {
      const give = (who: BuiltPerson, answers: object, version = 0) =>
        w.api(who).giveThirdParty({ ...w.at(w.minor), answers: answers as never, version });
      await give(psychologist, { needs: ['adaptation'] });
      await give(curator, BY_CURATOR);
      expect((await rejection(give(curator, { ...BY_CURATOR, marks: 'uneven' }))).code).to.equal(
        'changed_meanwhile',
      );
      await give(curator, { ...BY_CURATOR, marks: 'uneven' }, 1);
      const { sheets } = await w.api(psychologist).getThirdParty(w.at(w.minor));
      expect(sheets.map((one) => [one.giver, one.givenBy, one.version])).to.deep.equal([
        ['group_curator', curator.name, 2],
        ['psychologist', psychologist.name, 1],
      ]);
    });

    it('is read by coordinator, curator and psychologist, by no other role', async () => {
      await tell(await confirmed(await askParent()));
      for (const role of ROLES) {
        const reader = await w.person(null, [role]);
        const reading = w.api(reader).getThirdParty(w.at(w.minor));
        const may = ['coordinator', 'curator', 'psychologist'].includes(role);
        const code = await reading.then(
          () => 'read',
          (error: { code: string }) => error.code,
        );
        expect(code, role).to.equal(may ? 'read' : 'forbidden');
      }
    });

    it('not by the mentee in another role of theirs, nor by a curator of other forms', async () => {
      const both = await w.person('2000-01-01', ['mentee', 'curator']);
      await w.give(both);
      await w.api(psychologist).giveThirdParty({
        ...w.at(both),
        answers: { needs: ['study'] },
        version: 0,
      });
      const asCurator = w.service.as({ ...both.actor(), role: 'curator' });
      expect((await rejection(asCurator.getThirdParty(w.at(both)))).code).to.equal('not_found');
      const rows = (await asCurator.listThirdParty(at())).rows.map((row) => row.personId);
      expect(rows).to.not.include(both.personId);
      expect(rows).to.include(w.minor.personId);
      const mentor = await w.person(null, ['mentor']);
      const people = { mentors: [mentor], mentees: [w.minor] };
      await buildPair(w.db, w.programme, people, { form: 'student_student' });
      const other = await buildPerson(w.db, w.programme, {
        roles: ['curator'],
        scopeForms: ['teacher_teacher'],
      });
      expect((await rejection(w.api(other).getThirdParty(w.at(w.minor)))).code).to.equal(
        'not_found',
      );
    });
  });
});
