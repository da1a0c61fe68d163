// Opens the real usage bundle in Chromium behind a scripted host, under the real policy.
import type { BrowserContext, Page } from 'playwright-core';
import * as v from 'valibot';
import { chatPageHtml } from '../../src/protocol/page.ts';
import {
  type ToUsageHost,
  type ToUsagePage,
  toUsageHost,
  toUsagePage,
  type UsageState,
} from '../../src/protocol/usage.ts';
import { bodyClasses, bundle, resultsFolder, sharedBrowser, type ThemeName, themes } from './chatPage.ts';

const origin = 'http://127.0.0.1:9';
let built: Promise<{ readonly script: string; readonly style: string }> | undefined;

function bundles(): Promise<{ readonly script: string; readonly style: string }> {
  built ??= (async () => ({
    script: await bundle('webview/usage/main.ts'),
    style: await bundle('webview/usage/usage.css'),
  }))();
  return built;
}

export interface UsageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly lang?: string;
  readonly texts?: Readonly<Record<string, string>>;
  readonly kept?: unknown;
  readonly reducedMotion?: boolean;
}

export class UsagePage {
  readonly page: Page;
  /** Violations of the policy, faults of the page, requests to anywhere else. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;

  constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.#context = context;
  }

  async intents(): Promise<ToUsageHost[]> {
    const sent = await this.page.evaluate(() => (window as unknown as { sent: unknown[] }).sent);
    return sent.map((intent) => v.parse(toUsageHost, intent));
  }

  async last<T extends ToUsageHost['type']>(type: T): Promise<Extract<ToUsageHost, { type: T }> | undefined> {
    const found = (await this.intents()).findLast((intent) => intent.type === type);
    return found as Extract<ToUsageHost, { type: T }> | undefined;
  }

  async kept(): Promise<unknown> {
    return this.page.evaluate(() => (window as unknown as { kept: unknown }).kept);
  }

  async post(message: ToUsagePage): Promise<void> {
    v.parse(toUsagePage, message);
    await this.page.evaluate((data) => window.postMessage(data, '*'), message);
    await this.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))),
    );
  }

  async state(state: UsageState): Promise<void> {
    await this.post({ type: 'state', state });
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: `${resultsFolder}/usage-${name}.png`, fullPage: true });
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

export async function openUsage(options: UsageOptions = {}): Promise<UsagePage> {
  const { script, style } = await bundles();
  const context = await (await sharedBrowser()).newContext({
    viewport: { width: options.width ?? 900, height: options.height ?? 1200 },
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const usage = new UsagePage(page, context);
  page.on('pageerror', (error) => usage.complaints.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') usage.complaints.push(line.text());
  });
  const html = chatPageHtml({
    nonce: 'nonce1',
    cspSource: origin,
    scriptUri: `${origin}/usage.js`,
    styleUri: `${origin}/usage.css`,
    lang: options.lang ?? 'en',
    texts: options.texts ?? {},
  });
  const files: Readonly<Record<string, readonly [string, string]>> = {
    '/': ['text/html; charset=utf-8', html],
    '/usage.js': ['text/javascript', script],
    '/usage.css': ['text/css', style],
  };
  await context.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    const file = files[pathname];
    if (file === undefined && pathname !== '/favicon.ico') usage.complaints.push(`asked for ${pathname}`);
    return route.fulfill({
      status: file ? 200 : 404,
      contentType: file?.[0] ?? 'text/plain',
      body: file?.[1] ?? '',
    });
  });
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
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        observer.disconnect();
        for (const [name, value] of Object.entries(variables))
          document.documentElement.style.setProperty(name, value);
        document.body.classList.add(bodyClass);
      }).observe(document, { childList: true, subtree: true });
    },
    {
      variables: {
        '--vscode-font-family': 'system-ui, "Noto Sans CJK SC", sans-serif',
        '--vscode-font-size': '13px',
        ...themes[options.theme ?? 'dark'],
      } as Record<string, string>,
      bodyClass: bodyClasses[options.theme ?? 'dark'],
      kept: options.kept,
    },
  );
  await page.goto(`${origin}/`);
  return usage;
}
