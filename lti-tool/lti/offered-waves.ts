import type { MentoringApi, Role } from '../../service/api/index.js';
import { WAVE_READERS } from '../../service/api/survey-waves.js';
import { AppError } from '../../shared/errors.js';
import type { OfferedWave } from './deep-linking.js';
import type { Session } from './session-types.js';

/** The last to end come first: those that can still be answered are among them. */
const LOOKED_AT = 100;

/** Who follows waves can also place them; who builds the course in the LMS need not be one of them. */
export const placesWaves = ({ role }: Pick<Session, 'role'>): boolean =>
  (WAVE_READERS as readonly Role[]).includes(role);

/** Waves that are open or announced, as far as who places may follow them; none in a course without a programme. */
export async function offeredWaves(api: MentoringApi, session: Session): Promise<OfferedWave[]> {
  const { organisationId, personId, role, programmeId } = session;
  if (programmeId === null || !placesWaves(session)) return [];
  const person = api.as({ kind: 'person', organisationId, personId, role });
  try {
    const { rows } = await person.listWaves({ programmeId, pageSize: LOOKED_AT });
    return rows.filter(({ state }) => state === 'open' || state === 'planned');
  } catch (error) {
    // Who builds the course in the LMS need not have this role in the programme.
    if (error instanceof AppError && error.code === 'forbidden') return [];
    throw error;
  }
}
