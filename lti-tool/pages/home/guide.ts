import type { Role } from '../../../service/api/index.js';

const COMMON = ['session', 'language'];
const STAFF = ['overview', 'rhythm', 'pairs', 'plansStaff', 'meetingsStaff', 'grades'];

/** Which paragraphs of the guide (`guide.<topic>.{title,text}`) a role reads, in this order. */
const TOPICS: Partial<Record<Role, readonly string[]>> = {
  coordinator: ['start', 'people', 'school', 'surveys', ...STAFF, 'helpStaff', 'journal'],
  curator: [...STAFF, 'surveysRead', 'helpStaff'],
  head: [...STAFF, 'surveysRead', 'journal'],
  mentor: ['log', 'correct', 'planMentor', 'rhythm', 'mySchool', 'scoreMentor'],
  mentee: ['confirm', 'planMentee', 'helpMentee', 'scoreMentee'],
  observer: ['figures'],
  psychologist: ['waiting', 'told', 'interviews', 'surveysRead', 'unseen'],
  methodist: ['people', 'school'],
};

export const guideTopics = (role: Role): string[] => [...(TOPICS[role] ?? ['visitor']), ...COMMON];
