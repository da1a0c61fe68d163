// Beginning and end: nothing is left after deactivation, the extension starts again, and a broken part is alone.
import { strict as assert } from 'node:assert';
import { globSync, readdirSync, readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../../src/ids.ts';
import { context, extension, Page, sandboxOf, setUp, start, stop, until } from './inHost.ts';

/** Timers, sockets, workers and the like that keep this process busy, counted by kind. */
function resources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** Files below the folder that this process holds open; Linux only. */
function openFiles(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return [];
    }
  });
}

async function ownCommands(): Promise<string[]> {
  const all = await vscode.commands.getCommands(true);
  return all.filter((name) => Object.values<string>(commands).includes(name));
}

describe('the life of the extension', () => {
  // The host has resources of its own that come and go, so what is left is counted over several lives.
  it('leaves no timer, socket, worker, open file or command behind', async () => {
    await stop();
    const folder = (await context()).globalStorageUri.fsPath;
    const before = resources();
    for (let life = 0; life < 5; life++) {
      const parts = await start();
      await setUp();
      const page = new Page(parts);
      await page.ask('Hello');
      if (process.platform === 'linux') assert.ok(openFiles(folder).length > 0);
      await stop();
      page.close();
      assert.deepEqual(openFiles(folder), []);
      assert.deepEqual(await ownCommands(), []);
    }
    // A leak of one in each life shows as five.
    await until('the host is as it was', () => {
      const now = resources();
      return ['Timeout', 'Worker', 'MessagePort', 'FSEvent', 'TCPSocketWrap'].every(
        (kind) => (now.get(kind) ?? 0) < (before.get(kind) ?? 0) + 5,
      );
    });
    await start();
  });

  it('ends an answer that streams, frees its socket and books what was received', async () => {
    const cn = sandboxOf('cn');
    const parts = await setUp();
    const page = new Page(parts);
    const requestsBefore = countOf(parts.ledger.summary({}));
    await cn.fault('pace-5');
    page.say({ type: 'send', intentId: `life-${Date.now()}`, text: 'Tell me a long story.' });
    await until('text arrives', () => {
      const turn = page.state.turns.at(-1);
      return turn?.role === 'assistant' && turn.text.length > 0;
    });
    await stop();
    page.close();
    await until('the socket is free', async () => (await cn.open()).requests === 0);
    assert.equal(reservations((await context()).globalStorageUri.fsPath), 0);
    const next = await start();
    const summary = next.ledger.summary({});
    assert.equal(countOf(summary), requestsBefore + 1);
    const shown = new Page(next);
    await until('the conversation opens again', () => shown.state.turns.length > 0);
    shown.close();
  });

  it('carries out a command that is called while it still starts', async () => {
    await stop();
    const starting = start();
    await vscode.commands.executeCommand(commands.newChat);
    await starting;
  });

  for (const [broken, name] of [
    ['status bar', 'createStatusBarItem'],
    ['chat', 'registerWebviewViewProvider'],
  ] as const) {
    it(`lives on without its ${broken}, says so once, and is whole again after the next start`, async () => {
      await stop();
      const said: string[] = [];
      const { [name]: real, showErrorMessage } = vscode.window;
      Object.assign(vscode.window, {
        [name]: () => {
          throw new Error('broken for the test');
        },
        showErrorMessage: async (text: string) => void said.push(text),
      });
      try {
        const parts = await start();
        assert.equal(parts.chat === undefined, broken === 'chat');
        assert.equal(said.filter((text) => text.includes(broken)).length, 1);
        const names = await ownCommands();
        assert.ok(names.includes(commands.setApiKey));
        assert.equal(names.includes(commands.openChat), broken !== 'chat');
        assert.equal(names.includes(commands.showMenu), broken !== 'status bar');
      } finally {
        Object.assign(vscode.window, { [name]: real, showErrorMessage });
      }
      await stop();
      const whole = await start();
      assert.ok(whole.chat);
      assert.equal((await ownCommands()).length, Object.keys(commands).length);
    });
  }

  it('is still the same active extension', () => assert.equal(extension.isActive, true));
});

/** Open reservations in the store's file, read by nobody of the extension. */
function reservations(folder: string): unknown {
  const [file, ...others] = globSync('*', { cwd: folder }).filter((name) => !/-(wal|shm)$/.test(name));
  assert.ok(file);
  assert.deepEqual(others, []);
  const { DatabaseSync }: typeof import('node:sqlite') = createRequire(__filename)('node:sqlite');
  const database = new DatabaseSync(join(folder, file), { readOnly: true });
  try {
    return database.prepare('SELECT count(*) AS count FROM reservations').get()?.count;
  } finally {
    database.close();
  }
}

function countOf(summary: { readonly totals: readonly { readonly requests: number }[] }): number {
  return summary.totals.reduce((sum, total) => sum + total.requests, 0);
}
