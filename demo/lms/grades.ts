import type { Grade, LineItem } from './model.js';
import { type Platform, seconds } from './platform.js';
import { courseRole } from './roles.js';

/** A refused service request: HTTP status and Moodle's reason. */
export class ServiceRefused extends Error {
  constructor(
    readonly status: number,
    message = '',
  ) {
    super(message);
  }
}

interface Score {
  userId: number;
  timestamp: number;
  gradingProgress: string;
  scoreGiven: number | undefined;
  scoreMaximum: number | undefined;
  comment: string;
}

const isoDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) {
    return Number(value);
  }
  return undefined;
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function wholeSeconds(value: unknown): number | undefined {
  if (typeof value !== 'string' || !isoDate.test(value)) return undefined;
  const time = Date.parse(value.replace(',', '.'));
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}

function parseScore(body: string): Score | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const raw = json as Record<string, unknown>;
  const userId = numeric(raw.userId);
  const timestamp = wholeSeconds(raw.timestamp);
  const scoreGiven = numeric(raw.scoreGiven);
  const scoreMaximum = numeric(raw.scoreMaximum);
  if (userId === undefined || timestamp === undefined) return undefined;
  if (typeof raw.gradingProgress !== 'string' || !given(raw.activityProgress)) return undefined;
  if (given(raw.scoreGiven) && (scoreGiven === undefined || !given(raw.scoreMaximum))) {
    return undefined;
  }
  if (given(raw.scoreMaximum) && scoreMaximum === undefined) return undefined;
  return {
    userId,
    timestamp,
    gradingProgress: raw.gradingProgress,
    scoreGiven,
    scoreMaximum,
    comment: typeof raw.comment === 'string' ? raw.comment : '',
  };
}

/** Rescaled to the column's maximum when the score has another one, then clipped to 0…maximum. */
function gradeValue(score: Score, lineItem: LineItem): number | null {
  if (score.scoreGiven === undefined || score.gradingProgress !== 'FullyGraded') return null;
  const scale = score.scoreMaximum ? lineItem.scoreMaximum / score.scoreMaximum : 1;
  const value = Math.min(Math.max(score.scoreGiven * scale, 0), lineItem.scoreMaximum);
  return Math.round(value * 1e5) / 1e5;
}

/**
 * Writes a score into the gradebook. Moodle 4.5.6, observed: a malformed score or a person who is not a student of the
 * course: 400; a timestamp not later than the stored one in whole seconds: 409; `gradingProgress` other than
 * FullyGraded, or no `scoreGiven`, clears the grade. Throws `ServiceRefused`.
 */
export function saveScore(platform: Platform, lineItem: LineItem, body: string): Grade {
  const score = parseScore(body);
  if (!score || courseRole(platform, lineItem.courseId, score.userId) !== 'student') {
    throw new ServiceRefused(400, `Incorrect score received${body}`);
  }
  const stored = platform.state.grades.find(
    (grade) => grade.lineItemId === lineItem.id && grade.userId === score.userId,
  );
  if (stored && stored.timestamp >= score.timestamp) {
    throw new ServiceRefused(
      409,
      `Refusing score with an earlier timestamp for item ${lineItem.id} and user ${score.userId}`,
    );
  }
  const grade: Grade = {
    lineItemId: lineItem.id,
    userId: score.userId,
    value: gradeValue(score, lineItem),
    comment: score.comment,
    timestamp: score.timestamp,
  };
  // Moodle's «Overridden», by its documentation: the score is taken and the teacher's grade stands.
  if (stored?.overridden) stored.timestamp = grade.timestamp;
  else if (stored) Object.assign(stored, grade);
  else platform.state.grades.push(grade);
  return stored ?? grade;
}

/**
 * A teacher writes into a cell of the gradebook, on the scale of its column, or empties it. An emptied
 * cell is open again for scores that are sent.
 */
export function gradeByHand(
  platform: Platform,
  lineItem: LineItem,
  userId: number,
  given: number | null,
): void {
  const { grades } = platform.state;
  const stored = grades.find((one) => one.lineItemId === lineItem.id && one.userId === userId);
  const value = given === null ? null : Math.min(Math.max(given, 0), lineItem.scoreMaximum);
  const timestamp = Math.max(seconds(platform), stored?.timestamp ?? 0);
  const grade = { lineItemId: lineItem.id, userId, value, comment: '', timestamp };
  const entered = { ...grade, overridden: value !== null };
  if (stored) Object.assign(stored, entered);
  else grades.push(entered);
}

/** One result as the results service gives it; a cleared or zero grade comes without its score, as in Moodle. */
export function resultJson(
  platform: Platform,
  lineItem: LineItem,
  grade: Grade,
): Record<string, unknown> {
  const item = `${platform.url}/mod/lti/services.php/${lineItem.courseId}/lineitems/${lineItem.id}/lineitem`;
  const query = `?type_id=${lineItem.toolId}`;
  const result = {
    id: `${item}/results/${grade.userId}/result${query}`,
    userId: String(grade.userId),
  };
  if (!grade.value) return result;
  return {
    ...result,
    resultScore: grade.value,
    resultMaximum: lineItem.scoreMaximum,
    ...(grade.comment ? { comment: grade.comment } : {}),
    scoreOf: `${item}${query}`,
    timestamp: new Date(grade.timestamp * 1000).toISOString().replace('.000Z', '+00:00'),
  };
}

/** Drops service tokens that have ended. */
export function dropEndedTokens(platform: Platform): void {
  const now = seconds(platform);
  platform.state.accessTokens = platform.state.accessTokens.filter(
    (token) => token.expiresAt > now,
  );
}
