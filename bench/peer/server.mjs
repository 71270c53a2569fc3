// The peer of the launch benchmark: what the documentation of ltijs and ltijs-sequelize shows, with
// a page that says hello. Started by bench/launch.ts in a process of its own.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Provider: lti } = require('ltijs');
const Database = require('ltijs-sequelize');

const { PEER_PORT, PEER_DB, PEER_MYSQL, PLATFORM_URL, CLIENT_ID } = process.env;
const mysql = new URL(PEER_MYSQL);

const db = new Database(
  PEER_DB,
  decodeURIComponent(mysql.username),
  decodeURIComponent(mysql.password),
  {
    host: mysql.hostname,
    port: Number(mysql.port || 3306),
    dialect: 'mysql',
    logging: false,
    pool: { max: 10 },
  },
);
lti.setup(
  'a key of the benchmark, which is not secret',
  { plugin: db },
  { appRoute: '/', loginRoute: '/login', tokenMaxAge: 60 },
);
lti.onConnect((_token, _req, res) => res.send('<!doctype html><title>Hello</title><h1>Hello</h1>'));
await lti.deploy({ port: Number(PEER_PORT), silent: true });
await lti.registerPlatform({
  url: PLATFORM_URL,
  name: 'Bench',
  clientId: CLIENT_ID,
  authenticationEndpoint: `${PLATFORM_URL}/auth`,
  accesstokenEndpoint: `${PLATFORM_URL}/token`,
  authConfig: { method: 'JWK_SET', key: `${PLATFORM_URL}/jwks` },
});
process.on('message', () => process.send?.(process.cpuUsage()));
process.send?.('ready');
process.on('disconnect', () => process.exit(0));
