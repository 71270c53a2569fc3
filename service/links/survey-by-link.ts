import type { Db } from '../../shared/db/connect.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { SurveyRole } from '../api/reference.js';
import { SURVEY_ROLES } from '../api/reference.js';
import { type Authority, readAuthority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import { findWave } from '../surveys/index.js';
import { mySurveyHandlers } from '../surveys/my-survey-handlers.js';
import type { PersonalLink } from './link-store.js';
import { passedLink, subjectOf } from './opening-links.js';

const actorOf = (organisationId: string, personId: string, role: SurveyRole) =>
  ({ kind: 'person', organisationId, personId, role }) as const;

/** Who lost the role that a wave asks, or left the programme, is told so, and nothing else. */
function left(error: unknown): unknown {
  const gone = error instanceof AppError && ['forbidden', 'not_found'].includes(error.code);
  return gone ? invalid([{ path: 'token', code: 'link.left' }]) : error;
}

/** What the person of a link may, as if they had signed in; whoever lost the role or left, nothing. */
async function standIn(db: Db, link: PersonalLink & { passHash: string }) {
  const { organisationId, programmeId, personId, waveId, passHash } = link;
  const wave = waveId === null ? null : await findWave(db, programmeId, waveId);
  if (!wave || personId === null) throw notFound('link');
  const actor = actorOf(organisationId, personId, wave.role);
  const known = await readAuthority(db, actor, programmeId).catch((error: unknown) => {
    throw left(error);
  });
  const authority: Authority = { ...known, byLink: true, passHash };
  return { actor, authority, at: { programmeId, waveId: wave.waveId } };
}

/** The questionnaire of a link with the answers so far. */
export async function readSurveyByLink(deps: ServiceDeps, { input }: Call<'readSurveyByLink'>) {
  const link = await passedLink(deps, input);
  const { actor, authority, at } = await standIn(deps.db, link);
  const survey = await mySurveyHandlers(deps).getMySurvey({ actor, authority, input: at });
  const { name: personName, organisationName } = await subjectOf(deps, link);
  return { ...survey, personName, organisationName };
}

/** Saves answers as the person of a link; the journal says that it was by a link. */
export async function saveSurveyByLink(deps: ServiceDeps, { input }: Call<'saveSurveyByLink'>) {
  const { token, pass, ...answered } = input;
  const link = await passedLink(deps, { token, pass });
  const { actor, authority, at } = await standIn(deps.db, link);
  return mySurveyHandlers(deps).saveMyAnswers({
    actor,
    authority,
    input: { ...at, ...answered },
  });
}

/** Open waves that are listed of somebody at most, for each of their roles. */
const MOST_WAVES = 100;

/** The open waves that ask a person, in each of the roles that they hold. */
export async function openWavesOf(
  deps: ServiceDeps,
  coordinator: Authority,
  personId: string,
  roles: readonly string[],
) {
  const list = mySurveyHandlers(deps).listMySurveys;
  const { programmeId, organisationId } = coordinator;
  const input = { programmeId, state: 'open', page: 1, pageSize: MOST_WAVES } as const;
  const held = SURVEY_ROLES.filter((role) => roles.includes(role));
  const found = await Promise.all(
    held.map(async (role) => {
      const authority: Authority = { ...coordinator, personId, role, scopeForms: null };
      const actor = actorOf(organisationId, personId, role);
      const { rows } = await list({ actor, authority, input });
      return rows.map(({ waveId, title, endsOn, answerState }) => ({
        waveId,
        title,
        role,
        endsOn,
        answered: answerState === 'submitted',
      }));
    }),
  );
  return found.flat();
}
