import { expect } from 'chai';
import fc from 'fast-check';
import { FORMS } from '../api/reference.js';
import { guessMapping, isRowOfNumbers, titleRow } from '../api/register-imports.js';
import { FORM_TITLES, REGISTER_COLUMNS, REGISTERS } from '../api/registers.js';
import {
  parseBirth,
  parseContacts,
  parseDate,
  parseForm,
  parseMark,
  plainText,
  splitNames,
} from '../registers/cell-rules.js';
import {
  type KnownPerson,
  knownIndex,
  recognise,
  recogniseName,
  type SoughtPerson,
} from '../registers/recognise-rules.js';

const MONTHS = [
  'января',
  'февраля',
  'марта',
  'апреля',
  'мая',
  'июня',
  'июля',
  'августа',
  'сентября',
  'октября',
  'ноября',
  'декабря',
];
const two = (n: number) => String(n).padStart(2, '0');
const isoOf = (date: Date) => date.toISOString().slice(0, 10);
const anyDate = fc
  .integer({ min: Date.UTC(1970, 0, 1) / 86_400_000, max: Date.UTC(2060, 0, 1) / 86_400_000 })
  .map((day) => new Date(day * 86_400_000));

describe('registers: dates as people write them', () => {
  const WAYS: Record<string, (d: Date) => string> = {
    '01.09.2026': (d) => `${two(d.getUTCDate())}.${two(d.getUTCMonth() + 1)}.${d.getUTCFullYear()}`,
    '1.9.26': (d) =>
      `${d.getUTCDate()}.${d.getUTCMonth() + 1}.${String(d.getUTCFullYear()).slice(2)}`,
    '2026-09-01': isoOf,
    '01/09/2026': (d) => `${two(d.getUTCDate())}/${two(d.getUTCMonth() + 1)}/${d.getUTCFullYear()}`,
    '1 сентября 2026': (d) => `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`,
    '1 СЕНТЯБРЯ 2026 г.': (d) =>
      `${d.getUTCDate()} ${(MONTHS[d.getUTCMonth()] as string).toUpperCase()} ${d.getUTCFullYear()} г.`,
    'the number of a spreadsheet': (d) =>
      String(Math.round((d.getTime() - Date.UTC(1899, 11, 30)) / 86_400_000)),
  };
  for (const [way, write] of Object.entries(WAYS)) {
    it(`any day as ${way}`, () => {
      fc.assert(
        fc.property(anyDate, (date) => {
          expect(parseDate(write(date))).to.equal(isoOf(date));
        }),
      );
    });
  }

  for (const text of [
    '30.02.2026',
    '31.04.26',
    '13/13/2026',
    '2026-02-29',
    '1 неября 2026',
    '45',
    'завтра',
    '01.09',
    '99999',
    '',
    '<script>',
  ]) {
    it(`«${text}» is no date`, () => {
      expect(parseDate(text)).to.equal(null);
    });
  }

  it('of whatever is typed, a date that exists or none', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (text) => {
        const date = parseDate(text);
        if (date !== null) expect(isoOf(new Date(`${date}T00:00:00Z`))).to.equal(date);
      }),
    );
  });

  it('a year of birth, or the whole date', () => {
    expect(parseBirth('2008')).to.deep.equal({ year: 2008, date: null });
    expect(parseBirth('2008 г.')).to.deep.equal({ year: 2008, date: null });
    expect(parseBirth('05.03.2009')).to.deep.equal({ year: 2009, date: '2009-03-05' });
    expect(parseBirth('девятый')).to.equal(null);
  });
});

describe('registers: words of cells', () => {
  it('a form by its own title, and by other names of it', () => {
    for (const form of FORMS) expect(parseForm(FORM_TITLES[form]), form).to.equal(form);
    expect(parseForm('студент-студент')).to.equal('student_student');
    expect(parseForm(' РАБОТОДАТЕЛЬ — СТУДЕНТ ')).to.equal('employer_student');
    expect(parseForm('учитель – учитель')).to.equal('teacher_teacher');
    expect(parseForm('сосед – сосед')).to.equal(null);
  });

  const MARKS: [string, ReturnType<typeof parseMark>][] = [
    ['прошёл', 'passed'],
    ['Прошла', 'passed'],
    ['завершена', 'passed'],
    ['да', 'passed'],
    ['не завершил', 'left'],
    ['выбыл', 'left'],
    ['проходит', 'going_on'],
    ['', null],
    ['–', null],
    ['может быть', undefined],
  ];
  for (const [text, mark] of MARKS) {
    it(`the mark «${text}» is ${mark}`, () => {
      expect(parseMark(text)).to.equal(mark);
    });
  }

  it('contacts: telephone, e-mail and the name of a representative apart', () => {
    expect(
      parseContacts('Иванова Мария Петровна (мать), +7 900 123-45-67, ivanova@mail.example'),
    ).to.deep.equal({
      phones: ['+7 900 123-45-67'],
      emails: ['ivanova@mail.example'],
      words: 'Иванова Мария Петровна (мать)',
    });
    expect(parseContacts('тел. 89001234567; e-mail: a@b.example').words).to.equal('');
  });

  it('a text that was kept from being a formula is as it was', () => {
    expect(plainText("'+7 900 000-00-00")).to.equal('+7 900 000-00-00');
    expect(plainText("'=1+1")).to.equal('=1+1');
    expect(plainText("О'Нил")).to.equal("О'Нил");
  });

  it('several names in a cell, also numbered or a line each', () => {
    expect(splitNames('Иванов Иван; Петров Пётр ;')).to.deep.equal(['Иванов Иван', 'Петров Пётр']);
    expect(splitNames('1. Иванов Иван\n2) Петров Пётр')).to.deep.equal([
      'Иванов Иван',
      'Петров Пётр',
    ]);
  });
});

