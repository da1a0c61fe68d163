// Stands before the VS Code server for a browser that nobody steers: answers the one request that the bare server does
// not, and passes everything else on. Without `mint-key` the browser forgets secrets at every reload.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface FrontDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on a free loopback port for the server at `serverPort`. */
export async function openFrontDoor(serverPort: number): Promise<FrontDoor> {
  const secretKey = randomBytes(32);
  const tunnels = new Set<Duplex>();
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'POST' && incoming.url?.endsWith('/mint-key')) {
      outgoing.writeHead(200, { 'content-type': 'application/octet-stream' }).end(secretKey);
      return;
    }
    const { method, url: path, headers } = incoming;
    const inner = request({ host: '127.0.0.1', port: serverPort, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    inner.on('error', () => outgoing.destroy());
    incoming.pipe(inner);
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const inner = connect(serverPort, '127.0.0.1', () => {
      const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
      for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2)
        lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
      inner.write(`${lines.join('\r\n')}\r\n\r\n`);
      inner.write(head);
      inner.pipe(socket).pipe(inner);
    });
    for (const end of [inner, socket]) {
      tunnels.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        tunnels.delete(end);
        inner.destroy();
        socket.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return {
    port: address.port,
    close: async () => {
      for (const end of tunnels) end.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
