/** The words of a consent: a template with named places, filled from what is known. */
import { addDays } from '../../shared/dates.js';

/** A template of `service/consents/texts/`; the college's lawyer checks it before use. */
export interface ConsentTemplate {
  /** Names these very words: changes with them. */
  version: string;
  /** What is still to be checked, for whoever sets the programme up. */
  note: string;
  title: string;
  purpose: string;
  data: readonly string[];
  actions: readonly string[];
  /** The term ends so many days after the programme year (its report is due by 20 January). */
  daysAfterProgramme: number;
  withdrawal: string;
  /** With places as `{organisation}`. */
  paragraphs: readonly string[];
}

/** Where something is not known, it is written in by hand. */
const BLANK = '____________________';

/** Last day of the term of a consent to the programme that ends on this day. */
export const termOf = (template: ConsentTemplate, programmeEndsOn: string): string =>
  addDays(programmeEndsOn, template.daysAfterProgramme);

const inRussian = (date: string): string => date.split('-').reverse().join('.');

/**
 * The paragraphs of a consent as they are read and consented to.
 * @param values by the name of the place; a place without one is left to be written in by hand
 */
export function filledParagraphs(
  template: ConsentTemplate,
  values: Readonly<Record<string, string | null>> & { validUntil: string },
): string[] {
  const places: Record<string, string | null> = {
    ...values,
    validUntil: inRussian(values.validUntil),
    purpose: template.purpose,
    data: template.data.join('; '),
    actions: template.actions.join('; '),
    withdrawal: template.withdrawal,
  };
  // One pass: what a name holds is never taken for a place.
  return template.paragraphs.map((text) =>
    text.replace(/\{(\w+)\}/g, (_all, name: string) => places[name] || BLANK),
  );
}
