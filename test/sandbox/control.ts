// The sandbox's own endpoints, which the platform does not have: books, requests seen, open sockets, faults, reset.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FAULTS, parseLaidFault } from './faults.ts';
import { parseJson } from './json.ts';
import type { World } from './world.ts';

export function control(
  world: World,
  open: () => object,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
  body: string,
): void {
  const send = (status: number, value: unknown): void => {
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(value));
  };
  switch (`${req.method} ${url.pathname}`) {
    case 'GET /sandbox/bill':
      send(200, world.books.bill());
      return;
    case 'GET /sandbox/requests':
      send(200, world.requests());
      return;
    case 'GET /sandbox/open':
      send(200, open());
      return;
    case 'GET /sandbox/faults':
      send(200, FAULTS);
      return;
    case 'POST /sandbox/reset':
      world.reset();
      send(200, {});
      return;
    case 'POST /sandbox/fault': {
      const fault = parseLaidFault(parseJson(body));
      if (fault === undefined) {
        send(400, { error: 'expected {"fault", "times"?, "kind"?, "model"?}' });
        return;
      }
      try {
        world.queue.lay(fault);
        send(200, {});
        return;
      } catch (error) {
        send(400, { error: String(error) });
        return;
      }
    }
    default:
      send(404, { error: 'no such control' });
      return;
  }
}
