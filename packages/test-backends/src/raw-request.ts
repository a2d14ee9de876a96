import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
  json(): any;
}

/** One connection on which a test writes what it likes. */
export interface RawConnection {
  readonly socket: Socket;
  write(bytes: string | Uint8Array): Promise<void>;
  /** What was answered, when it is whole; rejects when the connection ends before. */
  answer(): Promise<RawAnswer>;
  /** Ends the connection as a client that vanishes does. */
  vanish(): void;
}

export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1' });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  let received = Buffer.alloc(0);
  const answered = Promise.withResolvers<RawAnswer>();
  answered.promise.catch(() => {});
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes]);
    const whole = parseAnswer(received, false);
    if (whole !== null) answered.resolve(whole);
  });
  socket.on('error', (error) => answered.reject(error));
  socket.on('close', () => {
    const whole = parseAnswer(received, true);
    if (whole === null) answered.reject(new Error(`the connection ended after ${received.length} bytes`));
    else answered.resolve(whole);
  });
  return {
    socket,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    answer: () => answered.promise,
    vanish: () => socket.resetAndDestroy(),
  };
}

/** Sends one request and reads its answer. The head is written as given, with `\n` for line ends. */
export async function rawRequest(port: number, head: string, body: string | Uint8Array = ''): Promise<RawAnswer> {
  const connection = await rawConnection(port);
  await connection.write(
    Buffer.concat([Buffer.from(`${head.trim().replaceAll('\n', '\r\n')}\r\n\r\n`), Buffer.from(body)]),
  );
  const answer = await connection.answer();
  connection.socket.destroy();
  return answer;
}

function parseAnswer(bytes: Buffer, ended: boolean): RawAnswer | null {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  if (status === 100) return parseAnswer(bytes.subarray(end + 4), ended);
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const rest = bytes.subarray(end + 4);
  const length = headers['content-length'];
  if (length === undefined ? !ended : rest.length < Number(length)) return null;
  const body = rest.toString('utf8');
  return { status, headers, body, json: () => JSON.parse(body) };
}
