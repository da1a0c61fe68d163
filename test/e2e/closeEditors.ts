// Mocha's root hooks of the e2e suite: a picture and the words of every window when a test fails, the end of what tests share, and no key left behind.
import { strict as assert } from 'node:assert';
import type { Context } from 'mocha';
import { closeSharedBrowser, sharedBrowser, whenEnded } from '../editor/realEditor.ts';
import { findings, sweepEnded } from './canary.ts';
import { spoilShared, stopShared } from './shared.ts';

whenEnded.push(sweepEnded);

export const mochaHooks = {
  async afterEach(this: Context): Promise<void> {
    if (this.currentTest?.state !== 'failed') return;
    spoilShared();
    const name = this.currentTest
      .fullTitle()
      .replace(/[^\w]+/g, '-')
      .slice(0, 120);
    const pages = (await sharedBrowser()).contexts().flatMap((context) => context.pages());
    for (const [index, page] of pages.entries()) {
      await page.screenshot({ path: `test-results/failed/${name}-${index}.png` }).catch(() => undefined);
      // Where only the output is kept, the words of the window have to do.
      const words = await page.evaluate('document.body.innerText').catch(() => '');
      console.log(`window ${index}: ${String(words).replace(/\s+/g, ' ').slice(0, 800)}`);
    }
  },
  async afterAll(): Promise<void> {
    await stopShared();
    await closeSharedBrowser();
    // Walks are dealt out to several processes, and only one of them ends with the canary's own.
    assert.deepEqual(findings, [], 'a key or a secret was left behind');
  },
};

// A run of one file that was not told to require this would never end, for its browser is still there.
if (typeof after === 'function') {
  afterEach(mochaHooks.afterEach);
  after(mochaHooks.afterAll);
}
