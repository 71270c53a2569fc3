import { toIso } from '../../../shared/clock.js';
import type { Db } from '../../../shared/db/connect.js';
import { isDuplicate } from '../../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../../shared/db/dialect.js';
import { newId } from '../../../shared/ids.js';
import type { MatchSettings } from '../../api/match-settings.js';
import type { Form } from '../../api/reference.js';

export interface KeptSettings {
  version: number;
  settings: MatchSettings;
  madeBy: string | null;
  madeAt: string | null;
}

interface Row {
  version: number;
  settings: unknown;
  madeBy: string | null;
  madeAt: number | string;
}

const kept = ({ version, settings, madeBy, madeAt }: Row): KeptSettings => ({
  version,
  settings: fromJson<MatchSettings>(settings),
  madeBy,
  madeAt: toIso(Number(madeAt)),
});

/** Versions that are listed at once. */
const MOST_LISTED = 200;

/** The SQL of the versions of weights and rules. */
export function settingsStore(db: Db) {
  const versions = (programmeId: string, form: Form) =>
    db('match_settings as s')
      .leftJoin('people as p', 'p.id', 's.created_by')
      .where({ 's.programme_id': programmeId, 's.form': form })
      .orderBy('s.number', 'desc')
      .select({
        version: 's.number',
        settings: 's.settings',
        madeBy: 'p.name',
        madeAt: 's.created_at',
      });

  return {
    /** Null: nothing was kept yet. */
    async latest(programmeId: string, form: Form): Promise<KeptSettings | null> {
      const [row]: Row[] = await versions(programmeId, form).limit(1);
      return row ? kept(row) : null;
    },

    /** Newest first. */
    async all(programmeId: string, form: Form): Promise<KeptSettings[]> {
      const rows: Row[] = await versions(programmeId, form).limit(MOST_LISTED);
      return rows.map(kept);
    },

    /** Keeps a version after the one that the caller saw; false: there is a newer one. */
    async add(
      of: { organisationId: string; programmeId: string; form: Form; by: string | null },
      after: number,
      settings: MatchSettings,
      now: number,
    ): Promise<boolean> {
      const latest = await this.latest(of.programmeId, of.form);
      if ((latest?.version ?? 0) !== after) return false;
      try {
        await db('match_settings').insert({
          id: newId(),
          organisation_id: of.organisationId,
          programme_id: of.programmeId,
          form: of.form,
          number: after + 1,
          settings: toJson(settings),
          created_by: of.by,
          created_at: now,
        });
        return true;
      } catch (error) {
        // Somebody else has kept one meanwhile.
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
  };
}
