import { expect } from 'chai';
import type { CourseRole } from '../../demo/lms/model.js';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inBothShapes } from '../support/browser.js';
import { COURSE, HOME } from '../support/visitor.js';

const MEMBERS: { key: string; role: CourseRole }[] = [
  { key: 'coordinator', role: 'editingteacher' },
  { key: 'mentee8', role: 'student' },
];

inBothShapes('step 8: a course that was copied for a new year', (world) => {
  const copy = (title: string) => world().stack.lms.copyCourse(COURSE, { title, members: MEMBERS });

  it('begins a new programme with last year’s settings, by the keyboard alone', async () => {
    const course = await copy('Наставничество, новый год');
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch(HOME, course.id);
    expect(tool.url()).to.equal(`${coordinator.base}continue`);
    await tool.getByRole('heading', { name: 'Этот курс – копия прежнего' }).waitFor();
    await tool.getByRole('radio', { name: 'Продолжаем ту же программу' }).focus();
    await coordinator.page.keyboard.press('ArrowDown');
    await coordinator.page.keyboard.press('Tab');
    await coordinator.page.keyboard.press('Enter');
    await tool.getByText('Взяли настройки прежней программы').waitFor();
    expect(tool.url()).to.equal(`${coordinator.base}setup`);
    expect(await tool.getByLabel('Название программы').inputValue()).to.equal(course.title);
    // Answered once: the next launch goes on with the wizard.
    await coordinator.launch(HOME, course.id);
    expect(coordinator.tool.url()).to.equal(`${coordinator.base}setup`);
  });

  it('continues last year’s programme; who waited finds their way', async () => {
    const course = await copy('Наставничество, второй курс');
    const phone = { viewport: { width: 360, height: 740 }, bypassCSP: true };
    const mentee = await world().person('mentee8', phone);
    await mentee.launchWindow(HOME, course.id);
    expect(mentee.tool.url()).to.equal(`${mentee.base}not-ready`);
    const coordinator = await world().person('coordinator', phone);
    const tool = await coordinator.launchWindow(HOME, course.id);
    expect(await axeViolations(tool)).to.deep.equal([]);
    expect(await overflowOf(tool)).to.equal(0);
    coordinator.expectAnswers(/^422 .*\/continue$/);
    await tool.getByRole('button', { name: 'Дальше' }).click();
    await tool.getByRole('alert').getByText('выберите один из двух вариантов').waitFor();
    await tool.getByRole('radio', { name: 'Продолжаем ту же программу' }).check();
    await tool.getByRole('button', { name: 'Дальше' }).click();
    await tool.getByText('Курс присоединён к программе').waitFor();
    expect(tool.url()).to.match(/\/overview$/);
    await mentee.open('my');
    await mentee.tool.getByRole('heading', { name: 'Программа переехала' }).waitFor();
    expect(await axeViolations(mentee.tool)).to.deep.equal([]);
    await mentee.launchWindow(HOME, course.id);
    expect(mentee.tool.url()).not.to.match(/not-ready$/);
  });
});
