// Chromium's own record of the names that it asks a resolver for, which also has those that are looked up ahead of a click.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { launchRecordedChromium } from '../editor/chromium.ts';
import { HOSTILE_ANSWER } from '../sandbox/answers/hostile.ts';
import { openChat } from './chatPage.ts';
import { answer, question, state, turn } from './states.ts';

/** Ways to make a browser look a name up: each names a host of its own, and `.invalid` has none. */
const lures: readonly string[] = [
  '<link rel="dns-prefetch" href="//one.lookup.invalid"><link rel="preconnect" href="https://two.lookup.invalid">',
  '<img src="https://three.lookup.invalid/x.png"> ![x](https://four.lookup.invalid/secret.png)',
  '[a link](https://five.lookup.invalid/) <https://six.lookup.invalid/> https://seven.lookup.invalid/bare',
  '<a href="https://eight.lookup.invalid/" ping="https://nine.lookup.invalid/">x</a>',
  '<style>@import url(https://ten.lookup.invalid/a.css);</style><iframe src="https://eleven.lookup.invalid"></iframe>',
  '<meta http-equiv="x-dns-prefetch-control" content="on"> $\\href{https://twelve.lookup.invalid}{x}$',
  '```html\n<img src="https://thirteen.lookup.invalid/x.png">\n```',
];

describe('the names that a page looks up', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lookups-'));
  let started = 0;
  let record = '';
  let context: BrowserContext;

  beforeEach(async () => {
    record = join(folder, `${++started}.json`);
    context = await launchRecordedChromium(join(folder, `${started}`), record);
  });
  afterEach(() => context.close());
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Ends the browser, which then writes the end of its record. */
  async function namesLookedUp(): Promise<readonly string[]> {
    await context.close();
    const { constants, events } = JSON.parse(readFileSync(record, 'utf8'));
    const resolving = new Set(
      Object.entries(constants.logEventTypes).flatMap(([name, id]) =>
        /^HOST_RESOLVER/.test(name) ? [id] : [],
      ),
    );
    const hosts = events.flatMap(({ type, params }: Record<string, { host?: unknown } & string>) =>
      resolving.has(type) && typeof params?.host === 'string' ? [params.host] : [],
    );
    // What the browser asks its own maker is no answer's doing.
    return [...new Set<string>(hosts)].filter(
      (host) => !/127\.0\.0\.1|(?:^|\.)(?:google(?:apis)?|gstatic|gvt1)\.com$/.test(host),
    );
  }

  it('are none for answers and questions full of addresses, streamed, whole and pointed at', async () => {
    const chat = await openChat({ context });
    const texts = [HOSTILE_ANSWER, ...lures, lures.join('\n\n')];
    await chat.snapshot(
      state({
        turns: texts.flatMap((text, at) => [
          question(`q${at}`, text),
          answer(`a${at}`, text, { reasoning: text }),
        ]),
      }),
    );
    const waiting = turn({ id: 'live', role: 'assistant', state: 'streaming' });
    await chat.snapshot(state({ turns: [waiting], running: { turnId: 'live' } }));
    for (const text of texts)
      await chat.patch({ op: 'append', turnId: 'live', channel: 'text', text: `${text}\n\n` });
    const links = chat.page.locator('.markdown a');
    assert.ok((await links.count()) > 5);
    for (const link of await links.all()) await link.hover({ force: true });
    assert.deepEqual(await namesLookedUp(), []);
  });

  it('would be seen: a page without our policy looks up what it is told to', async () => {
    const page = await context.newPage();
    const plain = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html>${lures.join('')}`);
    });
    await once(plain.listen(0, '127.0.0.1'), 'listening');
    const address = plain.address();
    assert.ok(address !== null && typeof address === 'object');
    await page.goto(`http://127.0.0.1:${address.port}/`);
    await page.evaluate(() => fetch('http://control.lookup.invalid/').catch(() => undefined));
    const names = await namesLookedUp();
    plain.close();
    for (const name of ['control', 'one', 'two', 'three'])
      assert.ok(
        names.some((host) => host.includes(`${name}.lookup.invalid`)),
        `${name}: ${names.join(' ')}`,
      );
  });
});
