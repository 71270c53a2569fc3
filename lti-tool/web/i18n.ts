import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { fromRoot } from '../../shared/root.js';

export const LOCALES = ['ru', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

export type MessageParams = Readonly<Record<string, string | number>>;
/** Translates a key; a key that does not exist comes back as itself (a test keeps that from happening). */
export type Translate = (key: string, params?: MessageParams) => string;

type Compiled = string | ((params: MessageParams) => string);
type Ast = ReturnType<IntlMessageFormat['getAst']>;

/** Element types of the ICU parser that the fast path knows (literal, argument, select, plural, #). */
const ELEMENT = { literal: 0, argument: 1, select: 5, plural: 6, pound: 7 } as const;

interface Formats {
  number: Intl.NumberFormat;
  cardinal: Intl.PluralRules;
  ordinal: Intl.PluralRules;
}

const formatsOf = (locale: Locale): Formats => ({
  number: new Intl.NumberFormat(locale),
  cardinal: new Intl.PluralRules(locale),
  ordinal: new Intl.PluralRules(locale, { type: 'ordinal' }),
});

function isSupported(ast: Ast): boolean {
  return ast.every((element) => {
    if (element.type === ELEMENT.select || element.type === ELEMENT.plural) {
      return Object.values(element.options).every((option) => isSupported(option.value));
    }
    return Object.values<number>(ELEMENT).includes(element.type);
  });
}

/** Walks a parsed message; `count` is the number that `#` stands for. */
function evaluate(ast: Ast, params: MessageParams, formats: Formats, count: number): string {
  let out = '';
  for (const element of ast) {
    if (element.type === ELEMENT.literal) out += element.value;
    else if (element.type === ELEMENT.pound) out += formats.number.format(count);
    else if (element.type === ELEMENT.argument) {
      const value = params[element.value];
      out += typeof value === 'number' ? formats.number.format(value) : (value ?? '');
    } else if (element.type === ELEMENT.select) {
      const option = element.options[String(params[element.value])] ?? element.options['other'];
      if (option) out += evaluate(option.value, params, formats, count);
    } else if (element.type === ELEMENT.plural) {
      const value = Number(params[element.value] ?? 0);
      const rules = element.pluralType === 'ordinal' ? formats.ordinal : formats.cardinal;
      const shifted = value - element.offset;
      const option =
        element.options[`=${value}`] ??
        element.options[rules.select(shifted)] ??
        element.options['other'];
      if (option) out += evaluate(option.value, params, formats, shifted);
    }
  }
  return out;
}

/**
 * Compiles one ICU message. Constant messages stay strings; messages of arguments, plurals and
 * selects are walked directly, several times faster than IntlMessageFormat.format, which pages
 * with many rows feel; anything else (dates, numbers with a style) goes to IntlMessageFormat. One
 * thing differs on purpose: a number that stands alone (`{n}`) is grouped as `#` is.
 */
export function compileMessage(
  message: string,
  locale: Locale,
  formats: Formats = formatsOf(locale),
): Compiled {
  if (!message.includes('{') && !message.includes("'")) return message;
  const format = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
  const ast = format.getAst();
  if (isSupported(ast)) return (params) => evaluate(ast, params, formats, 0);
  return (params) => String(format.format({ ...params }));
}

/** Reads `lti-tool/locales/<locale>/*.json`: flat keys to ICU messages. Throws on a key given twice. */
export function readMessages(locale: Locale): Map<string, string> {
  const folder = fromRoot('lti-tool', 'locales', locale);
  const messages = new Map<string, string>();
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const entries = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>;
    for (const [key, message] of Object.entries(entries)) {
      if (messages.has(key))
        throw new Error(`${locale}/${file}: the key ${key} is already defined`);
      messages.set(key, message);
    }
  }
  return messages;
}

export interface I18n {
  /** The translating function of a locale; always the same function for the same locale. */
  translator(locale: Locale): Translate;
  has(key: string): boolean;
  /** A message as it is written, with its fields in braces; the key where there is none. */
  template(locale: Locale, key: string): string;
}

/** Loads all translations; each message is compiled when it is first used. */
export function createI18n(): I18n {
  const keys: Set<string>[] = [];
  const translators = new Map<Locale, Translate>();
  const written = new Map<Locale, Map<string, string>>();
  for (const locale of LOCALES) {
    const formats = formatsOf(locale);
    const messages = readMessages(locale);
    const compiled = new Map<string, Compiled>();
    keys.push(new Set(messages.keys()));
    written.set(locale, messages);
    translators.set(locale, (key, params = {}) => {
      let found = compiled.get(key);
      if (found === undefined) {
        const message = messages.get(key);
        if (message === undefined) return key;
        found = compileMessage(message, locale, formats);
        compiled.set(key, found);
      }
      return typeof found === 'string' ? found : found(params);
    });
  }
  return {
    translator: (locale) => translators.get(locale) as Translate,
    has: (key) => keys.every((known) => known.has(key)),
    template: (locale, key) => written.get(locale)?.get(key) ?? key,
  };
}
