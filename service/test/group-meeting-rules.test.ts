import { expect } from 'chai';
import {
  candidatesOf,
  type Invited,
  marksToWrite,
  type PersonFacts,
} from '../group-meetings/group-meeting-rules.js';
import { sorted, type Waiting, waitingReason } from '../support/waiting-rules.js';

const person = (personId: string, fields: Partial<PersonFacts> = {}): PersonFacts => ({
  personId,
  name: personId,
  groupName: null,
  sortKey: personId,
  participations: [{ role: 'mentee', state: 'pool' }],
  forms: [],
  consent: true,
  ...fields,
});

describe('group meetings: whom they are for', () => {
  const mentors = new Map([
    ['free', { forms: [], places: 2 }],
    ['full', { forms: [], places: 0 }],
    ['other', { forms: ['teacher_teacher' as const], places: 1 }],
  ]);
  const inPool = (one: PersonFacts) =>
    candidatesOf([one], mentors, 'student_student').map(({ side, inPool: is }) => [side, is]);
  const mentor = (id: string, state: 'pool' | 'paired' | 'selected') =>
    person(id, { participations: [{ role: 'mentor', state }] });

  it('mentees who wait and whose form it may be, mentors with places', () => {
    expect(inPool(person('a'))).to.deep.equal([['mentee', true]]);
    expect(inPool(person('a', { forms: ['teacher_teacher'] }))).to.deep.equal([['mentee', false]]);
    expect(inPool(mentor('free', 'pool'))).to.deep.equal([['mentor', true]]);
    expect(inPool(mentor('free', 'paired'))).to.deep.equal([['mentor', true]]);
    expect(inPool(mentor('free', 'selected'))).to.deep.equal([['mentor', false]]);
    expect(inPool(mentor('full', 'pool'))).to.deep.equal([['mentor', false]]);
    expect(inPool(mentor('other', 'pool'))).to.deep.equal([['mentor', false]]);
    for (const state of ['draft', 'selected', 'proposed', 'paired'] as const)
      expect(inPool(person('a', { participations: [{ role: 'mentee', state }] }))).to.deep.equal([
        ['mentee', false],
      ]);
  });

  it('who stands on both sides comes on the one that waits, and who has finished on none', () => {
    const both = (mentee: 'pool' | 'paired' | 'completed', of: 'pool' | 'withdrawn') =>
      person('free', {
        participations: [
          { role: 'mentor', state: of },
          { role: 'mentee', state: mentee },
        ],
      });
    expect(inPool(both('pool', 'pool'))).to.deep.equal([['mentee', true]]);
    expect(inPool(both('paired', 'pool'))).to.deep.equal([['mentor', true]]);
    expect(inPool(both('paired', 'withdrawn'))).to.deep.equal([['mentee', false]]);
    expect(inPool(both('completed', 'withdrawn'))).to.deep.equal([]);
  });

  it('the rest is marked of whom nothing was noted, but not of who is frozen', () => {
    const entry = (personId: string, mark: Invited['mark']): Invited => ({
      personId,
      side: 'mentee',
      mark,
      version: 1,
    });
    const entries = [entry('a', null), entry('b', 'absent'), entry('c', null), entry('d', null)];
    const asked = [{ personId: 'b', mark: null, version: 1 }];
    const written = (rest: 'present' | null) =>
      marksToWrite(entries, asked, rest, new Set(['d'])).map((one) => [one.personId, one.mark]);
    expect(written(null)).to.deep.equal([['b', null]]);
    expect(written('present')).to.deep.equal([
      ['a', 'present'],
      ['b', 'present'],
      ['c', 'present'],
    ]);
  });
});

describe('the waiting list', () => {
  it('nobody waits without a consent, in a pair, or before they are admitted', () => {
    const none = { endedOn: null };
    expect(waitingReason({ state: 'pool', consent: true }, none)).to.equal('pool');
    expect(waitingReason({ state: 'waiting', consent: true }, none)).to.equal('waiting');
    expect(waitingReason({ state: 'waiting', consent: false }, none)).to.equal(null);
    for (const state of ['consent', 'proposed', 'paired', 'completed', 'withdrawn'] as const)
      expect(waitingReason({ state, consent: true }, none), state).to.equal(null);
    const ended = { endedOn: '2026-10-01' };
    expect(waitingReason({ state: 'consent', consent: true }, ended)).to.equal('pair_ended');
    expect(waitingReason({ state: 'paired', consent: true }, ended)).to.equal(null);
  });

  it('is put in order by days, group and next step; equals stay in the order of names', () => {
    const row = (name: string, days: number, groupName: string | null, nextOn: string | null) =>
      ({
        name,
        days,
        groupName,
        latest: nextOn && { heldOn: nextOn, kind: 'talk', nextStep: 'Шаг', nextOn },
      }) as unknown as Waiting;
    const rows = [
      row('А', 3, 'ИС-21', null),
      row('Б', 9, 'ИС-9', '2026-11-20'),
      row('В', 3, null, '2026-11-10'),
    ];
    const names = (sort: Parameters<typeof sorted>[1]) =>
      sorted(rows, sort)
        .map(({ name }) => name)
        .join('');
    expect(names('-days')).to.equal('БАВ');
    expect(names('days')).to.equal('АВБ');
    expect(names('group')).to.equal('БАВ');
    expect(names('next')).to.equal('ВБА');
    expect(names('-name')).to.equal('ВБА');
  });
});
