// Canary key and canary secrets, once all else is over: they stand in no file, log, store, page or package.
import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packVsix } from '../../scripts/vsix.ts';
import { zipFiles } from '../../scripts/zipEntries.ts';
import { KEYS } from '../sandbox/keys.ts';
import { canaries, disguisesOf, findIn, findings, sweptMachines } from './canary.ts';
import { Machine, type PersonsWindow, repository } from './machine.ts';
import { stopShared } from './shared.ts';
import { until } from './until.ts';
import { exportUsage } from './usagePanel.ts';

const secrets = [...canaries].filter(([what]) => !what.includes('key')).map(([, value]) => value);
const [token = '', password = ''] = secrets;

describe('keys and secrets', () => {
  let machine: Machine;
  let person: PersonsWindow;

  before(async () => {
    machine = await Machine.start();
    person = await machine.open({ workspace: machine.demo, logLevel: 'trace' });
  });

  /** The HTML of every frame of the window, with what its fields hold. */
  async function pages(): Promise<Buffer> {
    const texts: string[] = [];
    for (const frame of person.window.page.frames()) {
      texts.push(await frame.content().catch(() => ''));
      texts.push(
        String(
          await frame
            .evaluate(
              '[...document.querySelectorAll("input, textarea")].map((field) => field.value).join("\\n")',
            )
            .catch(() => ''),
        ),
      );
    }
    return Buffer.from(texts.join('\n'));
  }

  it('are found by the search in every disguise it knows, or a clean search would say nothing', () => {
    for (const disguise of ['text', 'UTF-16', 'hexadecimal', 'reversed', 'base64']) {
      const [form] = disguisesOf(KEYS.cn.slice(0, 14)).filter(({ encoding }) => encoding === disguise);
      assert.ok(form);
      const found = findIn('x', Buffer.concat([Buffer.from('before'), form.bytes]), canaries);
      assert.ok(
        found.some(({ encoding }) => encoding === disguise),
        disguise,
      );
    }
    for (const lead of ['', 'a', 'ab', 'abc']) {
      const encoded = Buffer.from(Buffer.from(`${lead}Bearer ${KEYS.cn} end`).toString('base64'));
      assert.ok(findIn('x', encoded, canaries).length > 0, `base64 after ${lead.length} more bytes`);
    }
  });

  it('are in no page while a key is refused by answers that repeat it, and errors of all kinds come', async () => {
    const { chat } = person;
    await chat.setUp(KEYS.cn);
    for (const fault of ['http-401-echo', 'http-403', 'http-200-error', 'garbage', 'html']) {
      await chat.newChat();
      machine.cn.setFault({ fault, kind: 'chat' });
      await chat.ask('Hello');
      const found = findIn(`the page after ${fault}`, await pages(), canaries);
      assert.deepEqual(found, []);
    }
  });

  it('reach neither the wire nor the store from a question and a file', async () => {
    const { chat } = person;
    await chat.newChat();
    machine.cn.reset();
    writeFileSync(
      join(machine.demo, 'deploy.ts'),
      `const token = '${token}';\nconst password = '${password}';\n`,
    );
    await chat.attach(join(machine.demo, 'deploy.ts'));
    await chat.chips.filter({ hasText: 'deploy.ts' }).waitFor();
    await chat.ask(`Is ${token} still good? password = "${password}"`);
    const bodies = machine.cn.requests().map(({ body }) => body);
    assert.ok(bodies.some((body) => body.includes('still good?')));
    assert.deepEqual(findIn('a request', Buffer.from(bodies.join('\n')), canaries), []);
  });

  it('are not in what is exported of the usage', async () => {
    for (const format of ['CSV', 'JSON'] as const) {
      const target = join(machine.demo, `usage.${format.toLowerCase()}`);
      await exportUsage(person.window, format, target);
      const exported = readFileSync(target);
      assert.ok(exported.includes('chat'), 'the receipts are in it');
      assert.deepEqual(findIn(target, exported, canaries), []);
    }
  });

  it('are not in the diagnosis, after a refusal that repeated the key', async () => {
    const { window } = person;
    const name = 'SiliconFlow Diagnosis';
    machine.cn.setFault({ fault: 'http-401-echo', kind: 'account' });
    await window.runCommand('SiliconFlow: Diagnose');
    await window.pick('Run the checks that cost nothing');
    await window.page.locator('.tab.active').filter({ hasText: name }).waitFor({ timeout: 60_000 });
    await window.focusEditor(name);
    const report = await until('the report', async () => {
      await window.page.keyboard.press('ControlOrMeta+A');
      await window.page.keyboard.press('ControlOrMeta+C');
      const text = await window.clipboardText();
      return text.includes('127.0.0.1') && text;
    });
    assert.deepEqual(findIn('the diagnosis', Buffer.from(report), canaries), []);
  });

  it('are in no log line, error, database, free page, write-ahead log or state file of this whole run', async () => {
    const before = sweptMachines;
    await machine.stop();
    await stopShared();
    assert.ok(sweptMachines > before);
    assert.deepEqual(findings, []);
  });

  it('are in nothing that is packaged', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'canary-'));
    try {
      const path = join(folder, 'packed.vsix');
      await packVsix(repository, path);
      const files = zipFiles(readFileSync(path));
      assert.ok(files.has('extension/dist/host.cjs'));
      assert.deepEqual(
        [...files].flatMap(([name, content]) => findIn(name, content, canaries)),
        [],
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
