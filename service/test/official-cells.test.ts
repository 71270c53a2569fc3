import { expect } from 'chai';
import {
  contactsOf,
  mentorCells,
  type RegisterMember,
  type RegisterPart,
  type RegisterPerson,
  unpairedForm,
  workplaceOf,
} from '../registers/official-cells-rules.js';
import { buildPair, buildPerson, eachDatabase } from './support/harness.js';
import { selectionWorld } from './support/selection-world.js';

const person = (more: Partial<RegisterPerson> = {}): RegisterPerson => ({
  personId: 'm',
  name: 'Громов Виктор',
  sortKey: 'громов виктор',
  email: null,
  birthDate: null,
  birthYear: null,
  age: 'unknown',
  phone: null,
  contactEmail: null,
  representativeName: null,
  representativeContact: null,
  workplace: null,
  position: null,
  enterprise: null,
  groupName: null,
  speciality: null,
  competences: null,
  achievements: null,
  interests: null,
  preferredAge: null,
  timeResource: null,
  mentorForms: [],
  ...more,
});
const part = (more: Partial<RegisterPart> = {}): RegisterPart => ({
  personId: 'm',
  side: 'mentor',
  held: 'admitted',
  request: null,
  enteredOn: '2026-09-01',
  form: null,
  results: null,
  reviewUrl: null,
  version: 0,
  ...more,
});
const member = (more: Partial<RegisterMember> = {}): RegisterMember => ({
  memberId: 'pm',
  pairId: 'p',
  version: 1,
  personId: 'm',
  side: 'mentor',
  form: 'teacher_student',
  state: 'active',
  joinedOn: '2026-09-10',
  leftOn: null,
  endsOn: '2027-06-30',
  closedOn: null,
  results: 'Диплом защищён',
  reviewUrl: 'https://college.example/case/7',
  ...more,
});

describe('the cells of the official registers', () => {
  const PLACES: [string, Partial<RegisterPerson>, string][] = [
    ['what was written of them first', { workplace: 'Колледж', enterprise: 'Депо' }, 'Колледж'],
    ['with the position', { workplace: 'Колледж', position: 'мастер' }, 'Колледж, мастер'],
    ['else the enterprise', { enterprise: 'Депо', position: 'мастер' }, 'Депо, мастер'],
    [
      'else group and speciality',
      { groupName: 'ТОР-21', speciality: 'Машинист' },
      'ТОР-21, Машинист',
    ],
    ['not the group of who works', { workplace: 'Депо', groupName: 'ТОР-21' }, 'Депо'],
    ['a position alone is better than nothing', { position: 'мастер' }, 'мастер'],
    ['nothing is known', {}, ''],
  ];
  for (const [title, more, place] of PLACES) {
    it(`place of work: ${title}`, () => {
      expect(workplaceOf(person(more))).to.equal(place);
    });
  }

  it('contacts of a minor are those of the representative, on either side', () => {
    const known = { phone: '+7 900 000-00-11', representativeName: 'Громова Анна' };
    expect(contactsOf(person(known))).to.equal('тел. +7 900 000-00-11');
    expect(contactsOf(person({ ...known, age: 'minor' }))).to.equal('Громова Анна');
  });

  it('one row of a mentor: all who are beside them, the first and the last day of all pairings', () => {
    const beside = (personId: string, name: string) =>
      person({ personId, name, groupName: 'ТОР-21' });
    const cells = mentorCells(
      person({ phone: '+7 900 000-00-11', contactEmail: 'g@example.org', workplace: 'Депо' }),
      part({ results: 'Подготовил двоих к чемпионату' }),
      {
        members: [member({ endsOn: '2027-05-31' }), member({ joinedOn: '2026-09-05' })],
        others: [beside('a', 'Иванов'), beside('b', 'Ким')],
      },
    );
    expect(cells).to.deep.include({
      contacts: 'тел. +7 900 000-00-11, g@example.org',
      place: 'Депо',
      joinedOn: '2026-09-05',
      mentees: 'Иванов; Ким',
      menteePlaces: 'ТОР-21',
      forms: ['teacher_student'],
      endsOn: '2027-06-30',
      achievements: '',
      results: 'Подготовил двоих к чемпионату; Диплом защищён',
      caseLink: 'https://college.example/case/7',
    });
    expect(Object.keys(cells)).to.have.length(15);
  });

  it('without a pair the forms are those that were said, else those that the mentor named', () => {
    const alone = { members: [], others: [] };
    const named = person({ mentorForms: ['employer_student', 'teacher_student'] });
    expect(mentorCells(named, part(), alone)).to.deep.include({
      forms: ['employer_student', 'teacher_student'],
      joinedOn: '2026-09-01',
      mentees: '',
      endsOn: null,
    });
    const said = part({ form: 'student_student' });
    expect(mentorCells(named, said, alone).forms).to.deep.equal(['student_student']);
    expect(unpairedForm(named, said)).to.equal('student_student');
    expect(unpairedForm(named, part()), 'of two none is the one').to.equal(null);
    expect(unpairedForm(person({ mentorForms: ['employer_student'] }), part())).to.equal(
      'employer_student',
    );
  });
});

