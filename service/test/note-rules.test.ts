import { expect } from 'chai';
import { ROLES } from '../api/index.js';
import { type NoteReader, readsNote } from '../notes/note-rules.js';

const PAIR = { form: 'student_student' as const, people: ['mentor', 'mentee'] };
const PERSON = { form: null, people: ['mentee'] };
const reader = (overrides: Partial<NoteReader>): NoteReader => ({
  personId: 'reader',
  role: 'curator',
  scopeForms: null,
  ...overrides,
});

describe('who reads a note', () => {
  type Case = [what: string, who: Partial<NoteReader>, own: boolean, shared: boolean, of?: object];
  const CASES: Case[] = [
    ['its author, whether it is shared or not', { personId: 'author' }, true, true],
    ['the author as a coordinator', { personId: 'author', role: 'coordinator' }, true, true],
    ['another curator, when it is shared', {}, false, true],
    ['a coordinator, when it is shared', { role: 'coordinator' }, false, true],
    ['a curator of the form', { scopeForms: ['student_student'] }, false, true],
    ['a curator of another form never', { scopeForms: ['teacher_student'] }, false, false],
    [
      'the author who is curator of another form now',
      { personId: 'author', scopeForms: ['teacher_student'] },
      false,
      false,
    ],
    [
      'a coordinator who is the mentor of the pair never',
      { role: 'coordinator', personId: 'mentor' },
      false,
      false,
    ],
    [
      'the author who has become its mentor',
      { personId: 'author' },
      false,
      false,
      { ...PAIR, people: ['author'] },
    ],
    [
      'of a person, a curator of any form',
      { scopeForms: ['teacher_student'] },
      false,
      true,
      PERSON,
    ],
    ['nobody of themselves', { role: 'coordinator', personId: 'mentee' }, false, false, PERSON],
    ['a key of the API never', { role: 'coordinator', personId: null }, false, false],
  ];
  for (const [what, who, own, shared, of = PAIR] of CASES) {
    it(what, () => {
      const reads = (isShared: boolean) =>
        readsNote(reader(who), of as typeof PAIR, { authorId: 'author', shared: isShared });
      expect(reads(false)).to.equal(own);
      expect(reads(true)).to.equal(shared);
    });
  }

  it('no role but coordinator and curator, not even of what they once wrote', () => {
    for (const role of ROLES.filter((one) => one !== 'coordinator' && one !== 'curator')) {
      const who = reader({ role, personId: 'author' });
      expect(readsNote(who, PAIR, { authorId: 'author', shared: true }), role).to.equal(false);
    }
  });
});
