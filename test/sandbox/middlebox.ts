// What an office may put between a person and a site: a gateway on loopback that holds answers back until they are whole, or tells another time.
import { createServer, request } from 'node:http';

export interface MiddleboxOptions {
  /** Port of this machine that everything is handed on to. */
  readonly targetPort: number;
  /** Gives nothing of an answer on before it has all of it. */
  readonly holdsBack?: boolean;
  /** Added to the time in the `Date` of every answer. */
  readonly dateShiftMs?: number;
  /** Answers every request itself with a page of its own. */
  readonly blocks?: boolean;
}

export interface Middlebox {
  readonly url: string;
  close(): Promise<void>;
}

export async function startMiddlebox(options: MiddleboxOptions): Promise<Middlebox> {
  const { targetPort, holdsBack = false, dateShiftMs = 0, blocks = false } = options;
  const server = createServer((asked, answer) => {
    answer.setHeader('date', new Date(Date.now() + dateShiftMs).toUTCString());
    if (blocks) {
      asked.resume();
      answer.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Blocked by policy</h1>');
      return;
    }
    const onward = request(
      { host: '127.0.0.1', port: targetPort, method: asked.method, path: asked.url, headers: asked.headers },
      (given) => {
        const { date: _, ...headers } = given.headers;
        answer.writeHead(given.statusCode ?? 502, headers);
        if (!holdsBack) return void given.pipe(answer);
        const held: Buffer[] = [];
        given.on('data', (piece: Buffer) => held.push(piece));
        given.on('end', () => answer.end(Buffer.concat(held)));
      },
    );
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
