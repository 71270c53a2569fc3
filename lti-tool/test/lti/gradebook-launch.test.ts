import { expect } from 'chai';
import { useSqlite } from '../support/databases.js';
import { follow, launchOnce, newBrowser } from '../support/launch-browser.js';
import { type LaunchTool, startLaunchTool } from '../support/launch-tool.js';
import { type Claims, startTestPlatform, type TestPlatform } from '../support/test-platform.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const SCORE = 'https://purl.imsglobal.org/spec/lti-ags/scope/score';

describe('the gradebook that a launch brings', () => {
  const openDb = useSqlite();
  let tool: LaunchTool;
  let platform: TestPlatform;

  before(async () => {
    tool = await startLaunchTool(await openDb());
    platform = await startTestPlatform(tool.url);
    await tool.register(platform);
  });
  after(async () => {
    await tool.close();
    await platform.close();
  });

  const lineItems = () => `${platform.issuer}/lineitems?type_id=1`;
  const gradebook = (more: Claims = {}): Claims => ({
    'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': {
      scope: [SCORE],
      lineitems: lineItems(),
      ...more,
    },
  });
  const picking = (): Claims => ({
    [`${CLAIM}/message_type`]: 'LtiDeepLinkingRequest',
    [`${CLAIM}/resource_link`]: undefined,
    'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings': {
      accept_types: ['ltiResourceLink'],
      accept_presentation_document_targets: ['iframe'],
      deep_link_return_url: `${platform.issuer}/deep-linking`,
    },
  });
  const addresses = () => tool.db('lti_contexts').pluck('lineitems_url');

  it('a deep-linking launch brings none and wakes no score; the placed activity brings it', async () => {
    const browser = newBrowser();
    const launched = await launchOnce(browser, tool.url, platform, {
      claims: { ...picking(), ...gradebook() },
    });
    const page = await follow(browser, tool.url, launched);
    const { session } = (await page.json()) as {
      session: { deepLinking: { gradebook?: unknown } };
    };
    expect(session.deepLinking.gradebook, 'for the picker to look into').to.deep.equal({
      contextId: 'course-1',
      lineItemsUrl: lineItems(),
      agsScopes: [SCORE],
    });
    expect(await addresses()).to.deep.equal([null]);
    expect(tool.api.woken).to.deep.equal([]);

    await launchOnce(newBrowser(), tool.url, platform, {
      claims: gradebook({ lineitem: `${platform.issuer}/lineitems/7?type_id=1` }),
    });
    expect(await addresses()).to.deep.equal([lineItems()]);
    expect(tool.api.woken).to.have.length(1);
    expect(await tool.db('lti_line_items').select('url', 'label', 'origin')).to.deep.equal([
      { url: `${platform.issuer}/lineitems/7?type_id=1`, label: 'Наставничество', origin: 'link' },
    ]);
  });

  it('an LMS administrator who places links becomes nobody in the programme', async () => {
    const roles = ['http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator'];
    const claims = { ...picking(), sub: 'administrator', [`${CLAIM}/roles`]: roles };
    const browser = newBrowser();
    const page = await follow(
      browser,
      tool.url,
      await launchOnce(browser, tool.url, platform, { claims }),
    );
    const { session } = (await page.json()) as { session: { role: string } };
    expect(session.role, 'who may place').to.equal('coordinator');
    expect(tool.api.entered.at(-1)?.lmsRole).to.equal('visitor');
    await launchOnce(newBrowser(), tool.url, platform, {
      claims: { sub: 'administrator', [`${CLAIM}/roles`]: roles },
    });
    expect(tool.api.entered.at(-1)?.lmsRole, 'who opens it').to.equal('coordinator');
  });

  it('a later deep-linking launch takes nothing away', async () => {
    await launchOnce(newBrowser(), tool.url, platform, {
      claims: { ...picking(), ...gradebook() },
    });
    expect(await addresses()).to.deep.equal([lineItems()]);
    expect(tool.api.woken).to.have.length(1);
  });
});
