export * from './match-reference.js';
export * from './survey-reference.js';

/**
 * The lists of codes of the domain (methodology: forms §4, roles §2, formats and kinds §4.7,
 * directions §4.8, states §10). Labels are in the translations, `ref.<list>.<code>`.
 */
export const ROLES = [
  'coordinator',
  'curator',
  'mentor',
  'mentee',
  'psychologist',
  'methodist',
  'head',
  'group_curator',
  'parent',
  'observer',
  'visitor',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles that a coordinator gives by hand on the participants page. */
export const ASSIGNABLE_ROLES = [
  'coordinator',
  'curator',
  'mentor',
  'mentee',
  'psychologist',
  'methodist',
  'head',
  'observer',
  'visitor',
] as const satisfies readonly Role[];

/** Those who read the programme as a whole (a curator: within the forms given to them). */
export const STAFF_ROLES = ['coordinator', 'curator', 'head'] as const satisfies readonly Role[];

export const FORMS = [
  'student_student',
  'teacher_student',
  'teacher_teacher',
  'head_teacher',
  'employer_student',
  'university_young_teacher',
  'pupil_pupil',
  'student_pupil',
  'employer_pupil',
] as const;
export type Form = (typeof FORMS)[number];

/** Role variants by form (methodology §4.1–4.6). */
export const ROLE_VARIANTS: Readonly<Record<Form, readonly string[]>> = {
  student_student: [
    'achiever-underachiever',
    'leader-passive',
    'equal-equal',
    'adapted-nonadapted',
  ],
  teacher_student: [
    'teacher-talented',
    'teacher-underachiever',
    'teacher-passive',
    'teacher-disability',
    'teacher-at-risk',
  ],
  teacher_teacher: [
    'experienced-young',
    'leader-struggling',
    'innovator-conservative',
    'subject-expert-novice',
  ],
  head_teacher: ['head-teacher'],
  employer_student: [
    'pro-indifferent',
    'pro-choosing',
    'colleague-future',
    'employer-future-employee',
  ],
  university_young_teacher: ['university-young'],
  pupil_pupil: ['achiever-underachiever', 'leader-passive', 'equal-equal'],
  student_pupil: ['achiever-underachiever', 'leader-indifferent', 'equal-other', 'curator-author'],
  employer_pupil: ['pro-indifferent', 'colleague-young', 'employer-future-employee'],
};
export const ALL_ROLE_VARIANTS = [...new Set(Object.values(ROLE_VARIANTS).flat())];

export const PAIR_FORMATS = ['individual', 'group', 'collective', 'mutual', 'online'] as const;
export type PairFormat = (typeof PAIR_FORMATS)[number];

export const PAIR_STATES = ['draft', 'active', 'paused', 'completed', 'terminated'] as const;
export type PairState = (typeof PAIR_STATES)[number];
/** States in which meetings are logged and the rhythm is watched. */
export const OPEN_PAIR_STATES = ['active'] as const satisfies readonly PairState[];
/** States of pairs that go on, or are to. */
export const UNFINISHED_PAIR_STATES = [
  'draft',
  'active',
  'paused',
] as const satisfies readonly PairState[];
export const CLOSED_PAIR_STATES = [
  'completed',
  'terminated',
] as const satisfies readonly PairState[];

/**
 * How a pair keeps the rhythm: `in_rhythm`; `attention` (the last quarter of the interval has begun);
 * `out` (over the interval, or no first meeting in time); `none` (no meeting yet, still in time);
 * `off` (paused, draft or over: the rhythm is not watched).
 */
export const RHYTHMS = ['in_rhythm', 'attention', 'out', 'none', 'off'] as const;
export type Rhythm = (typeof RHYTHMS)[number];

export const MEETING_KINDS = [
  'organisational',
  'trial',
  'planning',
  'regular',
  'group',
  'closing',
] as const;
export type MeetingKind = (typeof MEETING_KINDS)[number];

export const MEETING_FORMATS = ['in_person', 'online', 'phone'] as const;
export type MeetingFormat = (typeof MEETING_FORMATS)[number];

/** Directions of the meetings (methodology §4.8). */
export const TOPICS = [
  'potential',
  'crisis',
  'adaptation',
  'motivation',
  'trajectory',
  'values',
  'soft_skills',
  'entrepreneurship',
  'career',
  'teacher_adaptation',
  'young_specialist',
] as const;
export type Topic = (typeof TOPICS)[number];

export const CONFIRMATIONS = ['waiting', 'confirmed', 'disputed'] as const;
export type Confirmation = (typeof CONFIRMATIONS)[number];

export const PARTICIPATION_STATES = ['candidate', 'admitted', 'withdrawn'] as const;
export type ParticipationState = (typeof PARTICIPATION_STATES)[number];

/** Where a mentor or mentee stands (methodology §10), from the first word to the last. */
export const PERSON_STATES = [
  'draft',
  'questionnaire',
  'consent',
  'selected',
  'trained',
  'pool',
  'waiting',
  'proposed',
  'paired',
  'completed',
  'withdrawn',
] as const;
export type PersonState = (typeof PERSON_STATES)[number];

/** What a coordinator decides of a participation; `resume` ends the waiting, `restore` the leaving. */
export const DECISIONS = ['admit', 'decline', 'withdraw', 'wait', 'resume', 'restore'] as const;
export type Decision = (typeof DECISIONS)[number];

/** A decision that holds beside the facts. */
export const STANDING_DECISIONS = ['declined', 'withdrawn', 'waiting'] as const;
export type StandingDecision = (typeof STANDING_DECISIONS)[number];

/** Delivery of one person's score to the gradebook (what the sync page shows). */
export const GRADE_STATES = ['waiting', 'sending', 'sent', 'refused', 'not_graded'] as const;
export type GradeState = (typeof GRADE_STATES)[number];

/** How a score in the LMS gradebook may differ from what was sent. */
export const GRADE_DIFFERENCES = ['missing', 'differs', 'ungraded', 'unknown'] as const;

/** Parts of the progress score; their weights are the coordinator's. */
export const PROGRESS_PARTS = ['meetings', 'plan', 'feedback', 'closing'] as const;
export type ProgressPart = (typeof PROGRESS_PARTS)[number];

/** What is known of somebody's age on a day: a minor's consent is given by a parent. */
export const AGES = ['minor', 'adult', 'unknown'] as const;

/** Consents (methodology §9.3): one's own, a parent's for a minor, to publication of a case or photograph. */
export const CONSENT_KINDS = ['own', 'parent', 'publication'] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];

