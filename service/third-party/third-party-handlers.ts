import { remembered } from '../db/remembered.js';
import type { Handlers, ServiceDeps } from '../handler.js';
import { askThirdParty, revokeThirdPartyLink } from './asking.js';
import { getThirdParty, listThirdParty, listThirdPartyLinks } from './reading.js';
import { giveThirdParty, readThirdPartyByLink, saveThirdPartyByLink } from './telling.js';

type Names =
  | 'listThirdParty'
  | 'listThirdPartyLinks'
  | 'getThirdParty'
  | 'askThirdParty'
  | 'revokeThirdPartyLink'
  | 'giveThirdParty'
  | 'readThirdPartyByLink'
  | 'saveThirdPartyByLink';

/** The handlers of what third parties tell of mentees (methodology §3 stage 2). */
export function thirdPartyHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listThirdParty: remembered<'listThirdParty'>(deps, (call) => listThirdParty(deps, call)),
    listThirdPartyLinks: (call) => listThirdPartyLinks(deps, call),
    getThirdParty: (call) => getThirdParty(deps, call),
    askThirdParty: (call) => askThirdParty(deps, call),
    revokeThirdPartyLink: (call) => revokeThirdPartyLink(deps, call),
    giveThirdParty: (call) => giveThirdParty(deps, call),
    readThirdPartyByLink: (call) => readThirdPartyByLink(deps, call),
    saveThirdPartyByLink: (call) => saveThirdPartyByLink(deps, call),
  };
}
