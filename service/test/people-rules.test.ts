import { expect } from 'chai';
import fc from 'fast-check';
import { type ParticipationState, ROLES, type Role } from '../api/index.js';
import {
  defaultRole,
  type HeldRole,
  type LmsRole,
  rolesAfterLaunch,
  rolesByHand,
  rosterRole,
} from '../people/role-rules.js';
import { type KnownMember, type RosterMember, rosterPlan } from '../people/roster-rules.js';

const LMS_ROLES: LmsRole[] = ['coordinator', 'instructor', 'mentor', 'mentee', 'visitor'];

describe('people: roles by default', () => {
  const cases: [LmsRole, boolean, Role, ParticipationState][] = [
    ['coordinator', false, 'coordinator', 'admitted'],
    ['coordinator', true, 'coordinator', 'admitted'],
    ['instructor', false, 'coordinator', 'admitted'],
    ['instructor', true, 'mentor', 'candidate'],
    ['mentor', true, 'mentor', 'admitted'],
    ['mentee', true, 'mentee', 'candidate'],
    ['mentee', false, 'mentee', 'candidate'],
    ['visitor', false, 'visitor', 'admitted'],
  ];
  for (const [lmsRole, has, role, state] of cases) {
    it(`${lmsRole}, ${has ? 'a' : 'no'} coordinator → ${role} (${state})`, () => {
      expect(defaultRole(lmsRole, has)).to.deep.equal({ role, state });
    });
  }

  it('names no coordinator by the roster', () => {
    for (const lmsRole of LMS_ROLES) expect(rosterRole(lmsRole).role).not.to.equal('coordinator');
  });
});

describe('people: roles at a later launch', () => {
  const held = (role: Role, state: ParticipationState = 'admitted'): HeldRole => ({ role, state });
  const cases: [string, HeldRole[], LmsRole, boolean, Role[], Role[]][] = [
    [
      'a roster learner teaches',
      [held('mentee', 'candidate')],
      'instructor',
      true,
      ['mentor'],
      ['mentee'],
    ],
    [
      'the first to come teaches',
      [held('mentor', 'candidate')],
      'instructor',
      false,
      ['coordinator'],
      ['mentor'],
    ],
    ['a visitor is enrolled', [held('visitor')], 'mentee', true, ['mentee'], ['visitor']],
    [
      'a candidate is confirmed by the LMS',
      [held('mentor', 'candidate')],
      'mentor',
      true,
      ['mentor'],
      [],
    ],
    ['a coordinator looks as a student', [held('coordinator')], 'mentee', true, [], []],
    ['a mentor with pairs looks as a student', [held('mentor')], 'mentee', true, [], []],
    ['an administrator comes', [held('mentor')], 'coordinator', true, ['coordinator'], []],
    ['nothing new', [held('mentee', 'candidate')], 'mentee', true, [], []],
  ];
  for (const [title, now, lmsRole, has, give, take] of cases) {
    it(title, () => {
      const change = rolesAfterLaunch(now, lmsRole, has);
      expect(change.give.map((one) => one.role)).to.deep.equal(give);
      expect(change.take).to.deep.equal(take);
    });
  }

  it('never leaves a person without a role, and never takes one from who was admitted', () => {
    const role = fc.record({
      role: fc.constantFrom(...ROLES),
      state: fc.constantFrom<ParticipationState>('candidate', 'admitted'),
    });
    const roles = fc.uniqueArray(role, { minLength: 1, maxLength: 4, selector: (one) => one.role });
    fc.assert(
      fc.property(roles, fc.constantFrom(...LMS_ROLES), fc.boolean(), (now, lmsRole, has) => {
        const { give, take } = rolesAfterLaunch(now, lmsRole, has);
        const kept = now.filter((one) => !take.includes(one.role));
        expect(kept.length + give.length).to.be.greaterThan(0);
        if (now.some((one) => one.state === 'admitted' && one.role !== 'visitor')) {
          expect(take).to.deep.equal([]);
        }
      }),
    );
  });
});

describe('people: roles by hand', () => {
  it('makes a visitor of who has none, and of nobody else', () => {
    expect(rolesByHand([])).to.deep.equal(['visitor']);
    expect(rolesByHand(['visitor', 'mentee', 'mentor', 'mentee'])).to.deep.equal([
      'mentor',
      'mentee',
    ]);
  });
});

describe('people: what a roster changes', () => {
  const name = { familyName: 'Ким', givenName: 'Ева', middleName: null, name: 'Ким Ева' };
  const known = (subject: string, overrides: Partial<KnownMember> = {}): KnownMember => ({
    memberId: `m-${subject}`,
    personId: `p-${subject}`,
    subject,
    lmsStatus: 'active',
    lmsRole: null,
    name,
    email: null,
    ...overrides,
  });
  const entry = (subject: string, overrides: Partial<RosterMember> = {}): RosterMember => ({
    subject,
    familyName: 'Ким',
    givenName: 'Ева',
    lmsRole: 'mentee',
    status: 'active',
    ...overrides,
  });

  it('says nothing where nothing is new', () => {
    const plan = rosterPlan([entry('1')], [known('1')], true);
    expect(plan).to.deep.equal({ newcomers: [], renamings: [], back: [], left: [], total: 1 });
  });

  it('marks the missing as left by a complete fetch only', () => {
    const people = [known('1'), known('2')];
    expect(rosterPlan([entry('1')], people, true).left).to.deep.equal(['m-2']);
    expect(rosterPlan([entry('1')], people, false).left).to.deep.equal([]);
  });

  it('believes no empty roster', () => {
    expect(rosterPlan([], [known('1')], true).left).to.deep.equal([]);
  });

  it('does not miss an administrator, who need not be enrolled', () => {
    const people = [known('1'), known('2', { lmsRole: 'coordinator' })];
    expect(rosterPlan([entry('1')], people, true).left).to.deep.equal([]);
  });

  it('takes back who returns, and marks who is inactive', () => {
    const people = [known('1', { lmsStatus: 'left' }), known('2')];
    const plan = rosterPlan([entry('1'), entry('2', { status: 'inactive' })], people, true);
    expect(plan.back).to.deep.equal(['m-1']);
    expect(plan.left).to.deep.equal(['m-2']);
  });

  it('marks nobody by a part: on a page, or in a course, that did not come they may be active', () => {
    const people = [known('1', { lmsStatus: 'left' }), known('2')];
    const plan = rosterPlan([entry('1'), entry('2', { status: 'inactive' })], people, false);
    expect(plan.back).to.deep.equal(['m-1']);
    expect(plan.left).to.deep.equal([]);
  });

  it('adds each newcomer once, and nobody who is inactive', () => {
    const roster = [
      entry('7'),
      entry('7', { status: 'inactive' }),
      entry('8', { status: 'inactive' }),
    ];
    expect(rosterPlan(roster, [], true).newcomers.map((one) => one.subject)).to.deep.equal(['7']);
  });

  it('renames, but keeps a name that the roster does not send', () => {
    const roster = [
      entry('1', { familyName: 'Ли' }),
      { subject: '2', lmsRole: 'mentee', status: 'active' },
    ];
    const plan = rosterPlan(roster as RosterMember[], [known('1'), known('2')], true);
    expect(plan.renamings.map((one) => [one.personId, one.name.name])).to.deep.equal([
      ['p-1', 'Ли Ева'],
    ]);
  });
});
