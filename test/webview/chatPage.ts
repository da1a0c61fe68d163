// Opens the real chat bundle in Chromium behind a scripted host: what the page sends is recorded, what it gets is up to
// the test. Everything is served from loopback, under the real policy.

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import * as v from 'valibot';
import { type ChatState, type PatchOp, type ToPage, toPage } from '../../src/protocol/chat.ts';
import { type ToHost, toHost } from '../../src/protocol/chatIntents.ts';
import { chatPageHtml } from '../../src/protocol/page.ts';
import { launchChromium } from '../editor/chromium.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
export const resultsFolder = `${root}test-results/webview`;

/** Values of VS Code 1.139.1's default themes, read from its own workbench; only those the page uses. */
export const themes = v.parse(
  v.record(v.string(), v.record(v.string(), v.string())),
  JSON.parse(readFileSync(new URL('./themes.json', import.meta.url), 'utf8')),
);
export const themeNames = ['dark', 'light', 'hcDark', 'hcLight'] as const;
export type ThemeName = (typeof themeNames)[number];

/** What VS Code puts on the body of a webview, by kind of theme. */
export const bodyClasses = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hcDark: 'vscode-high-contrast',
  hcLight: 'vscode-high-contrast-light',
};

interface Built {
  readonly script: string;
  readonly style: string;
  readonly formula: string;
  readonly lab: string;
}
let built: Promise<Built> | undefined;
let browser: Promise<Browser> | undefined;
let server: Promise<{ readonly server: Server; readonly origin: string }> | undefined;
const documents = new Map<string, string>();
/** Requests that nothing but a leak would make. */
export const sinkRequests: string[] = [];

/** Closes the browser and the server; the suite does so at its end, a benchmark calls it. */
export async function closeShared(): Promise<void> {
  await (await browser)?.close();
  (await server)?.server.close();
  browser = undefined;
  server = undefined;
}
// Benchmarks run without mocha.
if (typeof after === 'function') after(closeShared);

export async function bundle(entry: string, options: esbuild.BuildOptions = {}): Promise<string> {
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome128',
    minify: true,
    legalComments: 'none',
    external: ['*/formula.js'],
    ...options,
  });
  return result.outputFiles?.[0]?.text ?? '';
}

/** The bundles as they ship, and the laboratory of the Markdown tests. */
export function bundles(): Promise<Built> {
  built ??= (async () => ({
    script: await bundle('webview/chat/main.ts'),
    style: await bundle('webview/chat/chat.css'),
    formula: await bundle('webview/markdown/formula.ts', { format: 'esm' }),
    lab: await bundle('test/webview/lab.ts'),
  }))();
  return built;
}

function serve(): Promise<{ readonly server: Server; readonly origin: string }> {
  server ??= (async () => {
    const { script, style, formula, lab } = await bundles();
    const types = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css' };
    const files: Readonly<Record<string, readonly [string, string]>> = {
      '/chat.js': [types.js, script],
      '/chat.css': [types.css, style],
      '/formula.js': [types.js, formula],
      '/lab.js': [types.js, lab],
    };
    const made = createServer((request, response) => {
      const path = request.url ?? '/';
      const page = documents.get(path);
      const file = files[path] ?? (page === undefined ? undefined : [types.html, page]);
      if (!file && path !== '/favicon.ico') sinkRequests.push(path);
      response.writeHead(file ? 200 : path === '/favicon.ico' ? 204 : 404, {
        'content-type': file?.[0] ?? 'text/plain',
      });
      response.end(file?.[1]);
    });
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    const address = made.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    return { server: made, origin: `http://127.0.0.1:${port}` };
  })();
  return server;
}

/** Where the server of these tests listens: the sink that hostile texts point at. */
export async function sinkOrigin(): Promise<string> {
  return (await serve()).origin;
}

export function sharedBrowser(): Promise<Browser> {
  browser ??= launchChromium();
  return browser;
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly lang?: string;
  readonly texts?: Readonly<Record<string, string>>;
  /** What the page kept before it was destroyed. */
  readonly kept?: unknown;
  readonly reducedMotion?: boolean;
  readonly forcedColors?: boolean;
  /** Instead of a new one in the browser that the tests share. */
  readonly context?: BrowserContext;
}

let pages = 0;

/** Tells the CPU milliseconds of a page's main thread so far: script, layout and all. */
export async function busyMeter(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1_000;
  };
}

/** A page with the host's end of the bridge. */
export class ChatPage {
  readonly page: Page;
  /** Violations of the policy, and faults on the console. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;
  #seq = 0;
  #busyMs: (() => Promise<number>) | undefined;

  constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.#context = context;
  }

  /** Intents the page sent so far; each is parsed as the host parses it. */
  async intents(): Promise<ToHost[]> {
    const sent = await this.page.evaluate(() => (window as unknown as { sent: unknown[] }).sent);
    return sent.map((intent) => v.parse(toHost, intent));
  }

  async lastIntent<T extends ToHost['type']>(type: T): Promise<Extract<ToHost, { type: T }> | undefined> {
    const found = (await this.intents()).findLast((intent) => intent.type === type);
    return found as Extract<ToHost, { type: T }> | undefined;
  }

