import { z } from 'zod';
import type { GuardedResponse } from './guarded-fetch.js';
import { nextPageUrl } from './link-header.js';
import { AGS_LINE_ITEM, AGS_LINE_ITEM_READ, AGS_SCORE } from './lti-scopes.js';
import type { LtiPlatform } from './platform-store.js';
import { quirksOf } from './platforms/index.js';
import { LmsServiceError } from './service-error.js';
import type { ServiceCaller } from './service-token.js';

const CONTAINER = 'application/vnd.ims.lis.v2.lineitemcontainer+json';
const ITEM = 'application/vnd.ims.lis.v2.lineitem+json';
const SCORE = 'application/vnd.ims.lis.v1.score+json';
const PAGES_AT_MOST = 10;

const linkId = z.union([z.string(), z.number()]).transform(String).nullish();
const lineItem = z.object({
  id: z.url({ protocol: /^https?$/ }).max(2000),
  label: z.string().optional(),
  resourceId: z.string().nullish(),
  tag: z.string().nullish(),
  /** The activity that the column belongs to; `ltiLinkId` is an older name of it. */
  resourceLinkId: linkId,
  ltiLinkId: linkId,
  scoreMaximum: z.coerce.number().optional(),
});
export type LineItem = z.infer<typeof lineItem>;

/** A column as we ask for it (AGS 2.0 §3.2.5). */
export interface NewColumn {
  label: string;
  scoreMaximum: number;
  resourceId: string;
  tag: string;
}

/** One person's score (AGS 2.0 §3.4). */
export interface Score {
  userId: string;
  scoreGiven: number;
  scoreMaximum: number;
  comment: string;
  /** Whole seconds since the epoch. */
  timestampSeconds: number;
  activityProgress: 'InProgress' | 'Completed';
}

/** Refused by the LMS: a 4xx about this request. */
export class AgsRefused extends Error {
  constructor(readonly status: number) {
    super(`the grade service refused (${status})`);
    this.name = 'AgsRefused';
  }
}

/** `…/lineitem?type_id=1` → `…/lineitem/scores?type_id=1`: the query stays, `/scores` goes before it. */
export function scoresUrl(lineItemUrl: string): string {
  const url = new URL(lineItemUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/scores`;
  url.hash = '';
  return url.href;
}

/** The address of a course's columns with filters added; what its query held stays. */
export function filteredUrl(lineItemsUrl: string, filters: Record<string, string>): string {
  const url = new URL(lineItemsUrl);
  for (const [name, value] of Object.entries(filters)) url.searchParams.set(name, value);
  return url.href;
}

/** The gradebook service of one platform. All functions throw LmsServiceError and AgsRefused. */
export interface AgsClient {
  findColumns(lineItemsUrl: string, filters: Record<string, string>): Promise<LineItem[]>;
  createColumn(lineItemsUrl: string, column: NewColumn): Promise<LineItem>;
  /** False: the LMS says that it has no such column any more. */
  columnExists(lineItemUrl: string): Promise<boolean>;
  /** Returns the status of the answer, 2xx or 4xx. */
  postScore(lineItemUrl: string, score: Score): Promise<number>;
}

function parsed<T>(answer: GuardedResponse, schema: z.ZodType<T>): T {
  if (answer.status >= 400) throw new AgsRefused(answer.status);
  try {
    return schema.parse(answer.json());
  } catch (cause) {
    throw new LmsServiceError('busy', answer.status, null, { cause });
  }
}

/**
 * Line items are read with the scope that also writes: Moodle grants both, and one token serves all.
 * @param scopes those that the course offers; reading falls back to `lineitem.readonly`
 */
export function agsClient(
  caller: ServiceCaller,
  platform: LtiPlatform,
  scopes: readonly string[],
): AgsClient {
  const reading = scopes.includes(AGS_LINE_ITEM) ? [AGS_LINE_ITEM] : [AGS_LINE_ITEM_READ];
  return {
    async findColumns(lineItemsUrl, filters) {
      const found: LineItem[] = [];
      let url: string | null = filteredUrl(lineItemsUrl, filters);
      for (let page = 0; url !== null && page < PAGES_AT_MOST; page += 1) {
        const answer: GuardedResponse = await caller.call(platform, reading, url, {
          headers: { accept: CONTAINER },
        });
        found.push(...parsed(answer, z.array(lineItem)));
        url = nextPageUrl(url, answer.headers.link, Object.keys(filters));
      }
      return found;
    },
    async createColumn(lineItemsUrl, column) {
      const answer = await caller.call(platform, [AGS_LINE_ITEM], lineItemsUrl, {
        method: 'POST',
        headers: { accept: ITEM, 'content-type': ITEM },
        body: JSON.stringify(column),
      });
      return parsed(answer, lineItem);
    },
    async columnExists(lineItemUrl) {
      const answer = await caller.call(platform, reading, lineItemUrl, {
        headers: { accept: ITEM },
      });
      return answer.status !== 404 && answer.status !== 410;
    },
    async postScore(lineItemUrl, score) {
      const answer = await caller.call(platform, [AGS_SCORE], scoresUrl(lineItemUrl), {
        method: 'POST',
        headers: { accept: '*/*', 'content-type': SCORE },
        body: JSON.stringify({
          userId: score.userId,
          scoreGiven: score.scoreGiven,
          scoreMaximum: score.scoreMaximum,
          comment: score.comment,
          timestamp: new Date(score.timestampSeconds * 1000).toISOString(),
          activityProgress: score.activityProgress,
          // Anything else clears an existing grade in Moodle (lti.md §4).
          gradingProgress: 'FullyGraded',
          ...quirksOf(platform).scoreExtension,
        }),
      });
      return answer.status;
    },
  };
}
