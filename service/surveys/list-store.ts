import type { Knex } from 'knex';
import { newId } from '../../shared/ids.js';
import { bulkInsert } from '../db/bulk.js';

/** Whom a wave with a list of people asks, and who is offered in its rankings. */
export interface WaveLists {
  asked: readonly string[];
  offered: readonly string[];
}

interface Place {
  organisationId: string;
  programmeId: string;
  waveId: string;
}

/** Ids bound by one statement. */
const CHUNK = 400;

/** The SQL of the lists of people that waves ask; on a transaction. */
export function listStore(trx: Knex.Transaction) {
  const ofPart = (waveId: string, part: string) =>
    trx('survey_wave_people').where({ wave_id: waveId, part });

  async function replacePart(
    place: Place,
    part: 'asked' | 'offered',
    people: readonly string[],
    now: number,
  ): Promise<void> {
    const { organisationId, programmeId, waveId } = place;
    const known: string[] = await ofPart(waveId, part).pluck('person_id');
    const wanted = new Set(people);
    const gone = known.filter((personId) => !wanted.has(personId));
    for (let from = 0; from < gone.length; from += CHUNK)
      await ofPart(waveId, part)
        .whereIn('person_id', gone.slice(from, from + CHUNK))
        .delete();
    const there = new Set(known);
    await bulkInsert(
      trx,
      'survey_wave_people',
      [...wanted]
        .filter((personId) => !there.has(personId))
        .map((personId) => ({
          id: newId(),
          organisation_id: organisationId,
          programme_id: programmeId,
          wave_id: waveId,
          person_id: personId,
          part,
          created_at: now,
        })),
    );
  }

  return {
    /** Puts these people onto the lists of a wave, and takes off who is not among them. */
    async replace(place: Place, lists: WaveLists, now: number): Promise<void> {
      await replacePart(place, 'asked', lists.asked, now);
      await replacePart(place, 'offered', lists.offered, now);
    },
  };
}
