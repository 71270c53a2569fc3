import { expect } from 'chai';
import express, { type Express, Router } from 'express';
import { bySegment } from '../../web/by-segment.js';

/** A router that says its name and what it saw of the parameters. */
function saying(name: string, ...paths: string[]): Router {
  const router = Router({ mergeParams: true });
  for (const path of paths) router.get(path, (req, res) => res.json({ name, ...req.params }));
  return router;
}

async function ask(app: Express, path: string): Promise<unknown> {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    const { port } = server.address() as { port: number };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return answer.ok ? await answer.json() : answer.status;
  } finally {
    server.close();
  }
}

describe('routers by the first segment', () => {
  const tried: string[] = [];
  const watched = (name: string, router: Router): Router =>
    new Proxy(router, {
      apply(target, self, args) {
        tried.push(name);
        return Reflect.apply(target, self, args);
      },
    });
  const nested = Router({ mergeParams: true });
  nested.use(saying('pairs', '/pairs/:pairId', '/pairs.xlsx'));
  const anywhere = Router({ mergeParams: true });
  anywhere.use((req, res, next) => {
    if (req.path === '/odd') return res.json({ name: 'anywhere' });
    next();
  });
  const broken = Router();
  broken.get('/broken', () => {
    throw new Error('broken');
  });
  const app = express();
  app.set('env', 'test');
  const pages = Router({ mergeParams: true });
  pages.use(
    bySegment([
      watched('home', saying('home', '/', '/my', '/my/plan')),
      watched('first', saying('first', '/meetings', '/meetings/:id/edit')),
      watched('nested', nested),
      watched('second', saying('second', '/meetings/:id')),
      anywhere,
      broken,
    ]),
  );
  app.use('/app/:sid', pages);
  beforeEach(() => {
    tried.length = 0;
  });

  const cases: [string, unknown, string[]][] = [
    ['/app/s1/', { name: 'home', sid: 's1' }, ['home']],
    ['/app/s1/my', { name: 'home', sid: 's1' }, ['home']],
    ['/app/s1/My/plan/', { name: 'home', sid: 's1' }, ['home']],
    ['/app/s1/my/other', 404, []],
    ['/app/s1/meetings', { name: 'first', sid: 's1' }, ['first']],
    ['/app/s1/Meetings', { name: 'first', sid: 's1' }, ['first']],
    ['/app/s1/meetings?page=2', { name: 'first', sid: 's1' }, ['first']],
    ['/app/s1/meetings/7', { name: 'second', sid: 's1', id: '7' }, ['first', 'second']],
    ['/app/s1/pairs/7', { name: 'pairs', sid: 's1', pairId: '7' }, ['nested']],
    ['/app/s1/pairs.xlsx', { name: 'pairs', sid: 's1' }, ['nested']],
    ['/app/s1/odd', { name: 'anywhere' }, []],
    ['/app/s1/nothing', 404, []],
    ['/app/s1/meetings/7/nothing', 404, ['first', 'second']],
    ['/app/s1/broken', 500, []],
  ];
  for (const [path, answer, routers] of cases) {
    it(`${path} goes to ${routers.join(', then ') || 'what may answer to anything'}`, async () => {
      expect(await ask(app, path)).to.deep.equal(answer);
      expect(tried).to.deep.equal(routers);
    });
  }
});