  async kept(): Promise<unknown> {
    return this.page.evaluate(() => (window as unknown as { kept: unknown }).kept);
  }

  async post(message: ToPage): Promise<void> {
    v.parse(toPage, message);
    await this.postRaw(message);
  }

  async postRaw(message: unknown): Promise<void> {
    await this.page.evaluate((data) => window.postMessage(data, '*'), message);
  }

  async snapshot(state: ChatState): Promise<void> {
    await this.post({ type: 'snapshot', seq: this.#seq, state });
    await this.settled();
  }

  /** Changes the state and waits until that is drawn. */
  async patch(...ops: PatchOp[]): Promise<void> {
    await this.stream(...ops);
    await this.settled();
  }

  /** Changes the state and waits for nothing, as a stream does. */
  async stream(...ops: PatchOp[]): Promise<void> {
    await this.post({ type: 'patch', seq: ++this.#seq, ops });
  }

  /** Adds text to a turn and waits until the frame that draws it is over; one round trip. */
  async append(turnId: string, text: string): Promise<void> {
    const message: ToPage = {
      type: 'patch',
      seq: ++this.#seq,
      ops: [{ op: 'append', turnId, channel: 'text', text }],
    };
    await this.page.evaluate(async (data) => {
      const frame = (): Promise<unknown> =>
        new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      window.postMessage(data, '*');
      await frame();
      await frame();
    }, message);
  }

  /** What was posted is drawn: a growing text waits some frames, and then for one more. */
  async settled(): Promise<void> {
    await this.page.evaluate(async () => {
      for (let frame = 0; frame < 6; frame++) await new Promise((done) => requestAnimationFrame(done));
    });
  }

  /** Every finished code block has its colours; in idle moments only, so a busy machine takes its time. */
  async coloured(): Promise<void> {
    await this.page.waitForFunction(() => document.querySelectorAll('.uncoloured').length === 0, null, {
      timeout: 60_000,
    });
  }

  async shot(name: string): Promise<void> {
    await this.coloured();
    await this.page.screenshot({ path: `${resultsFolder}/${name}.png` });
  }

  /** CPU milliseconds of the page's main thread so far: script, layout and all. */
  async busyMs(): Promise<number> {
    this.#busyMs ??= await busyMeter(this.page);
    return this.#busyMs();
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

export async function openChat(options: OpenOptions = {}): Promise<ChatPage> {
  const { origin } = await serve();
  const context =
    options.context ??
    (await (
      await sharedBrowser()
    ).newContext({
      viewport: { width: options.width ?? 400, height: options.height ?? 720 },
      reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
      forcedColors: options.forcedColors ? 'active' : 'none',
    }));
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const chat = new ChatPage(page, context);
  page.on('pageerror', (error) => chat.complaints.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') chat.complaints.push(line.text());
  });
  const theme = options.theme ?? 'dark';
  await page.addInitScript(
    ({ variables, bodyClass, kept }) => {
      const host = { sent: [] as unknown[], kept: kept as unknown };
      Object.assign(window, host, {
        acquireVsCodeApi: () => ({
          postMessage: (intent: unknown) =>
            (window as unknown as typeof host).sent.push(structuredClone(intent)),
          getState: () => (window as unknown as typeof host).kept,
          setState: (state: unknown) => {
            (window as unknown as typeof host).kept = structuredClone(state);
          },
        }),
      });
      // As the editor does: variables on the root element, the kind of theme on the body.
      const dress = (): void => {
        for (const [name, value] of Object.entries(variables))
          document.documentElement.style.setProperty(name, value);
        document.body.classList.add(bodyClass);
        document.documentElement.style.background = variables['--vscode-sideBar-background'] ?? '';
      };
      if (document.documentElement && document.body) dress();
      else
        new MutationObserver((_, observer) => {
          if (!document.body) return;
          observer.disconnect();
          dress();
        }).observe(document, { childList: true, subtree: true });
    },
    {
      variables: {
        '--vscode-font-family': 'system-ui, "Noto Sans CJK SC", sans-serif',
        '--vscode-font-size': '13px',
        '--vscode-editor-font-family': 'monospace',
        '--vscode-editor-font-size': '13px',
        ...themes[theme],
      } as Record<string, string>,
      bodyClass: bodyClasses[theme],
      kept: options.kept,
    },
  );
  const path = `/page-${++pages}.html`;
  documents.set(
    path,
    chatPageHtml({
      nonce: `nonce${pages}`,
      cspSource: origin,
      scriptUri: `${origin}/chat.js`,
      styleUri: `${origin}/chat.css`,
      lang: options.lang ?? 'en',
      texts: options.texts ?? {},
    }),
  );
  await page.goto(origin + path);
  return chat;
}

/** An empty page with the laboratory of the Markdown tests on it. */
export async function openLab(): Promise<{ readonly page: Page; close(): Promise<void> }> {
  const { origin } = await serve();
  const context = await (await sharedBrowser()).newContext({ viewport: { width: 600, height: 800 } });
  const page = await context.newPage();
  documents.set(
    '/lab.html',
    '<!DOCTYPE html><meta charset="utf-8"><body><script src="/lab.js"></script></body>',
  );
  await page.goto(`${origin}/lab.html`);
  await page.evaluate(() => window.lab.ready());
  return { page, close: () => context.close() };
}
