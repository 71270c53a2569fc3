import type { ConsentEntry } from '../../../service/api/consents.js';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';

export type OfPerson = OutputOf<Contract['myConsents']>;
type Kind = OfPerson['needed'][number];

/** What is missing, in words: «нет согласия родителя; нет согласия на публикацию»; '' when nothing is. */
export const gapWords = (ctx: PageContext, gaps: readonly string[]): string =>
  gaps.map((gap) => ctx.ref('consentGap', gap)).join('; ');

/** The consent that participation rests on; null: the age is not known, or none is needed. */
export const mainKind = ({ needed }: Pick<OfPerson, 'needed'>): Kind | null =>
  needed.find((kind) => kind !== 'publication') ?? null;

/** The kinds of consents that can be asked of somebody of this age. */
export function kindsOf({ age }: Pick<OfPerson, 'age'>): Kind[] {
  if (age === 'unknown') return [];
  return [age === 'minor' ? 'parent' : 'own', 'publication'];
}

const KIBIBYTE = 1024;

/** «pdf, 1,2 МБ». */
export function fileWords(
  ctx: PageContext,
  { type, size }: { type: string; size: number },
): string {
  const kilobytes = size / KIBIBYTE;
  const large = kilobytes >= KIBIBYTE;
  const amount = large ? kilobytes / KIBIBYTE : Math.max(1, Math.round(kilobytes));
  const unit = ctx.t(large ? 'file.megabytes' : 'file.kilobytes', {
    n: ctx.fmt.number(amount, large ? 1 : 0),
  });
  return `${ctx.t(`file.type.${type.split('/')[1]}`)}, ${unit}`;
}

/** For what the data may be used today, and if not, why. */
export function useLines(ctx: PageContext, use: OfPerson['use']) {
  return (['matching', 'register', 'publication'] as const).map((name) => ({
    name: ctx.t(`consents.use.${name}`),
    allowed: use[name].allowed,
    words: use[name].allowed
      ? ctx.t('consents.use.yes')
      : ctx.t('consents.use.no', { why: gapWords(ctx, use[name].reasons) }),
  }));
}

function representativeWords(ctx: PageContext, entry: ConsentEntry): string {
  const { representative: one } = entry;
  if (one === null) return '';
  return [one.name, ctx.ref('representativeGround', one.ground), one.document]
    .filter(Boolean)
    .join(', ');
}

function standingOf(ctx: PageContext, entry: ConsentEntry) {
  if (entry.act === 'withdrawn')
    return { look: 'out', sign: '✕', words: ctx.t('consents.act.withdrawn') };
  return entry.valid
    ? { look: 'good', sign: '✓', words: ctx.t('consents.act.valid') }
    : { look: 'none', sign: '–', words: ctx.t('consents.act.ended') };
}

/** One row of the ledger with everything that it holds, each thing a name and words. */
export function entryModel(ctx: PageContext, entry: ConsentEntry, scanHref: string | null) {
  return { ...rowModel(ctx, entry), ...addedModel(ctx, entry, scanHref) };
}

/** The scan that stands for a consent now, and what was added to it, newest first. */
function addedModel(ctx: PageContext, entry: ConsentEntry, scanHref: string | null) {
  const { t, fmt } = ctx;
  const scans = [
    ...entry.annotations.flatMap(({ annotationId, scan }) =>
      scan ? [{ scan, id: annotationId, href: `${scanHref}?annotation=${annotationId}` }] : [],
    ),
    ...(entry.scan ? [{ scan: entry.scan, id: '', href: scanHref ?? '' }] : []),
  ];
  const [now, ...earlier] = scanHref === null ? [] : scans;
  const toLink = ({ scan, href }: (typeof scans)[number]) => ({
    href,
    words: fileWords(ctx, scan),
  });
  return {
    scan: now ? toLink(now) : null,
    earlier: earlier.map(toLink),
    added: entry.annotations.map((one) => ({
      when: [fmt.dateTime(one.at), one.by].filter(Boolean).join(', '),
      what: one.scan === null ? '' : t('consents.added.scan', { file: fileWords(ctx, one.scan) }),
      reason: one.reason === null ? '' : t('consents.added.reason', { reason: one.reason }),
      note: one.note ?? '',
    })),
    annotate:
      scanHref !== null && entry.act === 'given' && entry.way === 'paper'
        ? scanHref.replace(/scan$/, 'annotate')
        : null,
  };
}

function rowModel(ctx: PageContext, entry: ConsentEntry) {
  const { t, fmt, ref } = ctx;
  const facts = [
    ['consents.fact.byWhom', ref('consentParty', entry.byWhom)],
    ['consents.fact.representative', representativeWords(ctx, entry)],
    ['consents.fact.way', ref('consentWay', entry.way)],
    ['consents.fact.validUntil', fmt.date(entry.validUntil)],
    ['consents.fact.number', entry.originalNumber ?? ''],
    ['consents.fact.place', entry.originalNote ?? ''],
    ['consents.fact.reason', entry.reason ?? ''],
    [
      'consents.fact.recorded',
      [fmt.dateTime(entry.recordedAt), entry.recordedBy].filter(Boolean).join(', '),
    ],
  ] as const;
  const content = [
    ['consents.fact.purpose', entry.purpose ?? ''],
    ['consents.fact.data', entry.data.join('; ')],
    ['consents.fact.actions', entry.actions.join('; ')],
    [
      'consents.fact.version',
      entry.textVersion ?? (entry.act === 'given' ? t('consents.fact.onPaper') : ''),
    ],
  ] as const;
  const shown = (lines: typeof facts | typeof content) =>
    lines.filter(([, value]) => value !== '').map(([key, value]) => ({ label: t(key), value }));
  return {
    title: t(`consents.entry.${entry.act}`, {
      kind: ref('consentKind', entry.kind),
      date: fmt.date(entry.on),
    }),
    ...standingOf(ctx, entry),
    facts: shown(facts),
    content: entry.act === 'given' ? shown(content) : [],
  };
}