describe('registers: which column is which', () => {
  for (const register of REGISTERS) {
    it(`official titles in any order (${register})`, () => {
      const columns = REGISTER_COLUMNS[register];
      fc.assert(
        fc.property(fc.shuffledSubarray([...columns], { minLength: 1 }), (some) => {
          const mapping = guessMapping(
            register,
            some.map(({ title }) => title),
          );
          for (const [index, { field }] of some.entries())
            expect(mapping[field], field).to.equal(field === 'number' ? undefined : index);
        }),
      );
    });
  }

  it('titles of people’s own', () => {
    const titles = [
      '№',
      'Наставник',
      'Ф.И.О. студента',
      'Дата рождения',
      'Телефон родителей',
      'Форма',
      'Дата начала',
      'Дата окончания',
    ];
    expect(guessMapping('mentees', titles)).to.deep.equal({
      others: 1,
      name: 2,
      birthYear: 3,
      contacts: 4,
      form: 5,
      enteredOn: 6,
      endsOn: 7,
    });
  });

  it('no column is two', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 30 })),
        fc.constantFrom(...REGISTERS),
        (titles, register) => {
          const used = Object.values(guessMapping(register, titles));
          expect(new Set(used).size).to.equal(used.length);
        },
      ),
    );
  });

  it('the row of titles below a heading; the row of numbers below it is none of people', () => {
    const official = REGISTER_COLUMNS.mentees.map(({ title }) => title);
    expect(titleRow('mentees', [['База наставляемых'], official])).to.equal(1);
    expect(isRowOfNumbers(official.map((_, i) => String(i + 1)))).to.equal(true);
    expect(isRowOfNumbers(['1', 'Иванов Иван', '3'])).to.equal(false);
  });
});

const known = (more: Partial<KnownPerson>): KnownPerson => ({
  personId: 'a',
  name: 'Иванов Иван Петрович',
  birthYear: 2008,
  emails: [],
  accounts: [],
  groupName: null,
  phones: [],
  sides: ['mentee'],
  ...more,
});
const sought: SoughtPerson = {
  name: 'Иванов Иван Петрович',
  birthYear: 2008,
  emails: [],
  phones: [],
};

describe('registers: who somebody of the file is', () => {
  const CASES: [string, KnownPerson[], Partial<SoughtPerson>, string][] = [
    ['the whole name with the year', [known({})], {}, 'known'],
    [
      'case and ё do not matter',
      [known({ name: 'ИВАНОВ Иван Пётрович' })],
      { name: 'Иванов иван Петрович' },
      'known',
    ],
    ['another year is another person', [known({ birthYear: 2007 })], {}, 'new'],
    ['a year that is not known', [known({ birthYear: null })], {}, 'doubt'],
    ['a part of the name with the year', [known({ name: 'Иванов Иван' })], {}, 'doubt'],
    ['two of them', [known({}), known({ personId: 'b' })], {}, 'doubt'],
    [
      'the name with the e-mail',
      [known({ birthYear: null, emails: ['A@x.example'] })],
      { birthYear: null, emails: ['a@x.example'] },
      'known',
    ],
    [
      'the e-mail of another name',
      [known({ name: 'Петрова Анна', emails: ['a@x.example'] })],
      { emails: ['a@x.example'] },
      'doubt',
    ],
    ['nobody', [], {}, 'new'],
  ];
  for (const [title, people, more, kind] of CASES) {
    it(title, () => {
      const who = { ...sought, ...more };
      expect(recognise(who, knownIndex(people)).kind).to.equal(kind);
    });
  }

  it('a bare name is the only one of this name who stands on that side', () => {
    const mentor = known({ sides: ['mentor'] });
    expect(recogniseName(mentor.name, 'mentor', knownIndex([mentor])).kind).to.equal('known');
    expect(recogniseName(mentor.name, 'mentor', knownIndex([known({})])).kind).to.equal('doubt');
    expect(
      recogniseName(mentor.name, 'mentor', knownIndex([mentor, { ...mentor, personId: 'b' }])).kind,
    ).to.equal('doubt');
    expect(recogniseName('Другой Человек', 'mentor', knownIndex([mentor])).kind).to.equal('new');
  });

  it('a shortened name makes nobody new unasked', () => {
    const mentor = known({ name: 'Кузнецова Марина Сергеевна', sides: ['mentor'] });
    const other = known({ personId: 'b', name: 'Кузнецов Максим Степанович', sides: ['mentor'] });
    const index = knownIndex([mentor, other]);
    const cases: [string, string][] = [
      ['Кузнецова М. С.', 'doubt'],
      ['кузнецова м.с.', 'doubt'],
      ['М. С. Кузнецова', 'doubt'],
      ['Кузнецова Марина', 'doubt'],
      ['Кузнецова М. П.', 'new'],
      ['Кузнецова Мария', 'new'],
      ['Кузнецова', 'new'],
    ];
    for (const [name, kind] of cases) {
      const found = recogniseName(name, 'mentor', index);
      expect(found.kind, name).to.equal(kind);
      if (found.kind === 'doubt')
        expect(
          found.candidates.map((one) => one.personId),
          name,
        ).to.deep.equal([mentor.personId]);
    }
  });
});
