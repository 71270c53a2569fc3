import { useTrialWhenNothingIsSet } from '../trial-env.js';

useTrialWhenNothingIsSet();
await import('../../shared/db/migrate-cli.js');