/** How a consent came: in the tool, by a representative's personal link, on paper. */
export const CONSENT_WAYS = ['tool', 'link', 'paper'] as const;
export type ConsentWay = (typeof CONSENT_WAYS)[number];

/**
 * What a personal link is for: a consent that a representative gives, a wave of a questionnaire, or
 * what somebody else knows of a mentee.
 */
export const LINK_SCOPES = ['parent', 'publication', 'survey', 'third_party', 'mentor'] as const;
export type LinkScope = (typeof LINK_SCOPES)[number];

/**
 * What the holder of a link shows before anything is told: a code sent by e-mail, the birth year, or a
 * code that the coordinator told them by another way. `none`: the link alone.
 */
export const LINK_CONFIRMATIONS = ['code', 'birth_year', 'told_code', 'none'] as const;
export type LinkConfirmation = (typeof LINK_CONFIRMATIONS)[number];

/** `locked`: the birth year, or the code that was told, was wrong too often. */
export const LINK_STATES = ['open', 'used', 'revoked', 'expired', 'locked'] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** Who tells what they know of a mentee (methodology §2, §3 stage 2). */
export const THIRD_PARTY_GIVERS = [
  'group_curator',
  'parent',
  'psychologist',
] as const satisfies readonly Role[];
export type ThirdPartyGiver = (typeof THIRD_PARTY_GIVERS)[number];

/** How far what a third party tells of a mentee is. */
export const THIRD_PARTY_STATES = ['asked', 'given'] as const;
export type ThirdPartyState = (typeof THIRD_PARTY_STATES)[number];

/** Who gave or withdrew: the person, their legal representative, the college (withdrawal only). */
export const CONSENT_PARTIES = ['person', 'representative', 'college'] as const;
export type ConsentParty = (typeof CONSENT_PARTIES)[number];

/** On what ground somebody acts for a minor (Family Code art. 64, Federal Law 48-ФЗ). */
export const REPRESENTATIVE_GROUNDS = ['parent', 'adoptive_parent', 'guardian', 'trustee'] as const;
export type RepresentativeGround = (typeof REPRESENTATIVE_GROUNDS)[number];

