import { z } from 'zod';
import { id, isoDateTime, pageOf, paging, personRef, text } from './common.js';
import { endpoint } from './endpoint.js';
import { FORMS, MATCH_CRITERIA, MATCH_RELATIONS } from './reference.js';

export const criterionWeight = z.object({
  weight: z.number().int().min(0, 'number.range').max(10, 'number.range'),
  /** Without it, no pair. */
  must: z.boolean().default(false),
});

/** Mentors who take their mentees together, as one. */
export const mentorTeam = z.object({
  teamId: id,
  mentorIds: z.array(id).min(2, 'match.teamOfOne').max(5, 'match.teamTooLarge'),
  capacity: z.number().int().min(1, 'number.range').max(30, 'number.range'),
});

const years = z.number().int().min(0, 'number.range').max(80, 'number.range').nullable();

/** By what the pairs of one form of mentoring are made. */
export const matchSettings = z.object({
  criteria: z.object(
    Object.fromEntries(MATCH_CRITERIA.map((one) => [one, criterionWeight])) as Record<
      (typeof MATCH_CRITERIA)[number],
      typeof criterionWeight
    >,
  ),
  /** Only mentors who have been through the school. */
  trainedOnly: z.boolean(),
  /** Nobody with who teaches and grades them. */
  notTeachers: z.boolean(),
  /** Nobody with their line manager. */
  notManagers: z.boolean(),
  /** A mentor is at least so old; null: no limit. One whose birth date is not known breaks it. */
  mentorAgeFrom: years,
  /** And at least so many years older than their mentee; null: no limit. */
  olderBy: years,
  /** Days after the end of a pair before its mentee gets another mentor. */
  coolingOffDays: z.number().int().min(0, 'number.range').max(365, 'number.range'),
  /** Two who were a pair are no pair again, unless the mentee wishes it. */
  notAgain: z.boolean(),
  /** A group takes place with at least so many; 1: everybody's own. */
  groupFrom: z.number().int().min(1, 'number.range').max(30, 'number.range'),
  /** And has at most so many, whatever a mentor has said; null: as they have said. */
  groupTo: z.number().int().min(1, 'number.range').max(30, 'number.range').nullable(),
  teams: z.array(mentorTeam).max(200, 'match.tooManyTeams'),
});
export type MatchSettings = z.infer<typeof matchSettings>;

const ofForm = z.object({ programmeId: id, form: z.enum(FORMS) });

const keptSettings = z.object({
  /** 0: the template of the form, nothing was kept yet. */
  version: z.number().int(),
  settings: matchSettings,
  madeBy: z.string().nullable(),
  madeAt: isoDateTime.nullable(),
});

/** Two results beside each other: how many are matched, and what it is worth. */
export const matchTotals = z.object({
  mentees: z.number().int(),
  matched: z.number().int(),
  /** The sum of the scores of all pairs. */
  total: z.number(),
  /** 0 where nobody is matched. */
  average: z.number(),
});
export type MatchTotals = z.infer<typeof matchTotals>;

export const matchMove = z.object({
  mentee: personRef,
  /** The mentors' names; null: nobody. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});

const relation = z.object({
  relationId: id,
  kind: z.enum(MATCH_RELATIONS),
  mentor: personRef,
  /** Null: the whole group. */
  mentee: personRef.nullable(),
  groupName: z.string().nullable(),
});
export type MatchRelationRow = z.infer<typeof relation>;

export const matchSettingsApi = {
  getMatchSettings: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching/{form}/settings',
    summary:
      'Weights and rules by which the pairs of a form are made, and the template of the form.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofForm,
    output: keptSettings.extend({ template: matchSettings }),
  }),

  listMatchSettings: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching/{form}/settings/versions',
    summary: 'The versions that were kept, newest first; at most 200.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofForm,
    output: z.object({ versions: z.array(keptSettings) }),
  }),

  saveMatchSettings: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/matching/{form}/settings',
    summary: 'Keeps weights and rules as a new version. The version says what it was based on.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofForm.extend({ version: z.number().int(), settings: matchSettings }),
    output: keptSettings,
  }),

  previewMatchSettings: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/matching/{form}/settings/preview',
    summary:
      'What a change of weights and rules would do, beside those that are kept; keeps nothing.',
    tag: 'matching',
    access: ['coordinator'],
    input: ofForm.extend({ settings: matchSettings }),
    output: z.object({
      before: matchTotals,
      after: matchTotals,
      /** At most 100 of those who would get another mentor, and how many there are. */
      moves: z.array(matchMove),
      moved: z.number().int(),
    }),
  }),

  listMatchRelations: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/matching-relations',
    summary:
      'Who is whose parent, teacher or manager, as far as a coordinator has said so; search, pages.',
    tag: 'matching',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      /** In the names of both and of the group. */
      search: text(100).optional(),
      kind: z.enum(MATCH_RELATIONS).optional(),
      ...paging,
    }),
    output: pageOf(relation),
  }),

  addMatchRelation: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/matching-relations',
    summary:
      'Says that a mentor is the parent, teacher or manager of a mentee, or teaches a group.',
    tag: 'matching',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      kind: z.enum(MATCH_RELATIONS),
      mentorId: id,
      menteeId: id.nullable().default(null),
      groupName: text(200).nullable().default(null),
    }),
    output: relation,
  }),

  removeMatchRelation: endpoint({
    method: 'DELETE',
    path: '/programmes/{programmeId}/matching-relations/{relationId}',
    summary: 'Takes it back.',
    tag: 'matching',
    access: ['coordinator'],
    input: z.object({ programmeId: id, relationId: id }),
    output: z.object({ ok: z.literal(true) }),
  }),
};
