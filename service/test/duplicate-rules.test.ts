import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Candidate,
  findDuplicates,
  nameWords,
  pairKey,
  reasonsFor,
} from '../merging/duplicate-rules.js';

const person = (personId: string, name: string, more: Partial<Candidate> = {}): Candidate => ({
  personId,
  name,
  emails: [],
  birthYear: null,
  accounts: [],
  ...more,
});

describe('who may be one person', () => {
  const cases: [
    string,
    Partial<Candidate> & { name: string },
    Partial<Candidate> & { name: string },
    string[],
  ][] = [
    [
      'the same name and year',
      { name: 'Иванов Иван Петрович', birthYear: 2008 },
      { name: 'Иванов Иван Петрович', birthYear: 2008 },
      ['name_year'],
    ],
    [
      'ё and е, case, spaces, order',
      { name: 'Фёдорова  Алёна Игоревна', birthYear: 2008 },
      { name: 'алена игоревна ФЕДОРОВА', birthYear: 2008 },
      ['name_year'],
    ],
    [
      'the LMS leaves the patronymic out',
      { name: 'Иванов Иван', birthYear: 2008 },
      { name: 'Иванов Иван Петрович', birthYear: 2008 },
      ['name_year'],
    ],
    [
      'a namesake of another year',
      { name: 'Иванов Иван Петрович', birthYear: 2008 },
      { name: 'Иванов Иван Петрович', birthYear: 2007 },
      [],
    ],
    [
      'the same full name, a year not known',
      { name: 'Иванов Иван Петрович', birthYear: 2008 },
      { name: 'Иванов Иван Петрович' },
      ['name'],
    ],
    [
      'a part of the name, a year not known: too little',
      { name: 'Иванов Иван', birthYear: 2008 },
      { name: 'Иванов Иван Петрович' },
      [],
    ],
    ['one word is no name', { name: 'Анна' }, { name: 'Анна' }, []],
    ['й is not и', { name: 'Майя Ким' }, { name: 'Маия Ким' }, []],
    [
      'the same e-mail in other letters',
      { name: 'Ким Ева', emails: ['Eva@Kim.example'] },
      { name: 'Петрова Ева', emails: ['eva@kim.example '] },
      ['email'],
    ],
    [
      'the same number in another LMS under the same name',
      { name: 'Ким Ева', accounts: [{ issuer: 'a', subject: '42' }] },
      { name: 'Ким Ева', accounts: [{ issuer: 'b', subject: '42' }] },
      ['account', 'name'],
    ],
    [
      'the same number in another LMS under another name',
      { name: 'Ким Ева', accounts: [{ issuer: 'a', subject: '42' }] },
      { name: 'Пак Анна', accounts: [{ issuer: 'b', subject: '42' }] },
      [],
    ],
  ];
  for (const [what, a, b, reasons] of cases) {
    it(`${what}: ${reasons.join(', ') || 'no'}`, () => {
      const [first, second] = [person('a', a.name, a), person('b', b.name, b)];
      expect(reasonsFor(first, second)).to.deep.equal(reasons);
      expect(reasonsFor(second, first), 'both ways').to.deep.equal(reasons);
      const found = findDuplicates([first, second], new Set());
      expect(found.map((one) => one.reasons)).to.deep.equal(reasons.length > 0 ? [reasons] : []);
    });
  }

  it('who were told apart are not offered again', () => {
    const people = [person('b', 'Ким Ева'), person('a', 'Ким Ева')];
    expect(findDuplicates(people, new Set([pairKey('a', 'b')]))).to.deep.equal([]);
  });

  it('a mailbox that an office shares tells nothing', () => {
    const people = Array.from({ length: 30 }, (_, i) =>
      person(`p${i}`, `Имя${i} Фамилия${i}`, { emails: ['office@kollezh.example'] }),
    );
    expect(findDuplicates(people, new Set())).to.deep.equal([]);
  });

  it('finds exactly those whom a comparison of all with all finds', () => {
    const word = fc.constantFrom('Иванов', 'Петров', 'Иван', 'Пётр', 'Петр', 'Олегович');
    const someone = fc.record({
      name: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
      birthYear: fc.constantFrom(null, 2007, 2008),
      emails: fc.constantFrom([], ['a@x.example'], ['A@x.example', 'b@x.example']),
      accounts: fc.constantFrom(
        [],
        [{ issuer: 'a', subject: '1' }],
        [{ issuer: 'b', subject: '1' }],
      ),
    });
    fc.assert(
      fc.property(fc.array(someone, { maxLength: 10 }), (drawn) => {
        const people = drawn.map((one, i) => ({ ...one, personId: `p${i}` }));
        const keys = people.flatMap((a, i) =>
          people
            .slice(i + 1)
            .flatMap((b) => (reasonsFor(a, b).length > 0 ? [pairKey(a.personId, b.personId)] : [])),
        );
        const found = findDuplicates(people, new Set());
        expect(found.map((one) => pairKey(one.firstId, one.secondId)).sort()).to.deep.equal(
          keys.sort(),
        );
      }),
    );
  });

  it('words of a name do not depend on order, case and ё', () => {
    expect(nameWords('Алёна  фёдорова')).to.deep.equal(nameWords('ФЕДОРОВА алена'));
  });
});