eachDatabase((openDb) => {
  describe('the register that an order approves, beside the live one', () => {
    const w = selectionWorld(openDb);

    it('says the same of the same mentor: column by column', async () => {
      const anna = await w.ready('Абрамова');
      const mentee = await buildPerson(w.db, w.programme, { groupName: 'ТОР-21' });
      await w.db('profiles').where('person_id', anna.personId).update({
        workplace: 'Депо',
        position: 'мастер',
        phone: '+7 900 000-00-11',
      });
      await w.db('profiles').insert({
        person_id: mentee.personId,
        organisation_id: w.programme.organisationId,
        birth_date: '2000-01-01',
        speciality: 'Машинист',
        created_at: 0,
      });
      await w.api().recordPaperConsent({
        ...w.of(mentee),
        kind: 'own',
        givenOn: '2026-09-10',
        representative: null,
        originalNumber: '18',
        originalNote: 'Личное дело',
      });
      const { enterpriseId } = await w.api().createEnterprise({ ...w.here(), name: 'Завод' });
      await w.api().updateMentor({
        ...w.of(anna),
        enterpriseId,
        competences: 'Сварка',
        interests: 'Шахматы',
        version: 0,
      });
      await buildPair(w.db, w.programme, { mentors: [anna], mentees: [mentee] });
      const order = { orderNumber: '58-р', orderOn: '2026-10-20', basis: 'Решение педсовета' };
      const { registerId } = await w.api().approveMentorRegister({
        ...w.here(),
        ...order,
        personIds: [anna.personId],
        version: 0,
      });
      const frozen = await w.api().getMentorRegister({ ...w.here(), registerId });
      const { rows } = await w.api().listRegister({ ...w.here(), register: 'mentors' });
      expect(rows, 'a candidate whom the order approves is in the live register').to.have.length(1);
      const live = rows[0];
      expect(frozen.rows[0]?.cells).to.deep.equal({
        name: live?.name,
        contacts: live?.contacts,
        place: live?.workplace,
        competences: live?.competences,
        achievements: live?.achievements,
        interests: live?.interests,
        preferredAge: live?.preferredAge,
        timeResource: live?.timeResource,
        joinedOn: live?.enteredOn,
        mentees: live?.others,
        forms: [live?.form],
        menteePlaces: live?.othersWorkplace,
        endsOn: live?.endsOn,
        results: live?.results,
        caseLink: live?.reviewUrl,
      });
      expect(live).to.deep.include({
        workplace: 'Депо, мастер',
        othersWorkplace: 'ТОР-21, Машинист',
      });
      const { rows: entries } = await w.api().listRegisterEntries(w.of(anna));
      expect(entries.map(({ pairId }) => pairId)).to.deep.equal([live?.pairId]);
    });
  });
});
