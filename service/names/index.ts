/** Names of people: how they are shown, ordered and searched. Pure, used by several features. */
export * from './person-names.js';
export * from './sort-key.js';
