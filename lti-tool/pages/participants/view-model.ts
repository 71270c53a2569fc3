import type { OutputOf } from '../../../service/api/endpoint.js';
import {
  type Contract,
  FORMS,
  PERSON_GAPS,
  PERSON_STATES,
  ROLES,
} from '../../../service/api/index.js';
import type { PageContext, Query } from '../../web/context.js';
import type { RosterStatus } from '../../web/deps.js';
import { isFiltered, pagination } from '../../web/list-filters.js';
import type { SORTS } from './filters.js';
import { gapWords, lmsWords, roleWords, stateWords } from './person-words.js';

type People = OutputOf<Contract['listPeople']>;

/** The codes that somebody in the programme has, and the one that is chosen. */
const usedOf = <C extends string>(
  codes: readonly C[],
  counts: Readonly<Record<string, number>>,
  chosen: unknown,
): C[] => codes.filter((code) => (counts[code] ?? 0) > 0 || chosen === code);

function filterBar(ctx: PageContext, { counts, groups }: People, filters: Query) {
  const { t } = ctx;
  const counted = (words: string, n: number | undefined) => `${words} (${ctx.fmt.number(n ?? 0)})`;
  const select = (name: string, label: string, options: { value: string; label: string }[]) => ({
    name,
    label,
    value: filters[name],
    all: t('list.all'),
    options,
  });
  const codes = <C extends string>(
    list: readonly C[],
    of: Readonly<Record<string, number>>,
    name: string,
    words: (code: C) => string,
  ) =>
    usedOf(list, of, filters[name]).map((value) => ({
      value,
      label: counted(words(value), of[value]),
    }));
  const group = filters['groupName'];
  const allGroups = typeof group === 'string' && !groups.includes(group) ? [group] : [];
  return {
    path: 'participants',
    search: { name: 'search', label: t('people.search'), value: filters['search'] },
    selects: [
      select(
        'gap',
        t('people.gap'),
        codes(PERSON_GAPS, counts.byGap, 'gap', (code) => gapWords(ctx, code)),
      ),
      select(
        'state',
        t('people.state'),
        codes(PERSON_STATES, counts.byState, 'state', (code) => ctx.ref('personState', code)),
      ),
      select(
        'role',
        t('people.role'),
        codes(ROLES, counts.byRole, 'role', (code) => ctx.ref('roles', code)),
      ),
      select(
        'form',
        t('people.form'),
        codes(FORMS, counts.byForm, 'form', (code) => ctx.ref('form', code)),
      ),
      select(
        'groupName',
        t('people.group'),
        [...allGroups, ...groups].map((value) => ({ value, label: value })),
      ),
      select(
        'lmsStatus',
        t('people.lms'),
        ['active', 'left', 'none'].map((value) => ({ value, label: ctx.ref('lmsStatus', value) })),
      ),
      ...(filters['pairing'] === undefined
        ? []
        : [
            select(
              'pairing',
              t('people.pairing'),
              ['paired', 'unpaired'].map((value) => ({
                value,
                label: t(`people.pairing.${value}`),
              })),
            ),
          ]),
    ].filter((one) => one.options.length > 0),
    hidden: filters['sort'] ? [{ name: 'sort', value: filters['sort'] }] : [],
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

type Sort = (typeof SORTS)[number];

/** A head of the table by which the list can be ordered; pressed again, the other way round. */
function sortHead(ctx: PageContext, filters: Query, label: string, sorts: readonly Sort[]) {
  const current = (filters['sort'] ?? 'name') as Sort;
  const at = sorts.indexOf(current);
  const next = sorts[(at + 1) % sorts.length] as Sort;
  const sort = next === 'name' ? undefined : next;
  return {
    label: ctx.t(label),
    href: ctx.url('participants', { ...filters, page: undefined, sort }),
    sorted: at < 0 ? null : current.startsWith('-') ? 'descending' : 'ascending',
  };
}

/** «Состояние: кто есть и чего не хватает» as one sentence. */
function leadOf({ t }: PageContext, { counts, total }: People, filters: Query): string {
  if (isFiltered(filters)) {
    const unpaired = filters['pairing'] === 'unpaired';
    return t(unpaired ? 'people.lead.unpaired' : 'people.lead.found', { n: total });
  }
  const { people, takePart, complete } = counts;
  if (takePart === 0) return t('people.lead', { n: people });
  return t('people.lead.state', { n: people, takePart, rest: takePart - complete });
}

/** The list of participants. */
export function listModel(
  ctx: PageContext,
  people: People,
  filters: Query,
  roster: RosterStatus | null,
) {
  const mayEdit = ctx.role === 'coordinator';
  return {
    lead: leadOf(ctx, people, filters),
    filterBar: filterBar(ctx, people, filters),
    download: { path: 'participants.xlsx', query: { ...filters, page: undefined } },
    heads: [
      sortHead(ctx, filters, 'people.name', ['name', '-name']),
      { label: ctx.t('people.roles'), href: null, sorted: null },
      { label: ctx.t('people.form'), href: null, sorted: null },
      sortHead(ctx, filters, 'people.group', ['group']),
      sortHead(ctx, filters, 'people.state', ['state', '-state']),
      sortHead(ctx, filters, 'people.missing', ['-gaps']),
    ],
    rows: people.rows.map((person) => ({
      id: person.personId,
      name: person.name,
      href: ctx.url(`participants/${person.personId}`),
      lms: lmsWords(ctx, person),
      roles: roleWords(ctx, person),
      forms: person.forms.map((form) => ctx.ref('form', form)).join(', '),
      group: person.groupName ?? '',
      state: stateWords(ctx, person),
      gaps: person.gaps.map((gap) => ({
        words: gapWords(ctx, gap),
        href: ctx.url('participants', { gap }),
      })),
    })),
    pages: pagination(ctx, 'participants', filters, people),
    roster: rosterModel(ctx, roster),
    mayEdit,
    query: ctx.url('participants', { ...filters }).split('?')[1] ?? '',
    isEmpty: people.counts.people === 0,
  };
}
