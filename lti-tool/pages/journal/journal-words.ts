import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import { pairTitle } from '../pairs/pair-words.js';

type Entry = OutputOf<Contract['listJournal']>['rows'][number];

/** Fields that say nothing to a reader. */
const SILENT = new Set([
  'version',
  'idempotencyKey',
  'programmeId',
  'updatedAt',
  'createdAt',
  'byHand',
  // Said beside who did it.
  'byLink',
]);
/** Fields whose values are codes of a reference list. */
const LISTS: Readonly<Record<string, string>> = {
  form: 'form',
  pairForm: 'form',
  forms: 'form',
  scopeForms: 'form',
  roleVariant: 'roleVariant',
  kind: 'meetingKind',
  topic: 'topic',
  role: 'role',
  roles: 'role',
  rhythm: 'rhythm',
  decision: 'confirmation',
  confirmation: 'confirmation',
  profileFields: 'profileField',
  consentKind: 'consentKind',
  consentWay: 'consentWay',
  linkScope: 'linkScope',
  giver: 'thirdPartyGiver',
  stage: 'surveyStage',
  breakdown: 'breakdown',
  among: 'waveAmong',
  interviewOutcome: 'interviewOutcome',
  criteriaLevel: 'criteriaLevel',
  portfolioKind: 'portfolioKind',
  councilRole: 'councilRole',
  schoolMark: 'schoolMark',
  groupMeetingMark: 'groupMeetingMark',
  schoolAudience: 'schoolAudience',
  materialKind: 'schoolMaterialKind',
  planKind: 'planKind',
  planMode: 'planMode',
  planState: 'planState',
  signalCode: 'signalCode',
  cancelCode: 'cancelReason',
};
/** What `state` means by what was changed. */
const STATES: Readonly<Record<string, string>> = {
  pair: 'pairState',
  plan: 'goalState',
  grade: 'gradeState',
  survey_wave: 'waveState',
  school_session: 'schoolState',
  group_meeting: 'groupMeetingState',
  planned_meeting: 'plannedState',
};
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/** The list of a field that several entities share by name. */
function listOf(entity: string, field: string): string | undefined {
  if (field === 'format')
    return entity === 'meeting' || entity === 'planned_meeting' ? 'meetingFormat' : 'pairFormat';
  if (field === 'state') return STATES[entity];
  return LISTS[field];
}

/** Whether a code has a label; an unknown one is shown as it is stored. */
function labelOf(ctx: PageContext, list: string, code: string): string {
  const label = ctx.ref(list, code);
  return label === `ref.${list}.${code}` ? code : label;
}

/** The same codes in another order are no change. */
const inOrder = (value: unknown): unknown =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string')
    ? [...value].sort()
    : value;

function valueWords(ctx: PageContext, entity: string, field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return ctx.t(value ? 'word.yes' : 'word.no');
  if (typeof value === 'number') return ctx.fmt.number(value, 1);
  if (Array.isArray(value)) {
    if (value.length === 0) return '–';
    if (value.every((entry) => typeof entry === 'string' && ID.test(entry))) {
      return ctx.t('journal.people', { n: value.length });
    }
    return value.map((entry) => valueWords(ctx, entity, field, entry)).join(', ');
  }
  if (typeof value === 'object') {
    if ('role' in value) return valueWords(ctx, entity, 'role', value.role);
    return Object.entries(value)
      .filter(([, inner]) => typeof inner !== 'string' || !ID.test(inner))
      .map(([name, inner]) => `${fieldWords(ctx, name)}: ${valueWords(ctx, entity, name, inner)}`)
      .join(', ');
  }
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return ctx.fmt.date(text);
  if (entity === 'help_request' && field === 'state') return known(ctx, 'journal.helpState', text);
  const list = listOf(entity, field);
  return list ? labelOf(ctx, list, text) : text;
}

function fieldWords(ctx: PageContext, field: string): string {
  const key = `journal.field.${field}`;
  const words = ctx.t(key);
  return words === key ? field : words;
}

