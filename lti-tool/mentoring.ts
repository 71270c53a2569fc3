import type { RequestHandler } from 'express';
import { httpApi } from '../service/api/http-client.js';
import type { MentoringApi } from '../service/api/index.js';
import { serviceTokenKey } from '../service/api/token.js';
import type { Clock } from '../shared/clock.js';
import type { Db } from '../shared/db/connect.js';
import type { Logger } from '../shared/logger.js';
import { forwardApi } from './api-forward.js';
import type { LtiToolConfig } from './config.js';

/**
 * The mentoring service as the tool's programs use it: over HTTP where `SERVICE_URL` is set, else in
 * this process on the same database.
 */
export async function openMentoring(deps: {
  config: Pick<LtiToolConfig, 'serviceUrl' | 'secretKey' | 'filesDir' | 'meetingFileMb'>;
  db: Db;
  clock: Clock;
  logger: Logger;
}): Promise<MentoringApi> {
  const { serviceUrl, secretKey } = deps.config;
  if (serviceUrl !== undefined) return httpApi(serviceUrl, serviceTokenKey(secretKey));
  const { createMentoring, diskShelf } = await import('../service/index.js');
  return createMentoring({
    ...deps,
    files: diskShelf(deps.config.filesDir),
    meetingFileMb: deps.config.meetingFileMb,
  }).api;
}

/** The service as the running tool has it: to be called, and to be reached at `/api/v1`. */
export interface OpenedService {
  api: MentoringApi;
  apiRouter: RequestHandler;
  /** Whether the service answers and its database is up to date. */
  ready(): Promise<boolean>;
}

async function remoteReady(serviceUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${serviceUrl}/readyz`, { signal: AbortSignal.timeout(3_000) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Opens the service together with its REST API: in this process, or passed on to `SERVICE_URL`. */
export async function openService(deps: {
  config: Pick<
    LtiToolConfig,
    'serviceUrl' | 'secretKey' | 'secretKeyPrevious' | 'filesDir' | 'meetingFileMb'
  >;
  db: Db;
  clock: Clock;
  logger: Logger;
}): Promise<OpenedService> {
  const { serviceUrl, secretKey, secretKeyPrevious } = deps.config;
  if (serviceUrl !== undefined) {
    return {
      api: httpApi(serviceUrl, serviceTokenKey(secretKey)),
      apiRouter: forwardApi(serviceUrl, deps.logger),
      ready: () => remoteReady(serviceUrl),
    };
  }
  const { createApiRouter, createMentoring, diskShelf } = await import('../service/index.js');
  const mentoring = createMentoring({
    ...deps,
    files: diskShelf(deps.config.filesDir),
    meetingFileMb: deps.config.meetingFileMb,
  });
  const secrets = [secretKey, secretKeyPrevious].filter((secret) => secret !== undefined);
  const { db, logger } = deps;
  return {
    api: mentoring.api,
    apiRouter: createApiRouter({ db, logger, mentoring, tokenKeys: secrets.map(serviceTokenKey) }),
    ready: async () => true,
  };
}
