// A Chromium for the tests: found on the machine, or installed from Debian's packages where that is allowed.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { runQuietly } from '../../scripts/children.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const packages = ['chromium', 'fonts-noto-cjk'];
/** Draws pages without a browser's own windows around them, which spares a tenth of the work, and does without it if need be. */
const shell = 'chromium-headless-shell';

/** The path of a Chromium; installs Debian's when this is root on Debian and none is there. Throws with what to install. */
export async function findChromium(): Promise<string> {
  const present = search(names);
  if (present !== undefined) return present;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(
      `The tests need Chromium and none was found. Install it (Debian: "apt-get install ${packages.join(' ')}") or set CHROMIUM_PATH to one.`,
    );
  }
  console.log(`Installing ${packages.join(' and ')} from Debian …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { code, output } = await runQuietly('apt-get', args, { env });
    if (code !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${output}`);
  }
  await runQuietly('apt-get', ['install', '-y', '--no-install-recommends', shell], { env });
  const installed = search(names);
  if (installed === undefined) throw new Error('Chromium was installed and still cannot be found.');
  return installed;
}

function search(names: readonly string[]): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter).concat('/usr/bin');
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return [...(named ? [named] : []), ...candidates, mac].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Quiet, and the same on every machine. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
  '--force-device-scale-factor=1',
  // Two windows of one machine are both in use, whichever was opened last.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** Starts a headless Chromium that talks to nobody on its own account. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = search([shell]) ?? (await findChromium());
  return chromium.launch({ executablePath, args });
}

const noPrediction = '--disable-background-networking';

/**
 * One with a profile of its own in `folder`, which looks names up ahead of a click as a person's does, and writes what its
 * network does into `record`.
 */
export async function launchRecordedChromium(folder: string, record: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: await findChromium(),
    args: [...args.filter((one) => one !== noPrediction), `--log-net-log=${record}`],
    ignoreDefaultArgs: [noPrediction],
  });
}