function known(ctx: PageContext, prefix: string, code: string): string {
  const key = `${prefix}.${code}`;
  const words = ctx.t(key);
  return words === key ? code : words;
}

/** What was changed, by its name: «Встреча 12.11.2026 пары «…»»; '' where the action says it all. */
function subjectOf(ctx: PageContext, { entity, about }: Entry): string {
  const pair = about.pair ? pairTitle(ctx.t, about.pair) : null;
  if (entity === 'pair' && pair) return ctx.t('journal.subject.pair', { pair });
  if (entity === 'plan' && pair) return ctx.t('journal.subject.plan', { pair });
  if (entity === 'meeting' && pair && about.heldOn) {
    return ctx.t('journal.subject.meeting', { pair, date: ctx.fmt.date(about.heldOn) });
  }
  if (entity === 'help_request' && pair) return ctx.t('journal.subject.help', { pair });
  if (entity === 'planned_meeting' && pair) return pair;
  return entity === 'participant' ? (about.person?.name ?? '') : '';
}

/** Page of the thing that was changed, where there is one that this reader may open. */
function hrefOf(ctx: PageContext, { action, entity, entityId, about }: Entry): string | null {
  if (entity === 'pair' && about.pair) return ctx.url(`pairs/${entityId}`);
  if (entity === 'plan' && action !== 'removed') return ctx.url(`plans/${entityId}/history`);
  if (entity === 'planned_meeting' && about.pair) return ctx.url(`calendar/${entityId}`);
  if (entity === 'meeting' && about.meetingId) return ctx.url(`meetings/${entityId}`);
  if (entity === 'participant' && about.person) return ctx.url(`participants/${entityId}`);
  if (entity === 'school_session') return ctx.url(`school/sessions/${entityId}`);
  if (entity === 'group_meeting' && ctx.role === 'coordinator')
    return ctx.url(`group-meetings/${entityId}`);
  if (entity === 'school_certificate') return ctx.url(`school/certificates/${entityId}`);
  if (entity === 'help_request' && about.pair && ctx.role === 'coordinator') {
    return `${ctx.url('help-requests')}#request-${entityId}`;
  }
  return null;
}

/** One entry of the journal in words: who, when, what, and what it was before and after. */
export function entryModel(ctx: PageContext, entry: Entry) {
  const { before, after, entity } = entry;
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return {
    at: ctx.fmt.dateTime(entry.at),
    // What happened by itself, or by the LMS's word, was done by nobody.
    who: entry.actorRole === 'system' ? ctx.t('journal.bySystem') : entry.actorName,
    // Anybody who held the link may have done it: so it is said of who is named.
    byLink: after?.['byLink'] === true ? ctx.t('journal.byLink') : '',
    role: entry.actorRole === 'system' ? '' : known(ctx, 'ref.role', entry.actorRole),
    what: known(
      ctx,
      'journal.action',
      entry.action.includes('.') ? entry.action : `${entity}.${entry.action}`,
    ),
    entity: known(ctx, 'journal.entity', entity),
    subject: subjectOf(ctx, entry),
    href: hrefOf(ctx, entry),
    changes: fields
      .filter(
        (field) => !SILENT.has(field) && !ID.test(String(after?.[field] ?? before?.[field] ?? '')),
      )
      .map((field) => ({
        field: fieldWords(ctx, field),
        before: before ? valueWords(ctx, entity, field, inOrder(before[field])) : null,
        after: after ? valueWords(ctx, entity, field, inOrder(after[field])) : null,
      }))
      .filter(
        (change) => change.before !== change.after && (change.before ?? change.after) !== null,
      )
      .filter((change) => change.before !== null || change.after !== '–'),
  };
}

/** All changes of an entry in one text, a field to a line, as the cell of an export holds them. */
export const changeWords = (changes: ReturnType<typeof entryModel>['changes']): string =>
  changes
    .map(({ field, before, after }) => {
      const values = [before, after].filter((value) => value !== null);
      return `${field}: ${values.join(' → ')}`;
    })
    .join('\n');
