import { type MeetingFields, meetingFields, type NewMeetingFields } from '../api/meetings.js';

/**
 * The fields of the meeting alone, out of an endpoint's input; a mentee named twice counts once, and
 * a next date of which nothing was said is null (for what stands then: agreedAfter()).
 */
export function meetingFieldsOf(input: NewMeetingFields): MeetingFields {
  const names = Object.keys(meetingFields.shape) as (keyof MeetingFields)[];
  const fields = Object.fromEntries(names.map((name) => [name, input[name]])) as MeetingFields;
  return { ...fields, nextOn: input.nextOn ?? null, attendeeIds: [...new Set(input.attendeeIds)] };
}
