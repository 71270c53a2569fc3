import type { Profile } from '../../../service/api/profiles.js';
import type { PageContext } from '../../web/context.js';
import { entryModel, gapWords, type OfPerson } from '../consents/consent-words.js';
import { birthWords } from '../consents/profile-form.js';

type Kind = OfPerson['needed'][number];

/** Which gap is about which consent. */
const gapOf = (mine: OfPerson, kind: Kind) =>
  mine.gaps.find((gap) => (gap === 'no_publication_consent') === (kind === 'publication'));

/** One consent that is needed or holds: how it stands, and what its owner can do about it. */
function consentLine(ctx: PageContext, mine: OfPerson, kind: Kind) {
  const { t, ref } = ctx;
  const minor = mine.age === 'minor';
  const valid = mine.valid.includes(kind);
  const gap = valid ? undefined : gapOf(mine, kind);
  const mayGive = !valid && !minor && kind !== 'parent';
  return {
    title: ref('consentKind', kind),
    valid,
    words: valid ? t('me.consent.valid') : gapWords(ctx, gap === undefined ? [] : [gap]),
    help:
      !valid && minor
        ? t(`me.consent.byParent.${kind === 'publication' ? 'publication' : 'main'}`)
        : '',
    give: mayGive ? `me/consents/${kind}` : null,
    withdraw: valid ? `me/consents/${kind}/withdraw` : null,
  };
}

function leadOf(ctx: PageContext, mine: OfPerson): string {
  const { t } = ctx;
  if (mine.age === 'unknown') return t('me.lead.birthDate');
  if (mine.gaps.length > 0) return t('me.lead.missing', { what: gapWords(ctx, mine.gaps) });
  return t(mine.needed.length > 0 ? 'me.lead.complete' : 'me.lead.nothing');
}

function facts(ctx: PageContext, profile: Profile) {
  const { t } = ctx;
  const lines: [string, string | null][] = [
    ['profile.birthDate', birthWords(ctx, profile) || t('profile.notKnown')],
    ['profile.groupName', profile.groupName],
    ['profile.course', profile.course === null ? null : String(profile.course)],
    ['profile.speciality', profile.speciality],
    ['profile.workplace', profile.workplace],
    ['profile.position', profile.position],
    ['profile.phone', profile.phone],
    ['profile.contactEmail', profile.contactEmail],
    ['profile.representativeName', profile.age === 'minor' ? profile.representativeName : null],
    ['profile.publicationWanted', t(profile.publicationWanted ? 'word.yes' : 'word.no')],
  ];
  return lines.filter(([, value]) => value).map(([key, value]) => ({ label: t(key), value }));
}

/** «Мои данные»: consents first, then what is known of oneself. */
export function meModel(ctx: PageContext, mine: OfPerson, profile: Profile) {
  const kinds = [...new Set([...mine.needed, ...mine.valid])];
  return {
    lead: leadOf(ctx, mine),
    minor: mine.age === 'minor',
    comesOfAge: mine.age === 'minor' ? ctx.fmt.date(profile.comesOfAgeOn) : '',
    ageUnknown: mine.age === 'unknown',
    consents: kinds.map((kind) => consentLine(ctx, mine, kind)),
    entries: mine.entries.map((entry) => entryModel(ctx, entry, null)),
    facts: facts(ctx, profile),
  };
}
