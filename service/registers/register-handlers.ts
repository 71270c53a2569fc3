import type { Handlers, ServiceDeps } from '../handler.js';
import { listRegisterEntries, updateRegisterEntry } from './entry-handlers.js';
import { importHandlers } from './import-handlers.js';
import { rememberedRegister } from './read-register.js';

type Names =
  | 'listRegister'
  | 'listRegisterEntries'
  | 'updateRegisterEntry'
  | keyof ReturnType<typeof importHandlers>;

/** The handlers of the registers. */
export function registerHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    ...importHandlers(deps),
    listRegister: rememberedRegister(deps),
    listRegisterEntries: (call) => listRegisterEntries(deps, call),
    updateRegisterEntry: (call) => updateRegisterEntry(deps, call),
  };
}
