import { expect } from 'chai';
import { createForm, fieldList, fieldOrNull, fieldText, postedValues } from '../../web/forms.js';
import { createI18n } from '../../web/i18n.js';

const t = createI18n().translator('ru');

describe('forms', () => {
  it('reads single and repeated fields of a posted body', () => {
    const body = { one: 'a', many: ['a', 'b'], empty: '', odd: { x: 1 } };
    expect(fieldText(body, 'one')).to.equal('a');
    expect(fieldText(body, 'many')).to.equal('b');
    expect(fieldText(body, 'none')).to.equal('');
    expect(fieldText(body, 'odd')).to.equal('');
    expect(fieldText(undefined, 'one')).to.equal('');
    expect(fieldList(body, 'many')).to.deep.equal(['a', 'b']);
    expect(fieldList(body, 'one')).to.deep.equal(['a']);
    expect(fieldList(body, 'empty')).to.deep.equal([]);
    expect(fieldOrNull(body, 'empty')).to.equal(null);
  });

  it('keeps what was typed, without the token', () => {
    expect(postedValues({ _csrf: 'x', _draft: 'y', a: '1', b: ['2', '3'] })).to.deep.equal({
      a: '1',
      b: ['2', '3'],
    });
  });

  it('ties problems to their fields, with the nearest field for a path below one', () => {
    const form = createForm(
      t,
      { minutes: '3' },
      {
        labels: { minutes: 'Длительность', mentorIds: 'Наставники', 'weights.meetings': 'Встречи' },
        problems: [
          { path: 'minutes', code: 'meeting.minutes' },
          { path: 'mentorIds.0', code: 'pair.twice' },
          { path: 'mentorIds.1', code: 'pair.twice' },
          { path: 'weights.meetings', code: 'number.format' },
          { path: 'elsewhere', code: 'no.such.code' },
        ],
      },
    );
    expect(Object.keys(form.errors)).to.deep.equal(['minutes', 'mentorIds', 'weights.meetings']);
    expect(form.summary.map((problem) => problem.field)).to.deep.equal([
      'minutes',
      'mentorIds',
      'weights.meetings',
      '',
    ]);
    expect(form.summary.at(-1)?.message).to.equal(t('errors.other'));
    expect(form.value('minutes')).to.equal('3');
  });

  it('writes dates in problems as people read them', () => {
    const form = createForm(
      t,
      {},
      {
        labels: { startsOn: 'Начало' },
        problems: [
          {
            path: 'startsOn',
            code: 'pair.outsideYear',
            params: { from: '2025-09-01', to: '2026-06-30' },
          },
        ],
        date: (iso) => `<${iso}>`,
      },
    );
    expect(form.errors['startsOn']).to.equal('Дата должна быть между <2025-09-01> и <2026-06-30>');
  });

  it('knows which options are chosen', () => {
    const form = createForm(t, { roles: ['mentor', 'curator'], form: 'student_student' });
    expect(form.has('roles', 'curator')).to.equal(true);
    expect(form.has('roles', 'mentee')).to.equal(false);
    expect(form.has('form', 'student_student')).to.equal(true);
  });
});
