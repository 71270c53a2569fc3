/**
 * The gradebook column of the programme. `resourceId` and `tag` are how it is found again in the LMS,
 * also when Deep Linking made it together with an activity.
 */
export const PROGRESS_COLUMN = {
  key: 'progress',
  label: 'Прогресс наставничества',
  scoreMaximum: 100,
  resourceId: 'nastavnik-progress',
  tag: 'progress',
} as const;
