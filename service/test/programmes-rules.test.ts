import { expect } from 'chai';
import fc from 'fast-check';
import { type ProgrammeSettings, programmeSettings } from '../api/programmes.js';
import { academicYear, newProgramme, settingsProblems } from '../programmes/programme-rules.js';

const date = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));

describe('programmes: the year', () => {
  const cases: [today: string, startsOn: string, endsOn: string, label: string][] = [
    ['2026-09-01', '2026-09-01', '2027-08-31', '2026/27'],
    ['2026-08-31', '2025-09-01', '2026-08-31', '2025/26'],
    ['2027-01-01', '2026-09-01', '2027-08-31', '2026/27'],
    ['2099-12-31', '2099-09-01', '2100-08-31', '2099/00'],
  ];
  for (const [today, startsOn, endsOn, label] of cases) {
    it(`${today} is in ${label}`, () => {
      expect(academicYear(today)).to.deep.equal({ startsOn, endsOn, label });
    });
  }

  it('contains today', () => {
    fc.assert(
      fc.property(date, (today) => {
        const { startsOn, endsOn } = academicYear(today);
        expect(startsOn <= today && today <= endsOn).to.equal(true);
      }),
    );
  });
});

describe('programmes: a new one', () => {
  it('has settings that its own rules accept, whatever the course is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), date, (title, today) => {
        const settings = newProgramme(title, today);
        expect(programmeSettings.safeParse(settings).success).to.equal(true);
        expect(settingsProblems(settings)).to.deep.equal([]);
      }),
    );
  });

  it('is called as the course', () => {
    expect(newProgramme(' Наставничество\n2026/27 ', '2026-10-01').title).to.equal(
      'Наставничество 2026/27',
    );
    expect(newProgramme('', '2026-10-01').title).to.equal('Наставничество 2026/27');
  });
});

describe('programmes: what is wrong with settings', () => {
  const good = newProgramme('Курс', '2026-10-01');
  const cases: [string, Partial<ProgrammeSettings>, string[]][] = [
    ['nothing', {}, []],
    ['the end before the start', { endsOn: '2026-01-01' }, ['endsOn: dates.order']],
    ['one day', { endsOn: good.startsOn }, ['endsOn: dates.order']],
    ['two years', { endsOn: '2028-09-01' }, []],
    ['more than two years', { endsOn: '2028-09-02' }, ['endsOn: programme.tooLong']],
    ['a form twice', { forms: ['student_student', 'student_student'] }, ['forms: forms.twice']],
    [
      'no weight at all',
      { weights: { meetings: 0, plan: 0, feedback: 0, closing: 0 } },
      ['weights: weights.zero'],
    ],
  ];
  for (const [title, overrides, expected] of cases) {
    it(title, () => {
      const found = settingsProblems({ ...good, ...overrides });
      expect(found.map((p) => `${p.path}: ${p.code}`)).to.deep.equal(expected);
    });
  }
});
