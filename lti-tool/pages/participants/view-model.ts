import type { OutputOf } from '../../../service/api/endpoint.js';
import { type Contract, ROLES } from '../../../service/api/index.js';
import type { Participant } from '../../../service/api/people.js';
import type { PageContext, Query } from '../../web/context.js';
import type { RosterStatus } from '../../web/deps.js';
import { pagination } from '../../web/list-filters.js';

type People = OutputOf<Contract['listParticipants']>;

/** «Наставник (пары ещё нет), куратор». */
export function roleWords(ctx: PageContext, person: Pick<Participant, 'roles'>): string {
  if (person.roles.length === 0) return ctx.ref('role', 'visitor');
  return person.roles
    .map(({ role, state }) =>
      state === 'admitted'
        ? ctx.ref('role', role)
        : `${ctx.ref('role', role)} (${ctx.ref('participation', state)})`,
    )
    .join(', ');
}

/** What stands out in a person's relation to the course; '' when all is usual. */
export const lmsWords = (ctx: PageContext, person: Pick<Participant, 'lmsStatus'>): string =>
  person.lmsStatus === 'active' ? '' : ctx.ref('lmsStatus', person.lmsStatus);

const isFiltered = (filters: Query): boolean =>
  Object.entries(filters).some(([name, value]) => name !== 'page' && value !== undefined);

function filterBar(ctx: PageContext, people: People, filters: Query) {
  const { t } = ctx;
  const roles = ROLES.filter((role) => (people.counts[role] ?? 0) > 0 || filters['role'] === role);
  return {
    path: 'participants',
    search: { name: 'search', label: t('people.search'), value: filters['search'] },
    selects: [
      {
        name: 'role',
        label: t('people.role'),
        value: filters['role'],
        all: t('list.all'),
        options: roles.map((role) => ({
          value: role,
          label: `${ctx.ref('roles', role)} (${ctx.fmt.number(people.counts[role] ?? 0)})`,
        })),
      },
      {
        name: 'pairing',
        label: t('people.pairing'),
        value: filters['pairing'],
        all: t('list.all'),
        options: ['paired', 'unpaired'].map((value) => ({
          value,
          label: t(`people.pairing.${value}`),
        })),
      },
      {
        name: 'lmsStatus',
        label: t('people.lms'),
        value: filters['lmsStatus'],
        all: t('list.all'),
        options: ['active', 'left', 'none'].map((value) => ({
          value,
          label: ctx.ref('lmsStatus', value),
        })),
      },
    ],
    reset: isFiltered(filters),
  };
}

/** When the LMS was asked last, what that changed, and what is wrong; null: nobody here may ask it. */
function rosterModel({ t, fmt }: PageContext, roster: RosterStatus | null) {
  if (roster === null) return null;
  const { available, lastAt, error, nextAt, state } = roster;
  const { total = 0, added = 0, updated = 0, left = 0 } = roster;
  const at = fmt.dateTime(lastAt);
  const changed = added + updated + left > 0;
  const last = changed ? 'roster.lastChanged' : 'roster.last';
  const words = lastAt === null ? t('roster.never') : t(last, { at, total, added, updated, left });
  const known = error === null ? '' : t(`roster.error.${error}`);
  return {
    available,
    words: available ? words : t('roster.unavailable'),
    running: state === 'running' ? t('roster.running') : '',
    // What failed is not told of a service that the LMS does not offer any more.
    failed: error === null || !available ? '' : t('roster.lastFailed', { why: known }),
    next: error === null || !nextAt ? '' : t('roster.next', { at: fmt.dateTime(nextAt) }),
  };
}

/** The list beside which a person's sheet may stand. */
export function listModel(
  ctx: PageContext,
  people: People,
  filters: Query,
  roster: RosterStatus | null,
) {
  const { t } = ctx;
  const unpaired = filters['pairing'] === 'unpaired';
  const found = unpaired ? 'people.lead.unpaired' : 'people.lead.found';
  return {
    lead: t(isFiltered(filters) ? found : 'people.lead', { n: people.total }),
    filterBar: filterBar(ctx, people, filters),
    download: { path: 'participants.xlsx', query: { ...filters, page: undefined } },
    rows: people.rows.map((person) => ({
      id: person.personId,
      name: person.name,
      href: ctx.url(`participants/${person.personId}`, filters),
      roles: roleWords(ctx, person),
      group: person.groupName ?? '',
      pairs: person.activePairs,
      lms: lmsWords(ctx, person),
    })),
    pages: pagination(ctx, 'participants', filters, people),
    roster: rosterModel(ctx, roster),
    mayEdit: ctx.role === 'coordinator',
    person: null,
  };
}
