import { expect } from 'chai';
import { decodeProtectedHeader } from 'jose';
import type { Role } from '../../../service/api/index.js';
import { LONGEST_TOKEN_S } from '../../lti/keys.js';
import { launchColumns } from '../../lti/launch-column.js';
import { PROGRESS_COLUMN } from '../../lti/progress-column.js';
import type { DeepLinkingRequest, Session } from '../../lti/session-types.js';
import { portOfTests } from '../support/ports.js';
import { type Fields, type PickerWorld, PUBLIC_URL, startPicker } from './picker-world.js';
import { COURSE, eachDatabase, type World } from './support.js';

const PORTS = {
  lms: await portOfTests(),
  tool: await portOfTests(),
  pages: await portOfTests(),
};
const LTI = 'https://purl.imsglobal.org/spec/lti/claim';
const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim';

describe('deep linking', () => {
  eachDatabase((db) => {
    let picker: PickerWorld;
    let world: World;
    let session: Session;

    beforeEach(async () => {
      picker = await startPicker(db(), PORTS);
      ({ world, session } = picker);
    });
    afterEach(() => picker.close());

    const address = () => picker.address();
    const show = () => picker.show();
    const answerOf = (fields: Fields) => picker.answerOf(fields);
    const sendToLms = (jwt: string) => picker.sendToLms(jwt);

    it('the answer has everything that Deep Linking wants, and the LMS takes it', async () => {
      (session.deepLinking as DeepLinkingRequest).data = 'opaque=1&2';
      const { html, jwt, claims, response } = await answerOf([
        ['pages', 'my'],
        ['pages', 'progress'],
        ['column', 'yes'],
        ['scoreMaximum', '50'],
        ['answer', 'place'],
      ]);
      expect(html)
        .to.include('data-auto-submit')
        .and.to.include('js/auto-submit.js')
        .and.to.include('<button');
      expect(response.headers.get('content-security-policy')).to.match(
        new RegExp(`form-action 'self' ${world.lms.url} `),
      );
      expect(decodeProtectedHeader(jwt)).to.include({ alg: 'RS256', kid: world.platform.kid });
      expect(claims).to.include({
        iss: world.platform.clientId,
        aud: world.platform.issuer,
        [`${LTI}/message_type`]: 'LtiDeepLinkingResponse',
        [`${LTI}/version`]: '1.3.0',
        [`${LTI}/deployment_id`]: '1',
        [`${DL}/data`]: 'opaque=1&2',
      });
      expect(claims['nonce']).to.be.a('string');
      expect(Number(claims['exp']) - Number(claims['iat'])).to.be.within(1, LONGEST_TOKEN_S);
      const items = claims[`${DL}/content_items`] as Record<string, unknown>[];
      expect(items).to.have.length(2);
      expect(items[0]).to.deep.include({
        type: 'ltiResourceLink',
        title: 'Моё наставничество',
        url: `${PUBLIC_URL}/lti/launch?page=my`,
        custom: { page: 'my', context_id_history: '$Context.id.history' },
      });
      expect(items[0]).not.to.have.property('lineItem');
      expect(items[1]?.['lineItem']).to.deep.equal({
        scoreMaximum: 50,
        label: PROGRESS_COLUMN.label,
        resourceId: PROGRESS_COLUMN.resourceId,
        tag: PROGRESS_COLUMN.tag,
      });
      expect((await sendToLms(jwt)).status).to.equal(200);
      expect(world.lms.state.activities.map((a) => a.title)).to.deep.equal([
        'Моё наставничество',
        'Прогресс наставничества',
      ]);
      expect(world.lms.state.lineItems).to.have.length(1);
    });

    const progressWithColumn: Fields = [
      ['pages', 'progress'],
      ['column', 'yes'],
      ['scoreMaximum', '100'],
      ['answer', 'place'],
    ];
    const itemsOf = (claims: Record<string, unknown>) =>
      claims[`${DL}/content_items`] as Record<string, unknown>[];
    const COLUMN_BOX = /name="column" value="yes"/;

    it('offers a column only where the course has none, and makes none itself', async () => {
      expect(await show()).to.match(/name="column" value="yes" checked/);
      expect(world.lms.state.lineItems).to.have.length(0);
      const first = await answerOf(progressWithColumn);
      await sendToLms(first.jwt);
      picker.openAgain();
      // Nobody has opened the activity yet: only the LMS knows of its column.
      const again = await show();
      expect(again).not.to.match(COLUMN_BOX);
      expect(again).to.include('уже есть колонка «Прогресс наставничества»');
      const second = await answerOf(progressWithColumn);
      expect(itemsOf(second.claims)[0]).not.to.have.property('lineItem');
      await sendToLms(second.jwt);
      expect(world.lms.state.lineItems).to.have.length(1);
    });

    it('knows the column of an activity that was graded by hand, until it is deleted', async () => {
      const { activity, lineItem } = await world.lms.placeActivity(COURSE, {
        title: 'Моё',
        gradable: true,
      });
      await launchColumns(db(), world.clock).adopt(
        {
          platformId: world.platform.platformId,
          deploymentId: '1',
          contextId: String(COURSE),
          page: 'my',
          lineItemUrl: `${world.lms.url}/mod/lti/services.php/${COURSE}/lineitems/${lineItem?.id}/lineitem?type_id=1`,
          title: 'Моё',
        },
        async () => undefined,
      );
      expect(await show()).to.include('колонка «Моё»');
      await world.lms.removeActivity(activity.cmid);
      expect(await show()).to.match(COLUMN_BOX);
    });

    it('an LMS that does not say: the column is offered, not ticked beforehand', async () => {
      await world.lms.setGradeService(false);
      const html = await show();
      expect(html).to.match(COLUMN_BOX);
      expect(html).not.to.match(/name="column" value="yes" checked/);
    });

    it('cancel: no items, a message, nothing placed', async () => {
      const { jwt, claims } = await answerOf([['answer', 'cancel']]);
      expect(claims[`${DL}/content_items`]).to.deep.equal([]);
      expect(claims[`${DL}/msg`]).to.equal('Ничего не добавлено.');
      expect(claims).not.to.have.property(`${DL}/data`);
      expect((await sendToLms(jwt)).status).to.equal(200);
      expect(world.lms.state.activities).to.have.length(0);
    });

    it('an LMS that takes no links gets an error under its right name', async () => {
      (session.deepLinking as DeepLinkingRequest).acceptTypes = ['file'];
      expect(await show()).to.include('Вернуться в курс');
      const { jwt, claims } = await answerOf([['answer', 'error']]);
      expect(claims[`${DL}/errormsg`]).to.be.a('string');
      expect(Object.keys(claims).filter((name) => name.endsWith(' '))).to.deep.equal([]);
      expect((await sendToLms(jwt)).status).to.equal(200);
    });

    for (const role of ['mentee', 'visitor', 'observer', 'parent'] as Role[]) {
      it(`a ${role} places nothing`, async () => {
        session.role = role;
        expect((await fetch(address())).status).to.equal(403);
        const { claims } = await answerOf([
          ['pages', 'my'],
          ['answer', 'place'],
        ]);
        expect(claims[`${DL}/content_items`]).to.deep.equal([]);
        expect(claims[`${DL}/errormsg`]).to.be.a('string');
      });
    }

    it('one at a time where the LMS takes one', async () => {
      (session.deepLinking as DeepLinkingRequest).acceptMultiple = false;
      expect(await show()).to.include('type="radio"');
      const { claims } = await answerOf([
        ['pages', 'my'],
        ['pages', 'pairs'],
        ['answer', 'place'],
      ]);
      expect(claims[`${DL}/content_items`]).to.have.length(1);
    });

    it('nothing ticked, wrong points: the form again with the word at the field', async () => {
      const nothing = await answerOf([['answer', 'place']]);
      expect(nothing.response.status).to.equal(422);
      expect(nothing.html).to.include('отметьте хотя бы одну страницу');
      for (const points of ['0', '-1', 'abc', '', '1001', 'Infinity']) {
        const wrong = await answerOf([
          ['pages', 'progress'],
          ['column', 'yes'],
          ['scoreMaximum', points],
          ['answer', 'place'],
        ]);
        expect(wrong.response.status, points).to.equal(422);
      }
    });

    it('a session of an ordinary launch has no picker', async () => {
      session.deepLinking = null;
      expect((await fetch(address())).status).to.be.at.least(400);
    });

    it('no text of the LMS gets into the page unescaped, nothing inline', async () => {
      (session.deepLinking as DeepLinkingRequest).returnUrl =
        `${world.lms.url}/x?a="><script>1</script>`;
      const { html } = await answerOf([['answer', 'cancel']]);
      expect(html).not.to.include('"><script>1');
      picker.openAgain();
      expect(await show()).not.to.match(/<script(?![^>]*src=)|\son\w+=|<style/);
    });
  });
});
