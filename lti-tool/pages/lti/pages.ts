import type { LtiPages } from '../../lti/pages.js';
import type { Assets } from '../../web/assets.js';
import type { I18n, Locale } from '../../web/i18n.js';
import type { Render } from '../../web/render.js';

/** The pages of the launch, by the templates of this folder. */
export function createLtiPages(deps: {
  render: Render;
  i18n: I18n;
  assets: Pick<Assets, 'asset'>;
}): LtiPages {
  const page =
    <V extends { locale: Locale; reference?: string }>(name: string) =>
    (v: V): string =>
      deps.render(`lti/${name}`, {
        t: deps.i18n.translator(v.locale),
        asset: deps.assets.asset,
        ref: null,
        fmt: null,
        url: null,
        ctx: {
          locale: v.locale,
          nav: [],
          session: null,
          me: null,
          flash: null,
          requestId: v.reference ?? '',
        },
        v,
      });
  return {
    login: page('login'),
    refused: page('refused'),
    binding: page('binding'),
    newWindow: page('new-window'),
    cookiesRefused: page('cookies-refused'),
    notice: page('notice'),
  };
}
