import { expect } from 'chai';
import fc from 'fast-check';
import {
  accountKey,
  compare,
  isSame,
  type KnownPerson,
  type OurGrade,
  type TheirResult,
} from '../progress/compare-rules.js';

const LMS = 'https://lms.example';
const READ_AT = 1_000_000;
const result = (subject: string, score: number | null, maximum = 100): TheirResult => ({
  issuer: LMS,
  subject,
  score,
  maximum,
});
const grade = (personId: string, score: number, more: Partial<OurGrade> = {}): OurGrade => ({
  personId,
  name: `Имя ${personId}`,
  score,
  state: 'sent',
  sentAt: READ_AT - 1,
  ...more,
});
const known = (...ids: string[]) =>
  new Map<string, KnownPerson>(
    ids.map((id) => [
      accountKey({ issuer: LMS, subject: id }),
      { personId: id, name: `Имя ${id}` },
    ]),
  );

describe('a score there and here', () => {
  const cases: [string, number, TheirResult, boolean][] = [
    ['the same', 75, result('a', 75), true],
    ['on the scale of a column of 10', 75, result('a', 7.5, 10), true],
    ['on a scale of 5, rounded to hundredths', 73, result('a', 3.65, 5), true],
    ['on a scale of 3, as Moodle keeps it', 67, result('a', 2.01, 3), true],
    ['as a share of one', 67, result('a', 0.67, 1), true],
    ['one point off', 75, result('a', 76), false],
    ['changed on a scale of 10', 75, result('a', 8, 10), false],
    ['a zero without its score', 0, result('a', null), true],
    ['an empty cell', 40, result('a', null), false],
  ];
  for (const [says, score, theirs, same] of cases) {
    it(`${says}: ${same ? 'no difference' : 'a difference'}`, () =>
      expect(isSame(score, theirs)).to.equal(same));
  }

  it('any score is the same on any scale when kept to five decimals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 1000 }),
        (score, max) => isSame(score, result('a', Number(((score / 100) * max).toFixed(5)), max)),
      ),
    );
  });
});

describe('the gradebook compared', () => {
  const kinds = (
    ours: OurGrade[],
    results: TheirResult[],
    people = known('1', '2', '3', 'mentor'),
  ) => compare(ours, results, people, READ_AT);

  it('says who is missing, who differs, who is not graded, and who is nobody of ours', () => {
    const { equal, pending, differences } = kinds(
      [grade('1', 50), grade('2', 60), grade('3', 70)],
      [result('2', 90), result('3', 70), result('mentor', 5), result('999', 10)],
    );
    expect([equal, pending]).to.deep.equal([1, 0]);
    expect(differences.map((d) => [d.kind, d.personId, d.subject, d.score])).to.deep.equal([
      ['missing', '1', null, 50],
      ['differs', '2', null, 60],
      ['ungraded', 'mentor', null, null],
      ['unknown', null, '999', null],
    ]);
    expect(differences[1]?.theirs).to.deep.equal({ score: 90, maximum: 100 });
  });

  it('leaves alone what is on its way or was sent after the gradebook was read', () => {
    const { pending, differences } = kinds(
      [
        grade('1', 50, { state: 'waiting', sentAt: null }),
        grade('2', 60, { state: 'sending' }),
        grade('3', 70, { sentAt: READ_AT + 1 }),
      ],
      [result('2', 10), result('3', 10)],
    );
    expect(pending).to.equal(3);
    expect(differences).to.deep.equal([]);
  });

  it('does not miss the score of somebody whom the LMS refused, but sees a value of theirs', () => {
    const refused = grade('1', 50, { state: 'refused', sentAt: null });
    expect(kinds([refused], []).differences).to.deep.equal([]);
    expect(kinds([refused], [result('1', 12)]).differences[0]).to.include({
      kind: 'differs',
      state: 'refused',
    });
  });

  it('sees a value of somebody without a pair, and no empty cell of anybody', () => {
    const without = grade('1', 0, { state: 'not_graded', sentAt: null });
    expect(kinds([without], [result('1', 30)]).differences[0]).to.include({
      kind: 'ungraded',
      state: 'not_graded',
    });
    expect(kinds([without], [result('1', null), result('999', null)]).differences).to.deep.equal(
      [],
    );
  });

  it('a person of two courses is right where either column has the score', () => {
    expect(kinds([grade('1', 50)], [result('1', 10), result('1', 50)]).differences).to.deep.equal(
      [],
    );
  });

  it('the same number of another LMS is another person', () => {
    const elsewhere = { ...result('1', 50), issuer: 'https://other.example' };
    expect(kinds([grade('1', 50)], [elsewhere]).differences.map((d) => d.kind)).to.deep.equal([
      'missing',
      'unknown',
    ]);
  });

  it('names each person once and loses none', () => {
    const ids = ['1', '2', '3', '4', '5'];
    const state = fc.constantFrom<OurGrade['state']>('sent', 'waiting', 'refused', 'not_graded');
    fc.assert(
      fc.property(
        fc.array(fc.record({ n: fc.integer({ min: 0, max: 4 }), state }), { maxLength: 5 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 100 }))),
        (own, results) => {
          const ours = [...new Map(own.map((o) => [o.n, o])).values()].map((o) =>
            grade(ids[o.n] as string, 40, { state: o.state }),
          );
          const { equal, pending, differences } = compare(
            ours,
            results.map(([n, score]) => result(ids[n] ?? `x${n}`, score)),
            known(...ids),
            READ_AT,
          );
          const people = differences.flatMap((d) => d.personId ?? []);
          expect(new Set(people).size).to.equal(people.length);
          const sent = ours.filter((o) => o.state === 'sent').length;
          const about = differences.filter((d) => d.state === 'sent').length;
          expect(equal + about).to.equal(sent);
          expect(pending).to.equal(ours.filter((o) => o.state === 'waiting').length);
        },
      ),
    );
  });
});
