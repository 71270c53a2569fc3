import { postedValues } from '../../web/forms.js';
import type { Translate } from '../../web/i18n.js';

/** Fields of the machinery of forms, and choices that say nothing without their form. */
const SILENT =
  /^(?:_.*|idempotencyKey|version|number|back|go|scope|seen|nextShown|overlapOk|agreed\d*Ok|skipKnown)$/;
const CODE = /^(?:[a-z]+(?:_[a-z]+)*|[0-9a-f]{8}-[0-9a-f-]{27}|)$/i;

/** Names of fields that several forms have, as their words are keyed. */
const NAMED = [
  'heldOn',
  'minutes',
  'done',
  'agreed',
  'nextOn',
  'onDate',
  'startsAt',
  'place',
  'note',
];

export interface TypedText {
  /** The field in words; '' where it is known by its text alone. */
  label: string;
  text: string;
}

/** The name of a field without what follows it: `rows.3.done` is `done`. */
const lastName = (name: string): string => name.split('.').at(-1) ?? name;

/**
 * What was typed into a form that cannot be taken any more, to be shown back: everything that somebody
 * would have to type again. Codes of choices are left out.
 */
export function typedTexts(t: Translate, body: unknown): TypedText[] {
  return Object.entries(postedValues(body)).flatMap(([name, values]) => {
    if (SILENT.test(name)) return [];
    const label = NAMED.includes(lastName(name)) ? t(`linkPage.typed.${lastName(name)}`) : '';
    return [values]
      .flat()
      .map((text) => text?.trim() ?? '')
      .filter((text) => !CODE.test(text) || (label !== '' && text !== ''))
      .map((text) => ({ label, text }));
  });
}
