import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestPlatform } from './test-platform.js';

/** Pages of an LMS that shows the tool in a frame and answers its authentication requests. */
export interface FramingLms {
  authEndpoint: string;
  /** A page that frames the tool. */
  courseUrl: string;
  close(): Promise<void>;
}

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';

const html = (body: string) =>
  `<!doctype html><html lang="ru"><title>LMS</title><body>${body}</body></html>`;

/**
 * `/course` frames the tool's login; `/auth` posts the token back, as `response_mode=form_post` wants.
 * @param host the tool is at 127.0.0.1: `localhost` is another site
 * @param platform whose key signs
 */
export async function startFramingLms(
  host: '127.0.0.1' | 'localhost',
  toolUrl: string,
  platform: TestPlatform,
): Promise<FramingLms> {
  const target = `${toolUrl}/lti/launch?page=meetings`;
  let origin = '';
  const claims = () => ({
    [`${CLAIM}/target_link_uri`]: target,
    [`${CLAIM}/launch_presentation`]: { locale: 'ru', return_url: `${origin}/course` },
  });
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://lms.invalid');
    res.setHeader('Content-Type', 'text/html; charset=utf-8');
    if (url.pathname === '/auth') {
      const { state, nonce } = Object.fromEntries(url.searchParams);
      void platform.sign(platform.claims(nonce ?? '', claims())).then((token) => {
        res.end(
          html(`<form method="post" action="${toolUrl}/lti/launch"><input name="state" value="${state}">
            <input name="id_token" value="${token}"></form><script>document.forms[0].submit()</script>`),
        );
      });
      return;
    }
    const login = new URLSearchParams({
      iss: platform.issuer,
      client_id: platform.clientId,
      login_hint: '7',
      target_link_uri: target,
    });
    res.end(html(`<iframe width="885" height="580" src="${toolUrl}/lti/login?${login}"></iframe>`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    authEndpoint: `${origin}/auth`,
    courseUrl: `${origin}/course`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
