import net from 'node:net';

/** Below the ports that the system gives to outgoing connections: nothing comes in between later. */
const [FIRST, LAST] = [20_000, 29_999];

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A port of this machine that is free now, for a server that the tests of a file start anew each time. */
export async function portOfTests(): Promise<number> {
  let port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
  while (!(await isFree(port))) port = port >= LAST ? FIRST : port + 1;
  return port;
}
