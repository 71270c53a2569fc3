import type { Server } from 'node:http';
import type { Express } from 'express';
import type { Logger } from './logger.js';

export interface RunningServer {
  port: number;
  /** Takes no new requests, lets those under way end (10 s at most), then resolves. */
  close(): Promise<void>;
}

const CLOSE_LIMIT_MS = 10_000;

function closer(server: Server): () => Promise<void> {
  return () =>
    new Promise((resolve) => {
      const force = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT_MS);
      server.close(() => {
        clearTimeout(force);
        resolve();
      });
      server.closeIdleConnections();
    });
}

/**
 * Listens on a port. Rejects with one sentence when the port is taken or may not be used.
 * @param port 0: any free one
 */
export function listen(app: Express, port: number, host: string): Promise<RunningServer> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host);
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(portProblem(error, port), { cause: error })),
    );
    server.once('listening', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: closer(server),
      });
    });
  });
}

function portProblem(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is taken by another program: stop it, or choose another port. / Порт ${port} занят другой программой: остановите её или выберите другой порт.`;
  }
  if (error.code === 'EACCES') {
    return `Port ${port} may not be used by this user: choose one above 1024. / Порт ${port} недоступен этому пользователю: выберите номер больше 1024.`;
  }
  return `Port ${port} cannot be used: ${error.message}`;
}

/** Ends cleanly on Ctrl-C and on `docker stop`; a second signal ends at once. */
export function stopOnSignals(logger: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const handler = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
}
