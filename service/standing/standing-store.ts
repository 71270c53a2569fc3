import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import type {
  Form,
  PairState,
  ParticipationState,
  Role,
  StandingDecision,
} from '../api/reference.js';
import { addressOf } from '../letters/letter-rules.js';
import { readApproved } from '../mentor-registers/index.js';
import { heldAs } from './state-rules.js';

export interface MemberFacts {
  personId: string;
  name: string;
  sortKey: string;
  /** Where they are written to: what the college noted, else what the LMS says. */
  email: string | null;
  lmsEmail: string | null;
  groupName: string | null;
  scopeForms: Form[] | null;
  lmsStatus: 'active' | 'left' | 'none';
  version: number;
  reachable: boolean;
}

export interface RoleFacts {
  personId: string;
  role: Role;
  held: ParticipationState;
  byHand: boolean;
  decision: StandingDecision | null;
}

export interface PairFacts {
  personId: string;
  side: 'mentor' | 'mentee';
  state: PairState;
  form: Form;
  /** They have left the pair since. */
  left: boolean;
}

/** What was decided of a participation, for the card. */
export interface StoredDecision {
  role: Role;
  kind: StandingDecision;
  reason: string | null;
  at: number;
  by: string | null;
  supported: boolean;
}

/** The SQL of what the states of people are told from: of a whole programme, or of some of its people. */
export function standingStore(db: Db) {
  const only = (column: string, personIds: readonly string[] | undefined) =>
    personIds === undefined
      ? db.raw('1 = 1')
      : db.raw(`?? in (${personIds.map(() => '?').join(', ')})`, [column, ...personIds]);

  return {
    /** In the order of names. */
    async members(programmeId: string, personIds?: readonly string[]): Promise<MemberFacts[]> {
      const rows = await db('members as m')
        .join('people as p', 'p.id', 'm.person_id')
        .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
        .where('m.programme_id', programmeId)
        .where(only('m.person_id', personIds))
        .orderBy(['m.sort_key', 'm.person_id'])
        .select({
          personId: 'm.person_id',
          name: 'p.name',
          sortKey: 'm.sort_key',
          lmsEmail: 'p.email',
          groupName: 'm.group_name',
          scopeForms: 'm.scope_forms',
          lmsStatus: 'm.lms_status',
          version: 'm.version',
          phone: 'f.phone',
          contactEmail: 'f.contact_email',
          representativeContact: 'f.representative_contact',
        });
      return rows.map(({ phone, contactEmail, representativeContact, scopeForms, ...row }) => ({
        ...row,
        email: addressOf(contactEmail, row.lmsEmail),
        groupName: row.groupName || null,
        scopeForms: scopeForms === null ? null : fromJson<Form[]>(scopeForms),
        reachable: Boolean(
          row.lmsStatus === 'active' ||
            row.lmsEmail ||
            phone ||
            contactEmail ||
            representativeContact,
        ),
      }));
    },

    /**
     * Roles as they are held, also those that somebody has left; in the order of roles. A candidate in the
     * approved register of mentors holds theirs.
     */
    async roles(programmeId: string, personIds?: readonly string[]): Promise<RoleFacts[]> {
      const approved = await readApproved(db, programmeId);
      const rows = await db('participations')
        .where('programme_id', programmeId)
        .where(only('person_id', personIds))
        .orderBy('rank')
        .select({
          personId: 'person_id',
          role: 'role',
          held: 'state',
          byHand: 'by_hand',
          decision: 'decision',
        });
      return rows.map((row) => ({
        ...row,
        held: heldAs(row.held, row.role === 'mentor' && approved.has(row.personId)),
        byHand: Boolean(row.byHand),
      }));
    },

    async pairs(programmeId: string, personIds?: readonly string[]): Promise<PairFacts[]> {
      const rows = await db('pair_members as pm')
        .join('pairs as q', 'q.id', 'pm.pair_id')
        .where({ 'pm.programme_id': programmeId, 'q.programme_id': programmeId })
        .where(only('pm.person_id', personIds))
        .select({
          personId: 'pm.person_id',
          side: 'pm.side',
          state: 'q.state',
          form: 'q.form',
          leftOn: 'pm.left_on',
        });
      return rows.map(({ leftOn, ...row }) => ({ ...row, left: leftOn !== null }));
    },

    async decisionsOf(programmeId: string, personId: string): Promise<StoredDecision[]> {
      const rows = await db('participations as t')
        .leftJoin('people as p', 'p.id', 't.decided_by')
        .where({ 't.programme_id': programmeId, 't.person_id': personId })
        .whereNotNull('t.decision')
        .select({
          role: 't.role',
          kind: 't.decision',
          reason: 't.decision_reason',
          at: 't.decided_at',
          by: 'p.name',
          supported: 't.supported',
        });
      return rows.map((row) => ({
        ...row,
        at: Number(row.at),
        supported: Boolean(row.supported),
      }));
    },

    /** The ids under which somebody's history stands: their own, and of who was merged into them. */
    async idsOf(organisationId: string, personId: string): Promise<string[]> {
      const rows: { id: string }[] = await db('people')
        .where({ merged_into: personId, organisation_id: organisationId })
        .select('id');
      return [personId, ...rows.map((row) => row.id)];
    },

    /** A page of what was done with somebody's record, newest first, and how much there is. */
    async history(
      programmeId: string,
      personIds: readonly string[],
      { page, pageSize }: { page: number; pageSize: number },
    ) {
      const ofPerson = () =>
        db('journal as j')
          .where({ 'j.programme_id': programmeId, 'j.entity': 'participant' })
          .whereIn('j.entity_id', [...personIds]);
      const rows = await ofPerson()
        .leftJoin('people as p', 'p.id', 'j.actor_id')
        .orderBy('j.id', 'desc')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select({
          journalId: 'j.id',
          at: 'j.at',
          actorName: 'p.name',
          actorRole: 'j.actor_role',
          action: 'j.action',
        });
      const [count] = (await ofPerson().count({ n: '*' })) as { n: number | string }[];
      return { rows, total: Number(count?.n ?? 0) };
    },
  };
}
