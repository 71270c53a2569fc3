import { z } from 'zod';
import { id, idempotencyKey, isoDateTime, pageOf, paging } from './common.js';
import { endpoint } from './endpoint.js';
import { ROLES } from './reference.js';

/** Why two records look like one person, the surest first. */
export const DUPLICATE_REASONS = ['account', 'name_year', 'email', 'name'] as const;
export type DuplicateReason = (typeof DUPLICATE_REASONS)[number];

/** What moves from one record to the other, as people call it. */
export const MERGE_PARTS = [
  'accounts',
  'profile',
  'programmes',
  'roles',
  'pairs',
  'meetings',
  'answers',
  'consents',
  'grades',
  'links',
  'help',
  'school',
  'other',
] as const;
export type MergePart = (typeof MERGE_PARTS)[number];

/** What stands against a merge. */
export const MERGE_OBSTACLES = ['same_pair'] as const;
/** What has to be known before it: one of two stays, the other is kept for undoing. */
export const MERGE_WARNINGS = [
  'both_answered',
  'birth_dates',
  'both_accounts',
  'profiles',
] as const;

const record = z.object({
  personId: id,
  name: z.string(),
  email: z.string().nullable(),
  contactEmail: z.string().nullable(),
  birthYear: z.number().int().nullable(),
  groupName: z.string().nullable(),
  lmsStatus: z.enum(['active', 'left', 'none']),
  roles: z.array(z.enum(ROLES)),
});
export type DuplicateRecord = z.infer<typeof record>;

const inProgramme = { programmeId: id };
const access = ['coordinator'] as const;

export const merges = {
  listDuplicates: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/duplicates',
    summary: 'Pairs of people of the programme who may be one, with the reasons; surest first.',
    tag: 'people',
    access,
    input: z.object({ ...inProgramme, ...paging }),
    output: pageOf(
      z.object({
        first: record,
        second: record,
        reasons: z.array(z.enum(DUPLICATE_REASONS)),
      }),
    ).extend({
      /** Pairs of which was said that they are different people, newest first, a hundred at most. */
      distinct: z.array(
        z.object({
          firstId: id,
          secondId: id,
          firstName: z.string(),
          secondName: z.string(),
        }),
      ),
    }),
  }),

  setDistinct: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/duplicates/{firstId}/{secondId}',
    summary:
      'Says that two people are different, so that they are not offered again; or takes it back.',
    tag: 'people',
    access,
    input: z.object({ ...inProgramme, firstId: id, secondId: id, distinct: z.boolean() }),
    output: z.object({ distinct: z.boolean() }),
  }),

  previewMerge: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/merges/preview',
    summary: 'What a merge will move and what stands against it; writes nothing.',
    tag: 'people',
    access,
    input: z.object({ ...inProgramme, keptId: id, mergedId: id }),
    output: z.object({
      kept: record,
      merged: record,
      moves: z.array(z.object({ part: z.enum(MERGE_PARTS), n: z.number().int() })),
      /** Other programmes of the organisation in which the merged one is. */
      otherProgrammes: z.number().int(),
      obstacles: z.array(z.object({ code: z.enum(MERGE_OBSTACLES), titles: z.array(z.string()) })),
      warnings: z.array(z.object({ code: z.enum(MERGE_WARNINGS), titles: z.array(z.string()) })),
      keptVersion: z.number().int(),
      mergedVersion: z.number().int(),
    }),
  }),

  mergePeople: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/merges',
    summary: 'Makes one record of two, all or nothing; what was moved is kept for undoing.',
    tag: 'people',
    access,
    input: z.object({
      ...inProgramme,
      keptId: id,
      mergedId: id,
      /** Of the two people as they were shown. */
      keptVersion: z.number().int(),
      mergedVersion: z.number().int(),
      idempotencyKey,
    }),
    output: z.object({ mergeId: id, keptId: id }),
  }),

  listMerges: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/merges',
    summary: 'Merges made in the programme, newest first.',
    tag: 'people',
    access,
    input: z.object({ ...inProgramme, ...paging }),
    output: pageOf(
      z.object({
        mergeId: id,
        keptId: id,
        keptName: z.string(),
        mergedName: z.string(),
        at: isoDateTime,
        by: z.string().nullable(),
        undoneAt: isoDateTime.nullable(),
      }),
    ),
  }),

  undoMerge: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/merges/{mergeId}/undo',
    summary:
      'Brings back the two records; refused where something was written since that tells them apart no more.',
    tag: 'people',
    access,
    input: z.object({ ...inProgramme, mergeId: id, idempotencyKey }),
    output: z.object({ keptId: id, mergedId: id }),
  }),
};
