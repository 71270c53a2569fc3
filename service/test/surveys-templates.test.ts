import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { fromRoot } from '../../shared/root.js';
import {
  MATCH_FORMATS,
  MATCH_GENDERS,
  MATCH_INTERESTS,
  MATCH_LANGUAGES,
  MATCH_QUESTIONS,
  MATCH_TIMES,
} from '../api/match-codes.js';
import { definition, type Question } from '../api/questionnaire-definition.js';
import { FORMS, type QuestionType, TOPICS } from '../api/reference.js';
import { definitionProblems } from '../surveys/definition-rules.js';
import { TEMPLATES, templateOf } from '../surveys/templates/index.js';

const TYPES: Record<string, QuestionType> = {
  S10: 'scale',
  YN: 'yes_no',
  TXT: 'text',
  FREQ: 'frequency',
};

const METHODOLOGY = readFileSync(fromRoot('docs', 'methodology.md'), 'utf8');

interface Row {
  number: number;
  type: QuestionType;
  text: string;
  pair: string | null;
}

/** The table of questions of one section of the methodology. */
function rowsOf(section: string): Row[] {
  const start = METHODOLOGY.indexOf(`### ${section} `);
  const end = METHODOLOGY.indexOf('\n### ', start + 1);
  return METHODOLOGY.slice(start, end)
    .split('\n')
    .filter((line) => /^\| \d+ \|/.test(line))
    .map((line) => {
      const [number, type = '', text = '', pair] = line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim());
      return {
        number: Number(number),
        type: TYPES[type] as QuestionType,
        text,
        pair: pair === '–' ? null : (pair ?? null),
      };
    });
}

const allQuestionsOf = (code: string): Question[] => templateOf(code)?.definition.questions ?? [];
/** Those of the methodology: without the section of our own by which people are matched. */
const questionsOf = (code: string): Question[] =>
  allQuestionsOf(code).filter(({ section }) => section !== 'matching');
const asRows = (questions: readonly Question[], first = 1): Row[] =>
  questions.map(({ type, text, pair }, i) => ({ number: first + i, type, text: text.ru, pair }));
const pairsOf = (code: string) => questionsOf(code).map(({ pair }) => pair);
const typesOf = (code: string) =>
  questionsOf(code)
    .map(({ type }) => Object.entries(TYPES).find(([, own]) => own === type)?.[0] ?? type)
    .join(' ');

