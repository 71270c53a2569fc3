import { expect } from 'chai';
import fc from 'fast-check';
import {
  emailFromLms,
  foldText,
  nameFromLms,
  renamed,
  SORT_KEY_LENGTH,
  searchWords,
  shortName,
  sortKey,
} from '../names/index.js';

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byKey = (a: string, b: string) => Math.sign(byBytes(sortKey(a), sortKey(b)));
const russian = new Intl.Collator('ru');

const letters = (alphabet: string, maxLength = 10) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength }).map((list) => list.join(''));

describe('names: the sort key', () => {
  const RUSSIAN = 'абвгдеёжзийклмнопрстуфхцчшщъыьэюя';

  it('orders Russian names as Intl.Collator does', () => {
    const name = fc.array(letters(RUSSIAN), { minLength: 1, maxLength: 3 }).map((w) => w.join(' '));
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(byKey(a, b)).to.equal(russian.compare(a, b));
      }),
      { numRuns: 2000 },
    );
  });

  it('orders names of few letters, where ё and е meet, as Intl.Collator does', () => {
    const name = letters('аеёж ', 5).map((text) => text.trim().replace(/ +/g, ' '));
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(byKey(a, b)).to.equal(russian.compare(a, b));
      }),
      { numRuns: 2000 },
    );
  });

  it('orders letters of other Cyrillic alphabets and Latin ones as Intl.Collator does', () => {
    const base = new Intl.Collator('ru', { sensitivity: 'base' });
    const name = letters(`${RUSSIAN}әғҗқңөұүһіїєabcxyz0189`, 6);
    fc.assert(
      fc.property(name, name, (a, b) => {
        const expected = base.compare(a, b);
        if (expected !== 0) expect(byKey(a, b)).to.equal(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no notice of case and punctuation', () => {
    fc.assert(
      fc.property(letters(`${RUSSIAN}abc`), (name) => {
        expect(sortKey(name.toUpperCase())).to.equal(sortKey(name));
        expect(sortKey(`«${name}»`.replaceAll('ё', 'е'))).to.equal(
          sortKey(name.replaceAll('ё', 'е')),
        );
      }),
    );
    expect(sortKey("О'Коннор-Петров")).to.equal(sortKey('ОКоннорПетров'));
  });

  it('puts Cyrillic before Latin before other scripts, digits first', () => {
    const names = ['中村', 'Ζωή', 'Zoe', 'Émile', 'Ямщиков', 'Абаев', '1-й участник'];
    expect([...names].sort(byKey)).to.deep.equal([
      '1-й участник',
      'Абаев',
      'Ямщиков',
      'Émile',
      'Zoe',
      'Ζωή',
      '中村',
    ]);
  });

  it('fits its column for any text, and never ends in half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (name) => {
        const key = sortKey(name);
        expect(key.length).to.be.at.most(SORT_KEY_LENGTH);
        expect(/[\uD800-\uDBFF]$/.test(key)).to.equal(false);
      }),
    );
  });

  it('finds a name by any of its words, ё or е, in any case', () => {
    const key = sortKey('Фёдоров Артём Максимович');
    for (const search of ['федоров', 'ФЁДОР', 'артем фёд', 'максим']) {
      expect(searchWords(search).every((word) => key.includes(word))).to.equal(true);
    }
    expect(searchWords(' — ')).to.deep.equal([]);
    expect(foldText('José')).to.equal(foldText('JOSE'));
  });
});

describe('names: what the LMS gives', () => {
  const cases: [title: string, given: Record<string, string>, name: string | null][] = [
    ['parts', { familyName: 'Иванов', givenName: 'Артём' }, 'Иванов Артём'],
    [
      'the patronymic inside the given name',
      { familyName: 'Иванов', givenName: 'Артём Денисович' },
      'Иванов Артём Денисович',
    ],
    [
      'a middle name of its own',
      { familyName: 'Иванов', givenName: 'Артём', middleName: 'Денисович' },
      'Иванов Артём Денисович',
    ],
    [
      'the same patronymic twice',
      { familyName: 'Иванов', givenName: 'Артём Денисович', middleName: 'Денисович' },
      'Иванов Артём Денисович',
    ],
    ['one piece', { name: 'Артём Иванов' }, 'Артём Иванов'],
    [
      'one piece and half of the parts',
      { name: 'Артём Иванов', givenName: 'Артём' },
      'Артём Иванов',
    ],
    ['a family name only', { familyName: 'Иванов' }, 'Иванов'],
    ['nothing', {}, null],
    ['spaces', { name: ' \t ', familyName: ' ' }, null],
    ['control characters and turned text', { name: 'А\u0000н\u202Eна\n  Ли' }, 'А нна Ли'],
    ['nothing that is seen', { name: '\u200B\u2060\u3164', familyName: '\u2800' }, null],
    ['a field of nothing that is seen among others', { name: '\u200B Иванов \u2060' }, 'Иванов'],
    ['a joiner inside a name', { name: 'علی\u200Cرضا' }, 'علی\u200Cرضا'],
    ['another script', { familyName: '中村', givenName: '花子' }, '中村 花子'],
  ];
  for (const [title, given, name] of cases) {
    it(`shows ${title}`, () => {
      expect(nameFromLms({ subject: '1', ...given })?.name ?? null).to.equal(name);
    });
  }

  it('never yields a name that the table cannot hold', () => {
    const part = fc.option(fc.string({ unit: 'binary', maxLength: 255 }), { nil: undefined });
    fc.assert(
      fc.property(part, part, part, part, (name, givenName, familyName, middleName) => {
        const given = { name, givenName, familyName, middleName };
        const known = Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined));
        const found = nameFromLms({ subject: '1', ...known });
        if (found === null) return;
        expect([...found.name].length).to.be.within(1, 600);
        expect(found.name).to.equal(found.name.trim());
        expect(/[\p{Cc}\p{Cs}]/u.test(found.name)).to.equal(false);
      }),
    );
  });

  const full = nameFromLms({ subject: '1', familyName: 'Иванов', givenName: 'Артём' });
  if (full === null) throw new Error('the name is given');

  it('keeps a known name when the LMS is silent or gives it in one piece', () => {
    expect(renamed(full, { subject: '1' })).to.equal(null);
    expect(renamed(full, { subject: '1', name: 'Артём Иванов' })).to.equal(null);
    expect(renamed(full, { subject: '1', familyName: 'Иванов', givenName: 'Артём' })).to.equal(
      null,
    );
  });

  it('takes a new name', () => {
    const given = { subject: '1', familyName: 'Петров', givenName: 'Артём' };
    expect(renamed(full, given)?.name).to.equal('Петров Артём');
  });

  it('shortens to initials where the parts are known', () => {
    const person = nameFromLms({
      subject: '1',
      familyName: 'Ким',
      givenName: 'Виктория Робертовна',
    });
    expect(person && shortName(person)).to.equal('Ким В. Р.');
    const whole = nameFromLms({ subject: '1', name: 'Виктория Ким' });
    expect(whole && shortName(whole)).to.equal('Виктория Ким');
  });

  it('keeps an e-mail only where it can be one', () => {
    expect(emailFromLms({ subject: '1', email: ' a@b.example ' })).to.equal('a@b.example');
    expect(emailFromLms({ subject: '1', email: 'no mail' })).to.equal(null);
    expect(emailFromLms({ subject: '1' })).to.equal(null);
  });
});
