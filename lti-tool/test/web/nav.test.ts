import { expect } from 'chai';
import type { Role } from '../../../service/api/index.js';
import { navItems, sectionItems } from '../../web/nav.js';

const t = (key: string): string => key;
const ID = '0190a7d0-0000-7000-8000-000000000001';

const tabOf = (role: Role, path: string): string | undefined =>
  navItems(role, path, 0, t).find((item) => item.current)?.path;
const sectionOf = (role: Role, path: string): string | undefined =>
  sectionItems(role, path, t).find((item) => item.current)?.path;

describe('the navigation', () => {
  it('marks the section that a page was opened from, not the one its address begins with', () => {
    const cases: [role: Role, path: string, tab: string, section: string][] = [
      ['coordinator', `mentors/${ID}`, 'mentors', 'mentors'],
      ['coordinator', `mentors/${ID}/portfolio`, 'mentors', 'mentors'],
      ['coordinator', `mentors/${ID}/interviews/new`, 'mentors', 'selection'],
      ['coordinator', `mentors/${ID}/interviews/${ID}`, 'mentors', 'selection'],
      ['coordinator', `mentors/${ID}/criteria`, 'mentors', 'selection'],
      ['curator', `mentors/${ID}/criteria`, 'mentors', 'selection'],
      ['head', `mentors/${ID}/criteria`, 'mentors', 'selection'],
      ['coordinator', 'selection/criteria', 'mentors', 'selection'],
      ['psychologist', `mentors/${ID}/interviews/new`, 'participants', 'selection'],
      ['psychologist', `mentors/${ID}/criteria`, 'participants', 'selection'],
      ['coordinator', `participants/${ID}`, 'participants', 'participants'],
      ['coordinator', `participants/${ID}/consents/paper`, 'participants', 'consents'],
      ['coordinator', `participants/${ID}/third-party`, 'participants', 'third-party'],
      ['coordinator', `participants/${ID}/register/mentee`, 'participants', 'registers'],
      ['coordinator', `participants/${ID}/support`, 'matching', 'waiting-list'],
      ['coordinator', `group-meetings/${ID}/invite`, 'matching', 'group-meetings'],
    ];
    for (const [role, path, tab, section] of cases) {
      expect(tabOf(role, path), `tab of ${path} for ${role}`).to.equal(tab);
      expect(sectionOf(role, path), `section of ${path} for ${role}`).to.equal(section);
    }
  });

  it('falls back on the address where the role has no such section', () => {
    // The methodist reads sheets of criteria from somebody's card, and has no «Отбор».
    for (const path of [`mentors/${ID}/criteria`, 'selection/criteria']) {
      expect(tabOf('methodist', path), path).to.equal('mentors');
      expect(sectionOf('methodist', path), path).to.equal('mentors');
    }
  });

  it('a psychologist has the waiting list as a tab, without a row of sections', () => {
    for (const path of ['waiting-list', `participants/${ID}/support`]) {
      expect(tabOf('psychologist', path), path).to.equal('waiting-list');
      expect(sectionItems('psychologist', path, t), path).to.deep.equal([]);
    }
  });

  it('marks one tab and one section at most', () => {
    for (const path of ['overview', 'selection', `mentors/${ID}/criteria`, 'help-requests']) {
      const marked = (items: { current: boolean }[]) => items.filter((one) => one.current).length;
      expect(marked(navItems('coordinator', path, 1, t)), path).to.equal(1);
      expect(marked(sectionItems('coordinator', path, t)), path).to.be.at.most(1);
    }
  });
});