describe('questionnaires of the methodology', () => {
  const whole: [string, string, number][] = [
    ['6.1', 'student_student_mentee_entry', 15],
    ['6.2', 'student_student_mentee_final', 21],
    ['6.3', 'student_student_mentor_entry', 14],
    ['6.4', 'student_student_mentor_final', 15],
    ['6.5', 'teacher_teacher_mentee_entry', 16],
  ];
  for (const [section, code, count] of whole) {
    it(`§${section}: ${count} questions, word for word, with types and pair codes`, () => {
      expect(rowsOf(section)).to.have.length(count);
      expect(asRows(questionsOf(code))).to.deep.equal(rowsOf(section));
    });
  }

  it('§6.6: questions 3–12 of §6.5 as they turned out, then 13–25 word for word', () => {
    const own = asRows(questionsOf('teacher_teacher_mentee_final'), 3);
    expect(own.slice(10)).to.deep.equal(rowsOf('6.6'));
    const shape = ({ number, type, pair }: Row) => ({ number, type, pair });
    expect(own.slice(0, 10).map(shape)).to.deep.equal(rowsOf('6.5').slice(2, 12).map(shape));
  });

  it('§6.7: fifteen questions with the pair codes that stand there', () => {
    expect(typesOf('teacher_teacher_mentor_entry')).to.equal(
      'YN TXT S10 S10 S10 S10 S10 S10 S10 S10 S10 TXT TXT FREQ YN',
    );
    const codes = /`pair`: ([\w, –]+)\./.exec(METHODOLOGY.slice(METHODOLOGY.indexOf('### 6.7')));
    const told = (codes?.[1] ?? '').split(', ').map((code) => (code === '–' ? null : code));
    expect(pairsOf('teacher_teacher_mentor_entry').slice(2)).to.deep.equal(told);
  });

  it('§6.8: those of §6.7 as they turned out, and seven yes or no', () => {
    expect(typesOf('teacher_teacher_mentor_final')).to.equal(
      'S10 S10 S10 S10 S10 S10 S10 S10 S10 TXT S10 TXT TXT FREQ YN YN YN YN YN YN YN',
    );
    const effects = ['eff_stay5', 'eff_culture', 'eff_groups', 'eff_conflicts', 'eff_works'];
    expect(pairsOf('teacher_teacher_mentor_final').slice(-7)).to.deep.equal([
      'glad',
      'continue',
      ...effects,
    ]);
  });

  it('§6.9: the frames of §6.5–6.8 with the enterprise, without a teacher’s effects', () => {
    const counts = ['mentee_entry', 'mentee_final', 'mentor_entry', 'mentor_final'].map(
      (one) => questionsOf(`employer_student_${one}`).length,
    );
    expect(counts).to.deep.equal([16, 22, 15, 18]);
    const told = METHODOLOGY.slice(METHODOLOGY.indexOf('### 6.9'), METHODOLOGY.indexOf('### 6.10'));
    const listed = [...told.matchAll(/^- (.+\?) \(`(\w+)`\)$/gm)].map((m) => [m[1], m[2]]);
    const own = questionsOf('employer_student_mentee_final').slice(-5);
    expect(own.map(({ text, pair }) => [text.ru, pair])).to.deep.equal(listed);
    for (const one of ['mentee_entry', 'mentee_final', 'mentor_entry', 'mentor_final']) {
      const events = questionsOf(`employer_student_${one}`).find((q) => q.code === 'org_events');
      expect(events?.text.ru).to.contain('предприятием');
    }
  });

  it('§6.10: §6.1–6.4 and two questions more', () => {
    for (const one of ['mentee_entry', 'mentor_entry', 'mentor_final'])
      expect(asRows(questionsOf(`teacher_student_${one}`))).to.deep.equal(
        asRows(questionsOf(`student_student_${one}`)),
      );
    const final = questionsOf('teacher_student_mentee_final');
    expect(final.slice(0, 21).map((q) => q.text)).to.deep.equal(
      questionsOf('student_student_mentee_final').map((q) => q.text),
    );
    expect(final.slice(21).map((q) => q.code)).to.deep.equal(['debts_closed', 'stay_in_field']);
  });

  it('§6.11: four questions about people, and how many a mentor takes', () => {
    expect(typesOf('group_meeting_mentee')).to.equal('ranking ranking ranking ranking');
    expect(typesOf('group_meeting_mentor')).to.equal('ranking ranking ranking ranking number');
    for (const side of ['mentee', 'mentor']) {
      const secret = questionsOf(`group_meeting_${side}`).filter((q) => q.confidential);
      expect(secret.map((q) => q.code)).to.deep.equal(['unwanted']);
    }
  });

  it('are there for each form, both sides and both waves, and once each', () => {
    for (const form of FORMS) {
      for (const role of ['mentee', 'mentor']) {
        for (const stage of ['entry', 'group_meeting', 'final']) {
          const found = TEMPLATES.filter(
            (one) => one.forms.includes(form) && one.role === role && one.stage === stage,
          );
          expect(found, `${form} ${role} ${stage}`).to.have.length(1);
        }
      }
    }
    expect(new Set(TEMPLATES.map(({ code }) => code)).size).to.equal(TEMPLATES.length);
  });

  it('link both waves by pair codes of one type, as many as the methodology has', () => {
    const linked: Record<string, number> = {};
    for (const entry of TEMPLATES.filter(({ stage }) => stage === 'entry')) {
      const final = questionsOf(entry.code.replace('entry', 'final'));
      const both = entry.definition.questions.flatMap((before) => {
        const after = final.find(({ pair }) => pair !== null && pair === before.pair);
        return after ? [{ before, after }] : [];
      });
      for (const { before, after } of both) {
        expect(after.type, `${entry.code} ${before.code}`).to.equal(before.type);
        expect(after.code).to.equal(before.code);
      }
      linked[entry.code] = both.length;
    }
    expect(linked).to.deep.equal({
      student_student_mentee_entry: 10,
      student_student_mentor_entry: 10,
      teacher_student_mentee_entry: 10,
      teacher_student_mentor_entry: 10,
      teacher_teacher_mentee_entry: 13,
      teacher_teacher_mentor_entry: 12,
      employer_student_mentee_entry: 13,
      employer_student_mentor_entry: 12,
    });
  });

  for (const template of TEMPLATES) {
    it(`${template.code}: sound by the rules, with mark and source at each question`, () => {
      expect(definitionProblems(template.definition)).to.deep.equal([]);
      expect(definition.parse(template.definition)).to.deep.equal(template.definition);
      for (const question of template.definition.questions) {
        expect(question.mark).to.be.oneOf(['П+', 'П~', 'Р']);
        const source = question.section === 'matching' ? /^Р$/ : /^methodology §(6\.\d+|3)$/;
        expect(question.source).to.match(source);
      }
    });
  }

  it('ask before the programme, in a last section, what people are matched by; nobody must answer', () => {
    for (const { code, role, stage, forms, definition: asked } of TEMPLATES) {
      const own = asked.questions.filter(({ section }) => section === 'matching');
      if (stage !== 'entry') {
        expect(own, code).to.deep.equal([]);
        continue;
      }
      const first = role === 'mentee' ? MATCH_QUESTIONS.requests : MATCH_QUESTIONS.competences;
      const { interests, times, formats, languages, gender } = MATCH_QUESTIONS;
      const codes = [first, interests, times, formats, languages, gender];
      expect(
        own.map((one) => one.code),
        code,
      ).to.deep.equal(codes);
      expect(asked.questions.slice(-codes.length)).to.deep.equal(own);
      expect(own.some(({ required }) => required)).to.equal(false);
      const offered = own.map(({ options }) => options.map((one) => one.code));
      const topics = forms.includes('teacher_teacher') ? TOPICS : TOPICS.slice(0, 9);
      expect(offered.slice(0, 5)).to.deep.equal([
        [...topics],
        [...MATCH_INTERESTS],
        [...MATCH_TIMES],
        [...MATCH_FORMATS],
        [...MATCH_LANGUAGES],
      ]);
      expect(offered[5]).to.have.members([...MATCH_GENDERS]);
    }
  });

  it('«Если да, то где?» is shown to those who said yes', () => {
    const asked = TEMPLATES.flatMap(({ definition: { questions } }) => questions).filter(
      ({ code }) => code === 'met_where',
    );
    expect(asked).to.have.length(8);
    for (const { shownIf } of asked)
      expect(shownIf).to.deep.equal({ question: 'met_before', is: [true] });
  });
});
