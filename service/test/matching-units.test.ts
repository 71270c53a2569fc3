import { expect } from 'chai';
import { matchSettings } from '../api/match-settings.js';
import { FORMS, MATCH_CRITERIA } from '../api/reference.js';
import { judge, templateSettings } from '../matching/engine/index.js';
import type { MatchInput } from '../matching/engine/types.js';
import { matchInput, mentee, mentor, settings } from './support/match-people.js';

const MENTORS_TWO = [mentor('m1', { places: 2 }), mentor('m2', { places: 2 })];

describe('units of matching', () => {
  it('of a team one member is enough to break a rule, and a ban may name the team', () => {
    const team = { teamId: 't', mentorIds: ['m1', 'm2'], capacity: 3 };
    const own = settings({ teams: [team] });
    const rulesWith = (more: Partial<MatchInput>) =>
      judge(matchInput({ mentees: [mentee('s')], mentors: MENTORS_TWO, ...more }), own).pairOf(0, 0)
        .rules;
    expect(rulesWith({})).to.deep.equal([]);
    expect(rulesWith({ bans: [['s', 'm2']] })).to.deep.equal(['forbidden']);
    expect(rulesWith({ bans: [['s', 't']] })).to.deep.equal(['forbidden']);
    expect(rulesWith({ mentors: [mentor('m1'), mentor('m2', { paused: true })] })).to.deep.equal([
      'mentor_paused',
    ]);
    expect(rulesWith({ mentors: [mentor('m1'), mentor('m2', { places: 0 })] })).to.deep.equal([
      'capacity',
    ]);
  });

  it('a team is one unit with its own places, worth the mean of its members', () => {
    const own = settings({
      teams: [{ teamId: 't', mentorIds: ['m2', 'm1', 'gone'], capacity: 3 }],
      groupTo: 2,
    });
    const asked = { said: { topics: ['career', 'crisis'] } };
    const judged = judge(
      matchInput({
        mentees: [mentee('s', asked)],
        mentors: [
          mentor('m1', { said: { topics: ['career', 'crisis'] } }),
          mentor('m2', { said: { topics: ['values'] } }),
          mentor('m3', { places: 5 }),
        ],
      }),
      own,
    );
    expect(
      judged.units.map(({ unitId, capacity, mentors }) => [
        unitId,
        capacity,
        mentors.map((one) => one.personId),
      ]),
    ).to.deep.equal([
      ['m3', 2, ['m3']],
      ['t', 2, ['m1', 'm2']],
    ]);
    const requests = judged.pairOf(0, 1).reasons[0];
    expect(requests).to.deep.include({ criterion: 'requests', value: 0.5, code: 'all' });
    expect(judged.problem.pairs.score[1]).to.equal(judged.pairOf(0, 1).score);
  });

  it('places are those of units that break no rule of their own', () => {
    const mentors = [
      mentor('m1', { places: 3 }),
      mentor('m2', { places: 4, paused: true }),
      mentor('m3', { places: 0 }),
    ];
    const judged = judge(matchInput({ mentees: [mentee('s')], mentors }), settings());
    expect([judged.places, judged.unitsWithPlaces, judged.units.length]).to.deep.equal([3, 1, 3]);
  });

  it('locks go to the solver by their places, those of people who are gone do not', () => {
    const judged = judge(
      matchInput({
        mentees: [mentee('s2'), mentee('s1')],
        mentors: MENTORS_TWO,
        locks: [
          ['s2', 'm1'],
          ['s2', 'm1'],
          ['gone', 'm1'],
          ['s1', 'gone'],
        ],
      }),
      settings(),
    );
    expect(judged.problem.locks).to.deep.equal([[1, 0]]);
    expect(judged.lostLocks).to.deep.equal([
      ['gone', 'm1'],
      ['s1', 'gone'],
    ]);
  });
});

describe('templates of matching', () => {
  for (const form of FORMS)
    it(`${form}: can be kept as it stands, with weights and no must`, () => {
      const template = templateSettings(form);
      expect(matchSettings.parse(template)).to.deep.equal(template);
      expect(MATCH_CRITERIA.some((name) => template.criteria[name].must)).to.equal(false);
      expect(MATCH_CRITERIA.some((name) => template.criteria[name].weight > 0)).to.equal(true);
      expect(template).to.deep.include({ coolingOffDays: 14, notAgain: true, trainedOnly: false });
      const enterprise = template.criteria.enterprise.weight > 0;
      expect(enterprise).to.equal(form.startsWith('employer'));
    });
});
