import { expect } from 'chai';
import { localeOf } from '../../lti/locale.js';
import { platformQuirks } from '../../lti/platforms/index.js';
import { programmeRoleOf } from '../../lti/roles.js';

const LIS = 'http://purl.imsglobal.org/vocab/lis/v2';

describe('roles of an LMS', () => {
  const cases: [string[], string][] = [
    [[], 'visitor'],
    [[`${LIS}/membership#Learner`], 'mentee'],
    [['Learner'], 'mentee'],
    [[' Instructor '], 'instructor'],
    [['Mentor'], 'mentor'],
    [[`${LIS}/membership#Mentor`, `${LIS}/membership#Learner`], 'mentor'],
    [[`${LIS}/membership#Instructor`, `${LIS}/membership#Learner`], 'instructor'],
    [[`${LIS}/membership/Instructor#TeachingAssistant`], 'instructor'],
    [[`${LIS}/membership/Learner#NonCreditLearner`], 'mentee'],
    [[`${LIS}/membership/Learner#GuestLearner`], 'visitor'],
    [[`${LIS}/membership#Member`], 'visitor'],
    [[`${LIS}/membership#ContentDeveloper`], 'visitor'],
    [[`${LIS}/institution/person#Guest`], 'visitor'],
    [[`${LIS}/institution/person#Observer`], 'visitor'],
    [[`${LIS}/institution/person#Instructor`], 'visitor'],
    [[`${LIS}/institution/person#Administrator`], 'coordinator'],
    [[`${LIS}/system/person#Administrator`, `${LIS}/membership#Learner`], 'coordinator'],
    [[`${LIS}/system/person#SysAdmin`], 'coordinator'],
    // Administrator of a course is not one of the LMS.
    [['Administrator'], 'instructor'],
    [[`${LIS}/membership#Administrator`], 'instructor'],
    [['http://elsewhere.example/vocab/lis/v2/system/person#Administrator'], 'visitor'],
    [[`${LIS}/system/person#Administrator.evil`], 'visitor'],
  ];
  for (const [roles, expected] of cases) {
    it(`${roles.join(' + ').replaceAll(LIS, '') || 'none'} → ${expected}`, () => {
      expect(programmeRoleOf(roles)).to.equal(expected);
    });
  }

  it('Canvas calls an observing parent Mentor', () => {
    const roles = [`${LIS}/membership#Mentor`];
    expect(platformQuirks('canvas').launchRole(roles)).to.equal('visitor');
    expect(platformQuirks('Canvas').rosterRole(['Mentor'])).to.equal('visitor');
    expect(platformQuirks('moodle').launchRole(roles)).to.equal('mentor');
    expect(platformQuirks(null).launchRole(roles)).to.equal('mentor');
  });

  it('language: the LMS’s word, else the browser’s, else Russian', () => {
    expect(localeOf('ru', 'en')).to.equal('ru');
    expect(localeOf('ru_RU', undefined)).to.equal('ru');
    expect(localeOf('pt_br', 'ru')).to.equal('en');
    expect(localeOf(null, 'de;q=0.9, en-GB')).to.equal('en');
    expect(localeOf(null, 'ru-RU,ru;q=0.9,en;q=0.8')).to.equal('ru');
    expect(localeOf(null, undefined)).to.equal('ru');
  });
});
