// A gateway between the extension and a sandbox that can be told to send every caller elsewhere.
import { once } from 'node:events';
import { createServer, request } from 'node:http';

export class Gateway {
  /** Where every request is sent by a 307; null: it is passed on to the sandbox. */
  redirectTo: string | null = null;
  /** Requests that were answered with the redirect. */
  redirected = 0;
  readonly port: number;
  readonly #server: ReturnType<typeof createServer>;

  private constructor(server: ReturnType<typeof createServer>, port: number) {
    this.#server = server;
    this.port = port;
    server.on('request', (incoming, outgoing) => {
      if (this.redirectTo === null) return;
      this.redirected++;
      incoming.resume();
      outgoing.writeHead(307, { location: `${this.redirectTo}${incoming.url}` }).end();
    });
  }

  /** Listens on a free port of loopback, before the server on `targetPort`. */
  static async start(targetPort: number): Promise<Gateway> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port is free.');
    const gateway = new Gateway(server, address.port);
    server.on('request', (incoming, outgoing) => {
      if (gateway.redirectTo !== null) return;
      const { method, url: path, headers } = incoming;
      const inner = request({ host: '127.0.0.1', port: targetPort, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(outgoing);
      });
      inner.on('error', () => outgoing.destroy());
      incoming.pipe(inner);
    });
    return gateway;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
