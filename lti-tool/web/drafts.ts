import type { Role } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { hotRows } from '../../shared/db/hot-query.js';
import type { Sealer } from '../../shared/seal.js';

/** What was typed into a form whose session had ended: flat field values. */
export type DraftBody = Record<string, string | string[]>;

/** A page below the session, and the role in which it is opened. */
export interface KeptPlace {
  path: string;
  role: Role;
}

export interface DraftOwner {
  programmeId: string;
  personId: string;
}

/** Keeps typed text for the same person's next launch; sealed, two weeks at most. */
export interface DraftStore {
  /** @param formKey path of the form's page below the session, e.g. `pairs/new` */
  save(owner: DraftOwner, formKey: string, body: DraftBody): Promise<void>;
  /** What is kept of a form; it stays until the form was saved or the text is not wanted. Null: nothing. */
  find(owner: DraftOwner, formKey: string): Promise<DraftBody | null>;
  drop(owner: DraftOwner, formKey: string): Promise<void>;
  /** Where a letter leads this person at their next launch; the last one counts. */
  keepPlace(owner: DraftOwner, place: KeptPlace): Promise<void>;
  /** That place, once and for a short while; null: none waits. */
  takePlace(owner: DraftOwner): Promise<KeptPlace | null>;
  /** Paths of the forms that have a draft, newest first, at most five. */
  pending(owner: DraftOwner): Promise<string[]>;
}

/**
 * SQL of whether drafts wait for a person in a programme.
 * Binds: person, programme, the moment before which a draft is too old.
 */
export const DRAFTS_WAIT =
  'exists (select 1 from lti_drafts where person_id = ? and programme_id = ? and created_at >= ?)';

/** Drafts older than this are not given back any more. */
export const DRAFT_LIFETIME_MS = 14 * 86_400_000;

const PURPOSE = 'draft';
/** Under which key a place is kept: no form has it. It goes with the statement by which launches ask for drafts. */
const PLACE_KEY = '!place';
/** Time to sign in to the LMS. */
const PLACE_LIFE_MS = 20 * 60_000;
const PENDING = `select form_key from lti_drafts
  where person_id = ? and programme_id = ? and created_at >= ? and form_key <> '${PLACE_KEY}' order by created_at desc limit 5`;

interface DraftRow {
  person_id: string;
  programme_id: string;
  form_key: string;
  body: string;
  created_at: number;
}

/** The store over `lti_drafts`. */
export function createDraftStore(deps: { db: Db; clock: Clock; sealer: Sealer }): DraftStore {
  const own = (owner: DraftOwner) =>
    deps
      .db<DraftRow>('lti_drafts')
      .where({ person_id: owner.personId, programme_id: owner.programmeId });
  const store: DraftStore = {
    keepPlace: (owner, { path, role }) => store.save(owner, PLACE_KEY, { path, role }),
    async takePlace(owner) {
      const row = await own(owner).where({ form_key: PLACE_KEY }).first('body', 'created_at');
      if (!row) return null;
      const met = await own(owner)
        .where({ form_key: PLACE_KEY, created_at: row.created_at })
        .delete();
      const old = Number(row.created_at) < deps.clock.now() - PLACE_LIFE_MS;
      const text = met === 1 && !old ? deps.sealer.open(row.body, PURPOSE) : null;
      return text === null ? null : (JSON.parse(text) as KeptPlace);
    },
    async save(owner, formKey, body) {
      const values = {
        body: deps.sealer.seal(JSON.stringify(body), PURPOSE),
        created_at: deps.clock.now(),
      };
      const updated = await own(owner).where({ form_key: formKey }).update(values);
      if (updated > 0) return;
      try {
        await deps.db('lti_drafts').insert({
          person_id: owner.personId,
          programme_id: owner.programmeId,
          form_key: formKey,
          ...values,
        });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        await own(owner).where({ form_key: formKey }).update(values);
      }
    },
    async find(owner, formKey) {
      const row = await own(owner).where({ form_key: formKey }).first('body', 'created_at');
      if (!row || Number(row.created_at) < deps.clock.now() - DRAFT_LIFETIME_MS) return null;
      const text = deps.sealer.open(row.body, PURPOSE);
      return text === null ? null : (JSON.parse(text) as DraftBody);
    },
    async drop(owner, formKey) {
      await own(owner).where({ form_key: formKey }).delete();
    },
    async pending(owner) {
      const rows = await hotRows<Pick<DraftRow, 'form_key'>>(deps.db, PENDING, [
        owner.personId,
        owner.programmeId,
        deps.clock.now() - DRAFT_LIFETIME_MS,
      ]);
      return rows.map((row) => row.form_key);
    },
  };
  return store;
}
