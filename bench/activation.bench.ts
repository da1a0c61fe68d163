// `activation`: loading and activating the extension in a real host, over an empty extension in the same host.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { buildExtension } from '../scripts/buildExtension.ts';
import { parseManifest } from '../scripts/manifestSchema.ts';
import { closeSharedBrowser, RealEditor } from '../test/editor/realEditor.ts';
import { atMost, type Measured, median } from './row.ts';

export const id = 'activation';

const root = join(import.meta.dirname, '..');
const rounds = 11;
const timesSchema = v.array(
  v.object({
    oursMs: v.number(),
    emptyMs: v.number(),
    evaluatedBytes: v.number(),
    longestHoldMs: v.number(),
  }),
);

/**
 * Times both in turns once the host has come to rest, and notes the times, one line a host: with the bytes of our bundles
 * that were evaluated by then, and the longest time for which the rest of our start holds the host's thread afterwards.
 */
const stopwatch = `
const vscode = require('vscode');
const { appendFileSync, existsSync, readFileSync, realpathSync, statSync } = require('node:fs');
exports.activate = async () => {
  const { BENCH_TIMES: file, BENCH_OURS: ours } = process.env;
  const round = existsSync(file) ? readFileSync(file, 'utf8').split('\\n').length : 0;
  const timed = async (id) => {
    const startMs = performance.now();
    await vscode.extensions.getExtension(id).activate();
    return performance.now() - startMs;
  };
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const times = {};
  const dist = realpathSync(vscode.extensions.getExtension(ours).extensionPath + '/dist');
  const activate = {
    empty: async () => { times.emptyMs = await timed('bench.empty'); },
    ours: async () => {
      times.oursMs = await timed(ours);
      const evaluated = Object.keys(require.cache).filter((file) => file.startsWith(dist));
      times.evaluatedBytes = evaluated.reduce((sum, file) => sum + statSync(file).size, 0);
      times.longestHoldMs = 0;
      const endMs = performance.now() + 500;
      for (let lastMs = performance.now(); lastMs < endMs; ) {
        await new Promise((resolve) => setImmediate(resolve));
        times.longestHoldMs = Math.max(times.longestHoldMs, performance.now() - lastMs);
        lastMs = performance.now();
      }
    },
  };
  for (const name of round % 2 ? ['ours', 'empty'] : ['empty', 'ours']) await activate[name]();
  appendFileSync(file, JSON.stringify(times) + '\\n');
  const item = vscode.window.createStatusBarItem('done', 2, 1);
  item.text = 'timed';
  item.show();
};`;

function writeExtension(
  folder: string,
  name: string,
  code: string,
  activationEvents: readonly string[],
): string {
  const path = join(folder, name);
  mkdirSync(path);
  const manifest = { name, publisher: 'bench', version: '1.0.0', main: './main.cjs', activationEvents };
  writeFileSync(join(path, 'package.json'), JSON.stringify({ ...manifest, engines: { vscode: '^1.106.0' } }));
  writeFileSync(join(path, 'main.cjs'), code);
  return path;
}

/** The extension as it is built, with a manifest that leaves the moment of its activation to the stopwatch. */
function copyThatWaits(folder: string, extension: string): string {
  const path = join(folder, 'ours');
  mkdirSync(path);
  for (const entry of readdirSync(extension))
    if (/^(dist|l10n|media|package\.nls.*)$/.test(entry))
      symlinkSync(join(extension, entry), join(path, entry));
  const manifest: unknown = JSON.parse(readFileSync(join(extension, 'package.json'), 'utf8'));
  const waiting = { ...Object(manifest), activationEvents: ['onCommand:bench.never'] };
  writeFileSync(join(path, 'package.json'), JSON.stringify(waiting));
  return path;
}

/** The first round is a warm-up: the files come from the disk. Each round is a new extension host. */
export async function run(options: readonly string[]): Promise<readonly Measured[]> {
  const named = options[options.indexOf('--extension') + 1];
  const extension = options.includes('--extension') && named !== undefined ? named : root;
  if (extension === root) await buildExtension(root);
  const { publisher, name } = parseManifest(readFileSync(join(extension, 'package.json'), 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'bench-activation-'));
  const timesFile = join(folder, 'times');
  const extensions = [
    copyThatWaits(folder, extension),
    writeExtension(folder, 'empty', 'exports.activate = () => {};', ['onCommand:bench.never']),
    writeExtension(folder, 'stopwatch', stopwatch, ['onStartupFinished']),
  ];
  const editor = await RealEditor.start({
    extensions,
    env: { BENCH_TIMES: timesFile, BENCH_OURS: `${publisher}.${name}` },
  });
  try {
    const window = await editor.openWindow();
    for (let round = 0; round <= rounds; round++) {
      if (round > 0) await window.reload();
      // The stopwatch shows its item after it has written its line.
      await window.statusItem('bench.stopwatch').waitFor();
    }
    const lines = readFileSync(timesFile, 'utf8').trim().split('\n');
    const measured = v
      .parse(
        timesSchema,
        lines.map((line) => JSON.parse(line)),
      )
      .slice(1);
    const oursMs = median(measured.map((time) => time.oursMs));
    const emptyMs = median(measured.map((time) => time.emptyMs));
    const overMs = median(measured.map((time) => time.oursMs - time.emptyMs));
    const beside = `ours ${oursMs.toFixed(1)} ms, empty ${emptyMs.toFixed(1)} ms, ${rounds} hosts`;
    const evaluatedKb = Math.max(...measured.map((time) => time.evaluatedBytes)) / 1_000;
    const holdMs = median(measured.map((time) => time.longestHoldMs));
    return [
      { ...atMost(id, 'load and activate over an empty extension', overMs, 'ms', 15), beside },
      atMost(id, 'evaluated at activation', evaluatedKb, 'KB', 150),
      // The rest starts when activation is over. Its price is shown, so that it cannot grow unseen.
      atMost(id, 'longest hold of the host thread afterwards', holdMs, 'ms', 100),
    ];
  } finally {
    await editor.stop();
    await closeSharedBrowser();
    rmSync(folder, { recursive: true, force: true });
  }
}
