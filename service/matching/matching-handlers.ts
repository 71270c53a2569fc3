import type { ServiceDeps } from '../handler.js';
import { boardHandlers } from './runs/board-handlers.js';
import { changeHandlers } from './runs/change-handlers.js';
import { presentPeople } from './runs/present.js';
import { publishHandlers } from './runs/publish-handlers.js';
import { recordHandlers } from './runs/record-handlers.js';
import { relationHandlers } from './runs/relation-handlers.js';
import { runHandlers } from './runs/run-handlers.js';
import { settingsHandlers } from './runs/settings-handlers.js';

/** The handlers of matching: settings, runs, what they suggest, changes by hand, publication, record. */
export function matchingHandlers(deps: ServiceDeps) {
  const present = presentPeople(deps);
  return {
    ...settingsHandlers(deps),
    ...relationHandlers(deps),
    ...runHandlers(deps, present),
    ...boardHandlers(deps, present),
    ...changeHandlers(deps),
    ...publishHandlers(deps),
    ...recordHandlers(deps),
  };
}
