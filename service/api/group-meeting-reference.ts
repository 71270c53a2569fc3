/** Group meetings of mentors and mentees who look for each other (methodology §3, stage 5). */
export const GROUP_MEETING_STATES = ['planned', 'held', 'cancelled'] as const;
export type GroupMeetingState = (typeof GROUP_MEETING_STATES)[number];

/** Whether somebody was at a group meeting; nothing: not noted. */
export const GROUP_MEETING_MARKS = ['present', 'absent'] as const;
export type GroupMeetingMark = (typeof GROUP_MEETING_MARKS)[number];

/** The two sides of a pair to be. */
export const SIDES = ['mentee', 'mentor'] as const;
export type Side = (typeof SIDES)[number];

/** What was done for a mentee who has no mentor. */
export const SUPPORT_KINDS = ['talk', 'test', 'referral', 'other'] as const;
export type SupportKind = (typeof SUPPORT_KINDS)[number];

/** Why a mentee is without a mentor: in the pool, put on the waiting list, or their pair ended early. */
export const WAITING_REASONS = ['pool', 'waiting', 'pair_ended'] as const;
export type WaitingReason = (typeof WAITING_REASONS)[number];
