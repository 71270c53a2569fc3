import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** Listens, or rejects with words when the port is taken. Port 0 takes a free one. */
export async function listen(
  port: number,
  host: string,
): Promise<{ server: Server; port: number }> {
  const server = createServer();
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(
      `The demo LMS cannot start: port ${port} of ${host} is taken by another program. / Демонстрационная LMS не запустилась: порт ${port} на ${host} занят другой программой.`,
      { cause: error },
    );
  }
  return { server, port: (server.address() as AddressInfo).port };
}

export function serve(server: Server, app: Express): void {
  server.on('request', app);
}

export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
