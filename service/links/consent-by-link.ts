import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { sha256 } from '../../shared/seal.js';
import { type ConsentTexts, wholeText } from '../consents/consent-text.js';
import {
  append,
  givenAct,
  personOf,
  placeOf,
  readPlace,
  refuse,
  type Writer,
} from '../consents/consent-writes.js';
import {
  type Giving,
  givingProblems,
  partyProblems,
  representativeProblems,
} from '../consents/giving-rules.js';
import { readGiven } from '../consents/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { linkStore, type PersonalLink } from './link-store.js';
import { passedLink } from './opening-links.js';

/** The kind of consent that a link is for; a link to something else is none of these. */
function purposeOf({ scope, personId }: PersonalLink) {
  if ((scope !== 'parent' && scope !== 'publication') || personId === null) throw notFound('link');
  return { kind: scope, personId };
}

/** The words of the consent, for who has confirmed. */
export async function readConsentByLink(
  deps: ServiceDeps,
  texts: ConsentTexts,
  { input }: Call<'readConsentByLink'>,
) {
  const link = await passedLink(deps, input);
  const { kind, personId } = purposeOf(link);
  const place = await readPlace(deps.db, deps, link.programmeId, personId);
  const { member, today, programme } = place;
  refuse(partyProblems(member, { kind, byRepresentative: true, on: today }));
  if (input.representative) refuse(representativeProblems(input.representative));
  const text = texts.textFor(kind, programme, personOf(place), input.representative);
  return { personName: member.name, organisationName: programme.organisationName, text };
}

/** A representative consents: the link is used up together with the entry. */
export async function giveConsentByLink(
  deps: ServiceDeps,
  texts: ConsentTexts,
  { input }: Call<'giveConsentByLink'>,
): Promise<{ consentId: string }> {
  const { textVersion, representative } = input;
  refuse(representativeProblems(representative));
  const link = await passedLink(deps, input);
  const { kind, personId } = purposeOf(link);
  const { programmeId, organisationId, linkId, contact, confirmation } = link;
  const writer: Writer = { organisationId, programmeId, personId: null, role: 'parent' };
  return inTransaction(deps.db, async (trx) => {
    const place = await placeOf(trx, deps, programmeId, personId);
    const { member, entries, programme, today } = place;
    const text = texts.textFor(kind, programme, personOf(place), representative);
    if (text.version !== textVersion) {
      throw invalid([{ path: 'textVersion', code: 'consent.textChanged' }]);
    }
    const { validUntil } = text;
    const giving: Giving = { kind, byRepresentative: true, on: today, validUntil, now: true };
    refuse(givingProblems(member, entries, giving, today));
    const consentId = newId();
    const used = await linkStore(trx).use(link, consentId, deps.clock.now());
    if (!used) throw invalid([{ path: 'token', code: 'link.used' }]);
    const fullText = wholeText(text);
    const shown =
      confirmation === 'code' && contact !== null
        ? { codeSentTo: contact }
        : { confirmedBy: 'birth_year' };
    return append(
      deps,
      writer,
      place,
      {
        ...givenAct(giving, text, 'link'),
        representative,
        textVersion,
        fullText,
        proof: { textHash: sha256(fullText), linkId, ...shown, givenAt: place.at },
      },
      consentId,
    );
  });
}

/** What was consented to by a link, for who did it; `not_found` where nothing was. */
export async function readGivenByLink(deps: ServiceDeps, { input }: Call<'readGivenByLink'>) {
  const link = await passedLink(deps, input, true);
  if (link.consentId === null) throw notFound('link');
  const given = await readGiven(deps.db, link.programmeId, link.consentId);
  if (!given) throw notFound('link');
  return given;
}
