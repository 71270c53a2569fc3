import { SMTPServer } from 'smtp-server';

/** A message as the fake mail server took it, decoded. */
export interface Received {
  from: string;
  to: string[];
  subject: string;
  text: string;
  /** The message as it came over the wire. */
  raw: string;
}

/** A mail server on this machine that delivers nothing. */
export interface FakeSmtp {
  url: string;
  inbox: Received[];
  /** How the next recipients are answered, a status each; when none is left, they are taken. */
  refusals: number[];
  /** Connections so far. */
  readonly connections: number;
  close(): Promise<void>;
}

function decodedBody(raw: string): string {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/^content-transfer-encoding: base64/im.test(head))
    return Buffer.from(body, 'base64').toString('utf8');
  if (!/^content-transfer-encoding: quoted-printable/im.test(head)) return body;
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

const decodedWord = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?(b|q)\?([^?]*)\?=/gi, (_all, way: string, word: string) =>
      way.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : Buffer.from(
            word
              .replace(/_/g, ' ')
              .replace(/=([0-9A-F]{2})/g, (_x, hex: string) =>
                String.fromCharCode(Number.parseInt(hex, 16)),
              ),
            'latin1',
          ).toString('utf8'),
    );

function subjectOf(raw: string): string {
  const line = /^Subject: ((?:.*)(?:\r\n[ \t].*)*)/m.exec(raw)?.[1] ?? '';
  return decodedWord(line.replace(/\r\n[ \t]/g, ' '));
}

/** Starts a mail server on a free port of the loopback, by real TCP. */
export async function startFakeSmtp(): Promise<FakeSmtp> {
  const inbox: Received[] = [];
  const refusals: number[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onConnect(_session, callback) {
      connections += 1;
      callback();
    },
    onRcptTo(_address, _session, callback) {
      const status = refusals.shift();
      if (status === undefined) return callback();
      callback(Object.assign(new Error('not now'), { responseCode: status }));
    },
    onData(stream, session, callback) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const raw = Buffer.concat(parts).toString('utf8');
        const { mailFrom, rcptTo } = session.envelope;
        inbox.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          subject: subjectOf(raw),
          text: decodedBody(raw).replace(/\r\n/g, '\n'),
          raw,
        });
        callback();
      });
    },
  });
  const listening = await new Promise<ReturnType<SMTPServer['listen']>>((resolve) => {
    const started = server.listen(0, '127.0.0.1', () => resolve(started));
  });
  const address = listening.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    inbox,
    refusals,
    get connections() {
      return connections;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
