import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import type { GradebookReading, GradebookResult, ReadingFault } from '../web/deps.js';
import { AgsRefused, agsClient, RESULTS_AT_MOST } from './ags-client.js';
import type { LineItemStore } from './line-item-store.js';
import { AGS_RESULT_READ } from './lti-scopes.js';
import type { PlatformStore } from './platform-store.js';
import { type CourseWay, coursesOfProgramme } from './service-contexts.js';
import { LmsServiceError } from './service-error.js';
import type { ServiceCaller } from './service-token.js';

/** A reading is good for turning pages so long; what was sent since is left out of the comparison. */
const REMEMBERED_MS = 10 * 60_000;
const REMEMBERED_AT_MOST = 50;

export interface ResultsDeps {
  db: Db;
  clock: Clock;
  platforms: Pick<PlatformStore, 'findById'>;
  caller: ServiceCaller;
  lineItems: LineItemStore;
}

/** A course whose column holds scores of the programme. */
interface ReadableColumn {
  way: CourseWay;
  url: string;
}

/** Why a gradebook was not read, as a code that the page puts into words. */
class Unreadable extends Error {
  constructor(readonly fault: ReadingFault) {
    super(`the gradebook was not read: ${fault}`);
    this.name = 'Unreadable';
  }
}

function faultOf(error: unknown): ReadingFault {
  if (error instanceof Unreadable) return error.fault;
  if (error instanceof LmsServiceError) return error.fault;
  if (!(error instanceof AgsRefused)) throw error;
  if (error.status === 404 || error.status === 410) return 'column_gone';
  return error.status === 403 ? 'not_granted' : 'refused';
}

/** Reads what the gradebooks of a programme hold; never changes anything. */
export function gradebookReader(deps: ResultsDeps) {
  const { db, clock, platforms, caller, lineItems } = deps;
  const remembered = new Map<string, { until: number; reading: GradebookReading }>();

  async function columnsOf(programmeId: string): Promise<ReadableColumn[]> {
    const known = await coursesOfProgramme(db, platforms, programmeId);
    const columns: ReadableColumn[] = [];
    for (const way of known.filter((course) => course.platform.active)) {
      const url = (await lineItems.find(way.context.ltiContextId))?.url;
      if (url != null) columns.push({ way, url });
    }
    return columns;
  }

  async function readColumn({ way, url }: ReadableColumn): Promise<GradebookResult[]> {
    const { context, platform } = way;
    if (!context.agsScopes.includes(AGS_RESULT_READ)) throw new Unreadable('not_granted');
    const found = await agsClient(caller, platform, context.agsScopes).readResults(url);
    return found.map((one) => ({ issuer: platform.issuer, ...one }));
  }

  /** All columns or none: a part of them would make people missing who are not. */
  async function readAll(programmeId: string): Promise<GradebookReading> {
    const readAt = new Date(clock.now()).toISOString();
    try {
      const columns = await columnsOf(programmeId);
      if (columns.length === 0) throw new Unreadable('no_column');
      const results = (await Promise.all(columns.map(readColumn))).flat();
      if (results.length > RESULTS_AT_MOST) throw new Unreadable('refused');
      return { readAt, results };
    } catch (error) {
      return { readAt, fault: faultOf(error) };
    }
  }

  return {
    /**
     * @param again true: anew, also where a reading of the last minutes is remembered
     * @returns the results of every column, or why they could not be read
     */
    async read(programmeId: string, again: boolean): Promise<GradebookReading> {
      const known = remembered.get(programmeId);
      if (!again && known !== undefined && known.until > clock.now()) return known.reading;
      const reading = await readAll(programmeId);
      remembered.delete(programmeId);
      if (!('results' in reading)) return reading;
      const [oldest] = remembered.keys();
      if (remembered.size >= REMEMBERED_AT_MOST && oldest) remembered.delete(oldest);
      remembered.set(programmeId, { until: clock.now() + REMEMBERED_MS, reading });
      return reading;
    },
  };
}
export type GradebookReader = ReturnType<typeof gradebookReader>;
