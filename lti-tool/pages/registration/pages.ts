import type { LtiLocale } from '../../lti/locale.js';
import type { RegistrationPages } from '../../lti/registration-routes.js';
import type { ShellDeps } from '../../web/deps.js';

/** The LMS whose next step has words of its own, by `product_family_code`. */
const NEXT_STEP: Readonly<Record<string, string>> = {
  moodle: 'moodle',
  canvas: 'canvas',
  desire2learn: 'brightspace',
  'sakailms.org': 'sakai',
};

/** The registration's pages in the look of all others, without tabs: nobody is signed in. */
export function registrationPages(
  shell: Pick<ShellDeps, 'i18n' | 'render' | 'assets'>,
): RegistrationPages {
  const render = (view: string, locale: LtiLocale, v: object): string => {
    const ctx = { locale, nav: [], session: null, me: null, flash: null, requestId: '' };
    const t = shell.i18n.translator(locale);
    return shell.render(view, {
      t,
      ctx,
      v,
      asset: shell.assets.asset,
      ref: null,
      fmt: null,
      url: null,
    });
  };
  return {
    done: ({ locale, host, productFamily }) =>
      render('registration/done', locale, {
        host,
        next: NEXT_STEP[productFamily ?? ''] ?? 'other',
      }),
    refused: ({ locale, ...v }) => render('registration/refused', locale, v),
  };
}
