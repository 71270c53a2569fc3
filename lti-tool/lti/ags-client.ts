import { z } from 'zod';
import type { GuardedResponse } from './guarded-fetch.js';
import { announcesNext, nextPageUrl } from './link-header.js';
import { AGS_LINE_ITEM, AGS_LINE_ITEM_READ, AGS_RESULT_READ, AGS_SCORE } from './lti-scopes.js';
import type { LtiPlatform } from './platform-store.js';
import { quirksOf } from './platforms/index.js';
import { LmsServiceError } from './service-error.js';
import type { ServiceCaller } from './service-token.js';

const CONTAINER = 'application/vnd.ims.lis.v2.lineitemcontainer+json';
const ITEM = 'application/vnd.ims.lis.v2.lineitem+json';
const SCORE = 'application/vnd.ims.lis.v1.score+json';
const RESULTS = 'application/vnd.ims.lis.v2.resultcontainer+json';
const PAGES_AT_MOST = 10;
const RESULT_PAGES_AT_MOST = 200;
/** As many as the service compares in one call. */
export const RESULTS_AT_MOST = 20_000;
/** Moodle sends a whole column in one answer, with the comments. */
const RESULT_LIMITS = { timeoutMs: 20_000, maxBytes: 16 * 1024 * 1024 };

/** Text, or a number that stands for it; anything else was not said. */
const said = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);
const lineItem = z.object({
  id: z.url({ protocol: /^https?$/ }).max(2000),
  label: said,
  resourceId: said,
  tag: said,
  /** The activity that the column belongs to; `ltiLinkId` is an older name of it. */
  resourceLinkId: said,
  ltiLinkId: said,
});
export type LineItem = z.infer<typeof lineItem>;

/** The columns that can be read: one of another tool that cannot is none of ours. */
const lineItems = z
  .array(z.unknown())
  .transform((items) => items.flatMap((item) => lineItem.safeParse(item).data ?? []));

/** A column as we ask for it (AGS 2.0 §3.2.5). */
export interface NewColumn {
  label: string;
  scoreMaximum: number;
  resourceId: string;
  tag: string;
}

/**
 * What the gradebook says of one person (AGS 2.0 §3.3). Moodle leaves the score out where the cell is
 * empty or holds a zero; a result without a maximum is one of 1.
 */
const result = z
  .object({
    userId: z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(255)),
    resultScore: z.number().nullish(),
    resultMaximum: z.number().positive().nullish(),
  })
  .transform(({ userId, resultScore, resultMaximum }) => ({
    subject: userId,
    score: resultScore ?? null,
    maximum: resultMaximum ?? 1,
  }));
export type ColumnResult = z.output<typeof result>;

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

/** An address below a column's: the query stays, the name goes before it. */
function belowColumn(lineItemUrl: string, name: 'scores' | 'results'): string {
  const url = new URL(lineItemUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${name}`;
  url.hash = '';
  return url.href;
}

/** `…/lineitem?type_id=1` → `…/lineitem/scores?type_id=1` */
export const scoresUrl = (lineItemUrl: string): string => belowColumn(lineItemUrl, 'scores');
/** `…/lineitem?type_id=1` → `…/lineitem/results?type_id=1` */
export const resultsUrl = (lineItemUrl: string): string => belowColumn(lineItemUrl, 'results');

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
  /** What the column holds, of everybody. */
  readResults(lineItemUrl: string): Promise<ColumnResult[]>;
  /** Returns the status of the answer, 2xx or 4xx. */
  postScore(lineItemUrl: string, score: Score): Promise<number>;
}

/** A page for people: a service of AGS never answers with one. */
const isPage = ({ text }: GuardedResponse): boolean => /^\s*<(?:!doctype|html)\b/i.test(text);

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
        found.push(...parsed(answer, lineItems));
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
    async readResults(lineItemUrl) {
      const found: ColumnResult[] = [];
      const seen = new Set<string>();
      // No `limit`: Moodle's results crash on it (lti.md §4) and come all at once without.
      let url: string | null = resultsUrl(lineItemUrl);
      while (url !== null) {
        if (seen.has(url) || seen.size >= RESULT_PAGES_AT_MOST || found.length > RESULTS_AT_MOST)
          throw new AgsRefused(200);
        seen.add(url);
        const answer: GuardedResponse = await caller.call(platform, [AGS_RESULT_READ], url, {
          headers: { accept: RESULTS },
          ...RESULT_LIMITS,
        });
        found.push(...parsed(answer, z.array(result)));
        url = nextPageUrl(url, answer.headers.link, []);
        // A part of the column would make people missing who are not.
        if (url === null && announcesNext(answer.headers.link)) throw new AgsRefused(200);
      }
      return found;
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
      // A page of maintenance or of a login before the LMS comes with 200 too: nothing was taken then.
      if (answer.status < 300 && isPage(answer)) throw new LmsServiceError('busy', answer.status);
      return answer.status;
    },
  };
}
