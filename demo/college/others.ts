import type { Db } from '../../shared/db/connect.js';

/**
 * What stands beside each person of a database in the tables that grow with people: a profile, a consent,
 * a link, a sheet of a third party, an answer to a wave, a letter. By one statement a table, under the
 * ids of their places in programmes. For benchmarks and tests of how statements are answered.
 */
export async function fillBesidePeople(db: Db): Promise<void> {
  const from = 'from members m';
  const statements = [
    `insert into profiles (person_id, organisation_id, birth_date, created_at)
       select distinct m.person_id, m.organisation_id, '2009-03-05', 0 ${from}`,
    `insert into consents (id, organisation_id, programme_id, person_id, kind, act, effective_on, way,
         by_whom, created_at)
       select m.id, m.organisation_id, m.programme_id, m.person_id, 'parent', 'given', '2026-09-10', 'paper',
         'representative', 0 ${from}`,
    `insert into personal_links (id, organisation_id, programme_id, person_id, scope, wave_id, token_hash,
         confirmation, expires_at, created_at)
       select m.id, m.organisation_id, m.programme_id, m.person_id, 'survey', m.programme_id, m.id, 'code', 0, 0
         ${from}`,
    `insert into third_party_sheets (id, organisation_id, programme_id, person_id, giver, source, link_id,
         template, state, version, created_at)
       select m.id, m.organisation_id, m.programme_id, m.person_id, 'parent', m.id, m.id, 'parent.1', 'asked',
         0, 0 ${from}`,
    `insert into survey_receipts (id, organisation_id, programme_id, wave_id, person_id, state)
       select m.id, m.organisation_id, m.programme_id, m.programme_id, m.person_id, 'submitted' ${from}`,
    `insert into wave_reminders (id, organisation_id, programme_id, wave_id, person_id, on_date, state,
         not_before, tries, created_at)
       select m.id, m.organisation_id, m.programme_id, m.programme_id, m.person_id, '2026-11-01', 'sent', 0, 1,
         0 ${from}`,
  ];
  for (const statement of statements) await db.raw(statement);
}

/**
 * Beside three of sixteen meetings of a database a planned one of the same pair and day, under its id: of
 * 15,000 meetings about 2,800. For benchmarks and tests of how statements are answered.
 */
export async function fillPlansBesideMeetings(db: Db): Promise<void> {
  await db.raw(
    `insert into planned_meetings (id, organisation_id, programme_id, pair_id, pair_form, kind, on_date,
         starts_at, minutes, format, state, proposed_side, created_at, changed_at)
       select m.id, m.organisation_id, m.programme_id, m.pair_id, m.pair_form, m.kind, m.held_on, '15:00',
         m.minutes, m.format, 'agreed', 'mentor', 0, 0 from meetings m where substr(m.id, 36, 1) in ('0', '1', '2')`,
  );
}
