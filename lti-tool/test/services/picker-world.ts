import express from 'express';
import { decodeJwt } from 'jose';
import type { Db } from '../../../shared/db/connect.js';
import { listen } from '../../../shared/server.js';
import type { OfferedWave } from '../../lti/deep-linking.js';
import { deepLinkingAnswers } from '../../lti/deep-linking-answers.js';
import { toolKeyStore } from '../../lti/keys.js';
import { REQUESTED_SCOPES } from '../../lti/lti-scopes.js';
import { type Placements, placementStore } from '../../lti/placements.js';
import { platformStore } from '../../lti/platform-store.js';
import { createLtiLibrary } from '../../lti/provider.js';
import type { DeepLinkingRequest, Session } from '../../lti/session-types.js';
import { deepLinkingRoutes } from '../../pages/deep-linking/routes.js';
import { createAssets } from '../../web/assets.js';
import { createI18n } from '../../web/i18n.js';
import { createRenderer } from '../../web/render.js';
import { setContentPolicy } from '../../web/security-headers.js';
import { formBody } from '../../web/session-middleware.js';
import { COURSE, sealer, startWorld, type World } from './support.js';

export const PUBLIC_URL = 'https://mentor.example';
const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim';

const shell = {
  i18n: createI18n(),
  render: createRenderer({ cache: true }),
  assets: createAssets(),
};

export type Fields = [string, string][];
type Claims = Record<string, unknown>;

/** The picker over real HTTP, opened from a course of the demo LMS by its coordinator. */
export interface PickerWorld {
  world: World;
  placements: Placements;
  /** What the launch left behind; change it before a request. */
  session: Session;
  request: DeepLinkingRequest;
  /** Waves that can be put into the course; none until a test says so. */
  offered: OfferedWave[];
  /** Another deep-linking launch from the same course: a session of its own. */
  openAgain(): void;
  address(): string;
  show(): Promise<string>;
  post(fields: Fields): Promise<Response>;
  answerOf(
    fields: Fields,
  ): Promise<{ response: Response; html: string; jwt: string; claims: Claims; items: Claims[] }>;
  /** As the browser does with the answer's form. */
  sendToLms(jwt: string): Promise<Response>;
  close(): Promise<void>;
}

function requestFor(world: World, sesskey: string): DeepLinkingRequest {
  const { lms } = world;
  const claims = lms.deepLinkingClaims('coordinator', COURSE, 1, 'n');
  const settings = claims[`${DL}/deep_linking_settings`] as { deep_link_return_url: string };
  return {
    deploymentId: '1',
    returnUrl: settings.deep_link_return_url.replace('sesskey=driver', `sesskey=${sesskey}`),
    acceptTypes: ['ltiResourceLink'],
    acceptMultiple: true,
    data: null,
    contextId: String(COURSE),
    gradebook: {
      contextId: String(COURSE),
      lineItemsUrl: `${lms.url}/mod/lti/services.php/${COURSE}/lineitems?type_id=1`,
      agsScopes: [...REQUESTED_SCOPES],
    },
  };
}

/** @param ports of the demo LMS, of the tool's keyset, and of the picker */
export async function startPicker(
  db: Db,
  ports: { lms: number; tool: number; pages: number },
): Promise<PickerWorld> {
  const world = await startWorld(db, ports);
  const { clock, platform, lms } = world;
  const signedIn = lms.signIn('coordinator');
  const request = requestFor(world, signedIn.session.sesskey);
  const session: Session = {
    sid: 'sid1',
    personId: platform.platformId,
    organisationId: platform.organisationId,
    programmeId: null,
    role: 'coordinator',
    platformId: platform.platformId,
    platformOrigin: 'https://elsewhere.example',
    returnUrl: null,
    locale: 'ru',
    deepLinking: request,
    createdAt: 0,
    lastSeenAt: 0,
    draftsWaiting: false,
  };
  const platforms = platformStore(db, clock);
  const keys = toolKeyStore(db, sealer, clock);
  const placements = placementStore(db, clock);
  const offered: OfferedWave[] = [];
  const app = express();
  app.use('/app/:sid', formBody, (_req, res, next) => {
    res.locals['session'] = session;
    setContentPolicy(res, session.platformOrigin);
    next();
  });
  app.use(
    '/app/:sid',
    deepLinkingRoutes({
      ...shell,
      clock,
      sealer,
      config: { publicUrl: PUBLIC_URL },
      library: createLtiLibrary({ db, clock, sealer, keys, platforms }),
      platforms,
      gradebook: world.services.gradebook,
      placements,
      answers: deepLinkingAnswers(db, clock),
      waves: async () => offered,
    }),
  );
  const pages = await listen(app, ports.pages, '127.0.0.1');
  const address = () => `http://127.0.0.1:${ports.pages}/app/${session.sid}/deep-linking`;
  const post = (fields: Fields) =>
    fetch(address(), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
    });
  let opened = 1;
  return {
    world,
    placements,
    session,
    request,
    offered,
    openAgain() {
      opened += 1;
      session.sid = `sid${opened}`;
    },
    address,
    show: async () => (await fetch(address())).text(),
    post,
    async answerOf(fields) {
      const response = await post(fields);
      const html = await response.text();
      const jwt = /name="JWT" value="([^"]+)"/.exec(html)?.[1] ?? '';
      const claims = jwt === '' ? {} : (decodeJwt(jwt) as Claims);
      const items = (claims[`${DL}/content_items`] ?? []) as Claims[];
      return { response, html, jwt, claims, items };
    },
    sendToLms: (jwt) =>
      fetch(request.returnUrl, {
        method: 'POST',
        headers: { cookie: signedIn.cookie },
        body: new URLSearchParams({ JWT: jwt }),
      }),
    async close() {
      await pages.close();
      await world.stop();
    },
  };
}
