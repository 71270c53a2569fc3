import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { Profile } from '../../../service/api/profiles.js';
import type { PageContext } from '../../web/context.js';
import { entryModel, gapWords, kindsOf, useLines } from './consent-words.js';
import { birthWords } from './profile-form.js';

type Consents = OutputOf<Contract['getConsents']>;

/** Where the consents of a person are, below the session. */
export const consentsPath = (personId: string): string => `participants/${personId}/consents`;

/** «Согласие есть» or what is missing, as the sentence below the name. */
export function leadOf(
  ctx: PageContext,
  consents: Pick<Consents, 'needed' | 'gaps' | 'age'>,
): string {
  const { t } = ctx;
  if (consents.gaps.length > 0) {
    return t('consents.person.missing', { what: gapWords(ctx, consents.gaps) });
  }
  return t(consents.needed.length === 0 ? 'consents.person.notNeeded' : 'consents.person.complete');
}

function profileFacts(ctx: PageContext, consents: Consents, profile: Profile) {
  const { t, fmt, ref } = ctx;
  const minor = consents.age === 'minor';
  const facts = [
    { label: t('profile.birthDate'), value: birthWords(ctx, profile) || t('profile.notKnown') },
    { label: t('consents.filter.age'), value: ref('age', consents.age) },
    ...(minor
      ? [
          { label: t('profile.comesOfAge'), value: fmt.date(profile.comesOfAgeOn) },
          {
            label: t('profile.representativeName'),
            value:
              [profile.representativeName, profile.representativeContact]
                .filter(Boolean)
                .join(', ') || t('profile.notKnown'),
          },
        ]
      : []),
    { label: t('people.group'), value: profile.groupName ?? '' },
  ];
  return facts.filter((fact) => fact.value !== '');
}

/** A person's consents: how they stand, the ledger, the links, and what can be done. */
export function personModel(ctx: PageContext, consents: Consents, profile: Profile) {
  const { personId, age, valid, entries } = consents;
  const path = consentsPath(personId);
  const kinds = kindsOf(consents);
  return {
    name: consents.name,
    path,
    personPath: `participants/${personId}`,
    lead: leadOf(ctx, consents),
    complete: consents.gaps.length === 0,
    ageKnown: age !== 'unknown',
    minor: age === 'minor',
    use: useLines(ctx, consents.use),
    facts: profileFacts(ctx, consents, profile),
    prints: kinds.map((kind) => ({
      href: ctx.url(`${path}/print/${kind}.docx`),
      label: ctx.t(`consents.print.${kind}`),
    })),
    mayWithdraw: valid.length > 0,
    entries: entries.map((entry) =>
      entryModel(ctx, entry, ctx.url(`${path}/${entry.consentId}/scan`)),
    ),
    newLink: `participants/${personId}/links/new`,
  };
}
