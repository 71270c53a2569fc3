import type { CheckLine } from '../../lti/connection/check-line.js';
import type { LastLaunch } from '../../lti/journal/launch-report.js';
import { checksOf } from '../../lti/journal/redacted-launch.js';
import type { Translate } from '../../web/i18n.js';

const SIGNS: Readonly<Record<CheckLine['level'], { sign: string; look: string }>> = {
  green: { sign: '✓', look: 'good' },
  yellow: { sign: '◐', look: 'warn' },
  red: { sign: '○', look: 'bad' },
};

/** The words of a key, or of a more general one where it has none of its own. */
function firstOf(t: Translate, keys: readonly string[], params: CheckLine['params']): string {
  for (const key of keys) {
    const words = t(key, params);
    if (words !== key) return words;
  }
  throw new Error(`no words for ${keys.join(' or ')}`);
}

/** One line of the check in words: what was found, and where it is not well, who does what. */
export function lineWords(t: Translate, line: CheckLine, publicUrl: string) {
  const { check, code, level, params } = line;
  const cause = typeof params['cause'] === 'string' ? params['cause'] : '';
  const said = {
    tool: publicUrl,
    ...params,
    ...(cause ? { cause: t(`connection.cause.${cause}`) } : {}),
  };
  const todo = [`connection.todo.${check}.${code}`, `connection.todo.any.${code}`];
  return {
    check: t(`connection.check.${check}`),
    found: firstOf(t, [`connection.${check}.${code}`, `connection.any.${code}`], said),
    level: t(`connection.level.${level}`),
    todo: level === 'green' ? '' : firstOf(t, todo, said),
    ...SIGNS[level],
  };
}

/** Seconds in words of a few: «12 с». */
const seconds = (t: Translate, value: number | null): string | null =>
  value === null ? null : t('connection.seconds', { n: value });

/** What a launch brought, as names and values for a list of definitions. */
export function factsOf(t: Translate, launch: LastLaunch): { name: string; value: string }[] {
  const yesNo = (there: boolean) => t(there ? 'connection.there' : 'connection.notThere');
  const of = (name: string, value: string | null) => ({
    name: t(`connection.fact.${name}`),
    value,
  });
  const services = Object.entries(launch.services).map(([service, scopes]) => {
    const name = t(`connection.service.${service}`);
    // The last part of a scope's address says which it is.
    const words = scopes.map((scope) => scope.split('/').at(-1)).join(', ');
    return words ? `${name} (${words})` : name;
  });
  const said = launch.claims.length > 0;
  const facts = [
    of('algorithm', launch.algorithm),
    of('kid', launch.kid),
    of('issuer', launch.issuer),
    of('clientId', launch.clientId),
    of('issuedAgo', seconds(t, launch.issuedAgo)),
    of('expiresIn', seconds(t, launch.expiresIn)),
    ...Object.entries(launch.values).map(([name, value]) =>
      of(name, name === 'page' && value === '' ? t('connection.homePage') : value),
    ),
    of('roles', launch.roles.map((role) => role.split('/').at(-1)).join(', ') || null),
    of('services', said ? services.join('; ') || t('word.none') : null),
    of('custom', said ? launch.custom.join(', ') || t('word.none') : null),
    ...Object.entries(said ? launch.personal : {}).map(([name, there]) => of(name, yesNo(there))),
    of('claims', launch.claims.map((claim) => claim.split('/').at(-1)).join(', ')),
  ];
  return facts.filter((fact): fact is { name: string; value: string } => Boolean(fact.value));
}

/** Which checks a launch passed; those that it did not come to are named too. */
export const checkWords = (t: Translate, launch: LastLaunch) =>
  checksOf(launch).map(({ check, passed }) => ({
    name: t(`connection.step.${check}`),
    state: passed === null ? 'off' : passed ? 'good' : 'bad',
    sign: passed === null ? '–' : passed ? '✓' : '○',
    words: t(`connection.passed.${passed === null ? 'not' : passed ? 'yes' : 'no'}`),
  }));
