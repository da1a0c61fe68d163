import { strict as assert } from 'node:assert';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Attacher } from '../../../../src/editor/chat/attach.ts';
import { Projection } from '../../../../src/editor/chat/projection.ts';
import { attachedPage } from '../../../../src/editor/mentions/webPage.ts';
import { countingRandom } from '../../core/request/gateFixture.ts';
import { inEnglish, projectionPorts } from '../chat/hostFixture.ts';

const attacher = new Attacher({
  random: countingRandom(),
  refusal: () => null,
  mask: (text) => ({
    text: text.replaceAll('hunter2', 'SECRET_1'),
    rules: text.includes('hunter2') ? ['password'] : [],
    stops: false,
    offered: [],
  }),
  textTokens: (text) => Math.ceil(text.length / 4),
  imageTokens: () => 1,
});

describe('a page of the web', () => {
  const asked: IncomingMessage[] = [];
  const visited: string[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  let origin: string;

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  });
  beforeEach(() => {
    asked.length = 0;
    visited.length = 0;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const attach = (path: string, yes = true) =>
    attachedPage(new URL(path, origin), {
      attacher,
      mayVisit: async (host) => {
        visited.push(host);
        return yes;
      },
    });
  const html = (response: ServerResponse, body: string): void => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'set-cookie': 'a=1' });
    response.end(body);
  };
  const words = async (path: string, yes = true): Promise<string> => {
    const attached = await attach(path, yes);
    assert.equal(attached.ok, false);
    return attached.ok ? '' : inEnglish(attached.message);
  };

  it('comes as its text with its title and address, masked, and no script of it', async () => {
    answer = (_request, response) =>
      html(response, '<title>Rates</title><h1>Rates</h1><p>password hunter2</p><script>steal()</script>');
    const attached = await attach('/rates?x=1#top');
    assert.ok(attached.ok);
    const { label, source, text, masked, uri } = attached.value;
    assert.deepEqual([label, source, uri], ['Rates', `${origin}/rates?x=1#top`, undefined]);
    assert.equal(text, '# Rates\n\npassword SECRET_1');
    assert.deepEqual(masked, ['password']);
  });

  it('is not asked for at all without a yes, when it lies on this machine', async () => {
    assert.match(await words('/', false), /was not fetched/);
    assert.deepEqual([asked.length, visited.length], [0, 1]);
  });

  it('is followed through redirects without cookies, each host asked about once', async () => {
    answer = (request, response) => {
      if (request.url === '/end') return html(response, '<p>here</p>');
      response.writeHead(302, { location: '/end', 'set-cookie': 'session=1' });
      response.end();
    };
    assert.ok((await attach('/start')).ok);
    assert.equal(visited.length, 1);
    assert.ok(asked.every(({ headers }) => headers.cookie === undefined && headers.referer === undefined));
  });

  for (const location of ['file:///etc/passwd', 'ftp://a.b/c', 'http://me:pw@a.b/', 'javascript:alert(1)'])
    it(`is not followed to ${location}`, async () => {
      answer = (_request, response) => {
        response.writeHead(301, { location });
        response.end();
      };
      assert.match(await words('/'), /leads to an address that is not fetched/);
    });

  it('is given up when it leads nowhere', async () => {
    answer = (request, response) => {
      response.writeHead(302, { location: `${request.url}a` });
      response.end();
    };
    assert.match(await words('/a'), /without an end/);
    assert.equal(asked.length, 6);
  });

  it('is refused in words when it is no text, an error, or empty', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/zip' });
      response.end('PK');
    };
    assert.match(await words('/'), /is not a page of text \(application\/zip\)/);
    answer = (_request, response) => {
      response.writeHead(404);
      response.end();
    };
    assert.match(await words('/'), /answered with status 404/);
    answer = (_request, response) => html(response, '<div id="app"></div><script src="app.js"></script>');
    assert.match(await words('/'), /holds no text/);
  });

  it('is cut where it would fill the machine, and says so', async () => {
    let sent = 0;
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = (): void => {
        while (sent < 50_000_000 && !response.destroyed) {
          sent += 65_536;
          if (!response.write(`${'x'.repeat(65_535)}\n`)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };
    const attached = await attach('/endless');
    assert.ok(attached.ok);
    assert.match(attached.value.text ?? '', /\[cut here\]$/);
    const [chip] = new Projection(projectionPorts).attachments([attached.value]);
    assert.equal(chip?.note, 'Only what stands in the first 1.9 MB of the page is attached.');
    assert.ok(sent < 20_000_000, `${sent} bytes were taken`);
  });
});
