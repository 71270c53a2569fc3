import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate.js';

/** A reverse proxy with TLS, as it stands before the tool in production. */
export interface TlsFront {
  port: number;
  close(): Promise<void>;
}

/** @param targetPort where on this machine the requests go on to */
export async function startTlsFront(
  certificate: Certificate,
  targetPort: number,
): Promise<TlsFront> {
  const server = https.createServer(certificate, (req, res) => {
    const onward = http.request(
      {
        host: '127.0.0.1',
        port: targetPort,
        method: req.method,
        path: req.url,
        headers: { ...req.headers, 'x-forwarded-proto': 'https' },
      },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      },
    );
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
