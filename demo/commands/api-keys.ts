import { useTrialWhenNothingIsSet } from '../trial-env.js';

useTrialWhenNothingIsSet();
await import('../../service/api-keys-cli.js');
