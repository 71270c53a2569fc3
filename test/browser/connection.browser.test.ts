import { expect } from 'chai';
import { axeViolations, overflowOf } from '../support/axe.js';
import { inOneShape } from '../support/browser.js';
import { until } from '../support/program.js';

inOneShape('the connection with the LMS', (world) => {
  it('is tried from the settings, and what was found fits every width and meets WCAG 2.2 AA', async () => {
    const visitor = await world().person('coordinator', { bypassCSP: true });
    await visitor.launchWindow();
    await visitor.open('settings');
    await visitor.tool.getByRole('link', { name: 'Связь с LMS' }).click();
    await visitor.tool.getByRole('button', { name: 'Проверить сейчас' }).focus();
    await visitor.page.keyboard.press('Enter');
    await visitor.tool.getByText('Связь проверена.').waitFor();
    // A head and seven lines for each registration of the tool that knows the course.
    const rows = await visitor.tool.getByRole('row').count();
    expect([rows > 0, rows % 8]).to.deep.equal([true, 0]);
    // The launch is in the journal within a second.
    const launches = () => visitor.tool.locator('details.launch').count();
    await until('the launch is shown', async () => {
      await visitor.open('connection');
      return (await launches()) > 0;
    });
    const last = visitor.tool.locator('details.launch summary').first();
    await last.focus();
    await visitor.page.keyboard.press('Enter');
    await visitor.tool.getByText('подпись верна').waitFor();
    for (const width of [320, 360, 885, 1280]) {
      await visitor.page.setViewportSize({ width, height: 740 });
      expect(await overflowOf(visitor.tool), `${width} px`).to.be.at.most(0);
    }
    expect(await axeViolations(visitor.tool)).to.deep.equal([]);
  });
});
