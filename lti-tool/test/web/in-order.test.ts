import { expect } from 'chai';
import express, { type RequestHandler } from 'express';
import { inOrder } from '../../web/in-order.js';

/** What the handlers did, and how the request ended. */
async function passed(...handlers: RequestHandler[]): Promise<string> {
  const app = express();
  app.set('env', 'test');
  app.use('/app/:sid', inOrder(...handlers));
  app.use((_req, res) => void res.send('beyond'));
  const failed: express.ErrorRequestHandler = (error, _req, res, _next) =>
    void res.status(500).send(`error: ${(error as Error).message}`);
  app.use(failed);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    const { port } = server.address() as { port: number };
    return await (await fetch(`http://127.0.0.1:${port}/app/s1/my`)).text();
  } finally {
    server.close();
  }
}

describe('handlers in order', () => {
  const pass: RequestHandler = (_req, _res, next) => next();
  const passLater: RequestHandler = async (_req, _res, next) => {
    await new Promise((resolve) => setImmediate(resolve));
    next();
  };
  const answer: RequestHandler = (req, res) => void res.send(`${req.params['sid']} ${req.path}`);
  const broken: RequestHandler = () => {
    throw new Error('broken');
  };
  const rejected: RequestHandler = async () => {
    throw new Error('rejected');
  };
  const refuse: RequestHandler = (_req, _res, next) => next(new Error('refused'));

  const cases: [string, RequestHandler[], string][] = [
    ['each goes on to the next', [pass, passLater, answer], 's1 /my'],
    ['the first that answers is the last', [answer, broken], 's1 /my'],
    ['who is left over goes on behind them', [pass, passLater], 'beyond'],
    ['nobody at all', [], 'beyond'],
    ['what is thrown', [pass, broken, answer], 'error: broken'],
    ['what is thrown after a wait', [passLater, broken, answer], 'error: broken'],
    ['what is rejected', [pass, rejected, answer], 'error: rejected'],
    ['what is rejected after a wait', [passLater, rejected, answer], 'error: rejected'],
    ['an error handed on', [passLater, refuse, answer], 'error: refused'],
  ];
  for (const [name, handlers, ended] of cases) {
    it(`${name}: ${ended}`, async () => {
      expect(await passed(...handlers)).to.equal(ended);
    });
  }
});
