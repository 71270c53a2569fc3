import { connect, type Socket } from 'node:net';

/** Headers of an answer: small letters; `set-cookie` as many as came. */
export interface AnswerHeaders {
  [name: string]: string | undefined;
}

export interface Answer {
  status: number;
  headers: AnswerHeaders;
  cookies: string[];
  body: string;
}

export interface Ask {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

const HEAD_END = '\r\n\r\n';
/** Servers of Node close what was idle for five seconds; older connections are not used again. */
const IDLE_MS = 4_000;

/** One kept connection; it serves one request at a time. */
interface Line {
  socket: Socket;
  received: Buffer;
  idleSince: number;
  waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null;
}

/** Idle connections by host, as a browser or a proxy keeps them. */
const idle = new Map<string, Line[]>();

function headOf(text: string): Omit<Answer, 'body'> {
  const [first = '', ...lines] = text.split('\r\n');
  const answer = { status: Number(first.split(' ')[1]), headers: {} as AnswerHeaders };
  const cookies: string[] = [];
  for (const line of lines) {
    const at = line.indexOf(':');
    const [name, value] = [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    if (name === 'set-cookie') cookies.push(value);
    else answer.headers[name] = value;
  }
  return { ...answer, cookies };
}

/** The whole answer, once all of it is there. Throws when its length is not said. */
function answerIn(received: Buffer): Answer | null {
  const at = received.indexOf(HEAD_END);
  if (at < 0) return null;
  const head = headOf(received.toString('latin1', 0, at));
  const length = Number(head.headers['content-length']);
  if (!Number.isInteger(length))
    throw new Error(`no length: ${received.toString('latin1', 0, at)}`);
  const begin = at + HEAD_END.length;
  if (received.length < begin + length) return null;
  return { ...head, body: received.toString('utf8', begin, begin + length) };
}

function openLine(host: string): Line {
  const { hostname, port } = new URL(`http://${host}`);
  const socket = connect({ host: hostname, port: Number(port || 80), noDelay: true });
  const line: Line = { socket, received: Buffer.alloc(0), idleSince: 0, waiting: null };
  const fail = (error: Error) => {
    const others = idle.get(host)?.filter((one) => one !== line) ?? [];
    idle.set(host, others);
    line.waiting?.reject(error);
    line.waiting = null;
  };
  socket.on('data', (part) => {
    line.received = line.received.length === 0 ? part : Buffer.concat([line.received, part]);
    try {
      const answer = answerIn(line.received);
      if (answer === null) return;
      const { waiting } = line;
      line.received = Buffer.alloc(0);
      line.waiting = null;
      line.idleSince = performance.now();
      if (answer.headers['connection']?.toLowerCase() === 'close') socket.end();
      else idle.get(host)?.push(line);
      waiting?.resolve(answer);
    } catch (error) {
      socket.destroy(error as Error);
    }
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error(`${host} closed the connection`)));
  return line;
}

function lineTo(host: string): Line {
  const lines = idle.get(host) ?? [];
  idle.set(host, lines);
  const line = lines.pop();
  if (line === undefined) return openLine(host);
  if (performance.now() - line.idleSince < IDLE_MS) return line;
  // The last one that came is the freshest: the others are older.
  for (const old of [line, ...lines.splice(0)]) old.socket.destroy();
  return openLine(host);
}

/**
 * A request over a kept connection. Not `node:http`: what measures shares the machine with what is
 * measured, and should cost as little beside it as can be.
 */
export function ask(url: string, options: Ask = {}): Promise<Answer> {
  const [, host = '', path = '/'] = /^http:\/\/([^/?]+)(.*)$/.exec(url) ?? [];
  const { method = 'GET', body = '' } = options;
  const headers = Object.entries({
    host,
    accept: 'text/html',
    ...(options.body === undefined
      ? {}
      : {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': String(Buffer.byteLength(body)),
        }),
    ...options.headers,
  });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const line = lineTo(host);
  return new Promise((resolve, reject) => {
    line.waiting = { resolve, reject };
    line.socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n${body}`);
  });
}

/** The cookies of one browser. */
export class Cookies {
  private readonly values = new Map<string, string>();

  take(answer: Answer): void {
    for (const line of answer.cookies) {
      const [pair] = line.split(';');
      const at = (pair ?? '').indexOf('=');
      const name = (pair ?? '').slice(0, at);
      const value = (pair ?? '').slice(at + 1);
      if (value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line))
        this.values.delete(name);
      else this.values.set(name, value);
    }
  }

  header(): Record<string, string> {
    if (this.values.size === 0) return {};
    return { cookie: [...this.values].map(([k, v]) => `${k}=${v}`).join('; ') };
  }
}