/** Why somebody's data may not be used. */
export const CONSENT_GAPS = [
  'birth_date_unknown',
  'no_parent_consent',
  'no_own_consent',
  'no_own_consent_since_18',
  'consent_withdrawn',
  'consent_expired',
  'no_publication_consent',
] as const;
export type ConsentGap = (typeof CONSENT_GAPS)[number];

/** What is missing of somebody who takes part, beside their consents. */
export const OTHER_GAPS = [
  'no_entry_answers',
  'no_third_party',
  'no_mentor',
  'no_mentee',
  'not_trained',
  'no_group',
  'no_contacts',
] as const;
/** All that can be missing, in the order in which it is told. */
export const PERSON_GAPS = [...CONSENT_GAPS, ...OTHER_GAPS] as const;
export type PersonGap = (typeof PERSON_GAPS)[number];

/** What data are used for. */
export const DATA_USES = ['matching', 'register', 'publication'] as const;
export type DataUse = (typeof DATA_USES)[number];

/** Whether a mentor takes a mentee now: has room, has as many as they take, or takes none for a time. */
export const AVAILABILITIES = ['available', 'full', 'paused'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

/** How an enterprise stands with its agreement on a day. */
export const AGREEMENT_STATES = ['valid', 'ended', 'none'] as const;
export type AgreementState = (typeof AGREEMENT_STATES)[number];

/** How an interview with a candidate for a mentor ended. */
export const INTERVIEW_OUTCOMES = ['recommended', 'conditional', 'not_recommended'] as const;
export type InterviewOutcome = (typeof INTERVIEW_OUTCOMES)[number];

/** How far the selection of a mentor is (methodology §3, stage 4); `admitted`: by a decision, whatever else there is. */
export const SELECTION_STATES = [
  'none',
  'in_progress',
  'recommended',
  'not_recommended',
  'approved',
  'admitted',
] as const;
export type SelectionState = (typeof SELECTION_STATES)[number];

/** What a proposed mentor lacks for the register that an order approves. */
export const SELECTION_GAPS = [
  'no_consent',
  'no_interview',
  'not_recommended',
  'no_criteria',
  'no_school',
] as const;
export type SelectionGap = (typeof SELECTION_GAPS)[number];

/** How many of the points of a sheet of criteria somebody has. */
export const CRITERIA_LEVELS = ['high', 'medium', 'low'] as const;
export type CriteriaLevel = (typeof CRITERIA_LEVELS)[number];

export const PORTFOLIO_KINDS = [
  'achievement',
  'publication',
  'event',
  'training',
  'award',
  'practice',
] as const;
export type PortfolioKind = (typeof PORTFOLIO_KINDS)[number];

export const COUNCIL_ROLES = ['chair', 'secretary', 'member'] as const;
export type CouncilRole = (typeof COUNCIL_ROLES)[number];

/** What minutes lack for a signature, by the codes in which their signing is refused. */
export const PROTOCOL_GAPS = [
  'protocol.nobodyPresent',
  'protocol.noPoints',
  'protocol.noDecision',
] as const;
export type ProtocolGap = (typeof PROTOCOL_GAPS)[number];

export const PROTOCOL_STATES = ['draft', 'signed'] as const;
export type ProtocolState = (typeof PROTOCOL_STATES)[number];
/** Sessions of the mentors' school. */
export const SCHOOL_STATES = ['planned', 'held', 'cancelled'] as const;
export type SchoolState = (typeof SCHOOL_STATES)[number];

/** For whom a session is: all mentors, those of some forms, or those who were chosen by name. */
export const SCHOOL_AUDIENCES = ['all', 'forms', 'chosen'] as const;
export type SchoolAudience = (typeof SCHOOL_AUDIENCES)[number];

/** How somebody was at a session. */
export const SCHOOL_MARKS = ['present', 'absent', 'excused'] as const;
export type SchoolMark = (typeof SCHOOL_MARKS)[number];

export const SCHOOL_MATERIAL_KINDS = [
  'slides',
  'guide',
  'form',
  'recording',
  'article',
  'other',
] as const;
export type SchoolMaterialKind = (typeof SCHOOL_MATERIAL_KINDS)[number];
