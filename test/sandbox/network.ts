// What may stand between the extension and a site, on loopback: an HTTP proxy that can fail in several ways, and TLS.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from './certificate.ts';

/**
 * What a proxy does with a CONNECT: opens the tunnel, answers with a status of its own, says nothing at all, hangs up, or
 * opens the tunnel and breaks it once it has carried this many bytes of the answer.
 */
export type ProxyMood =
  | 'works'
  | 'silent'
  | 'hangs up'
  | { readonly status: number }
  | { readonly dieAfterBytes: number };

/** A listener on a free port of loopback that ends with everything it has open. */
class Listener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return address.port;
  }

  dropAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.dropAll();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** An HTTP proxy that tunnels every host to one port of this machine, so that no test needs a network. */
export class TestProxy {
  mood: ProxyMood = 'works';
  /** The hosts that were asked for, with their ports. */
  readonly asked: string[] = [];
  /** The port of this machine that every tunnel leads to. */
  target = 0;
  readonly #listener: Listener;

  private constructor() {
    this.#listener = new Listener(createServer((socket) => this.#serve(socket)));
  }

  static async start(): Promise<TestProxy> {
    const proxy = new TestProxy();
    await proxy.#listener.listen();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.port}`;
  }

  /** Another mood, felt by the next request: tunnels that stand are closed. */
  become(mood: ProxyMood): void {
    this.mood = mood;
    this.#listener.dropAll();
  }

  close(): Promise<void> {
    return this.#listener.close();
  }

  #serve(socket: Socket): void {
    let head = '';
    const read = (data: Buffer): void => {
      head += data.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', read);
      this.asked.push(/^CONNECT (\S+)/.exec(head)?.[1] ?? '');
      this.#answer(socket);
    };
    socket.on('data', read);
  }

  #answer(socket: Socket): void {
    const { mood } = this;
    if (mood === 'silent') return;
    if (mood === 'hangs up') return void socket.destroy();
    if (typeof mood === 'object' && 'status' in mood) {
      const challenge = mood.status === 407 ? 'TestProxy-Authenticate: Basic realm="office"\r\n' : '';
      return void socket.end(`HTTP/1.1 ${mood.status} No\r\n${challenge}Content-Length: 0\r\n\r\n`);
    }
    const onward = connect(this.target, '127.0.0.1');
    onward.on('error', () => socket.destroy());
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(onward);
    if (mood === 'works') return void onward.pipe(socket);
    let left = mood.dieAfterBytes;
    onward.on('data', (data: Buffer) => {
      if (left <= 0) return;
      left -= data.length;
      if (left > 0) socket.write(data);
      else socket.write(data.subarray(0, data.length + left), () => socket.destroy());
    });
  }
}

/** TLS in front of a plain server of this machine. */
export async function startTls(
  certificate: Certificate,
  targetPort: number,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  return new Listener(
    createTlsServer({ ...certificate, ALPNProtocols: ['http/1.1'] }, (socket) => {
      const onward = connect(targetPort, '127.0.0.1');
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
      socket.on('close', () => onward.destroy());
      onward.on('close', () => socket.destroy());
      socket.pipe(onward).pipe(socket);
    }),
  ).listen();
}
