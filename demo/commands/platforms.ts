import { useTrialWhenNothingIsSet } from '../trial-env.js';

useTrialWhenNothingIsSet();
await import('../../lti-tool/platforms-cli.js');
