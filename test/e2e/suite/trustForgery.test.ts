// What is forged inside the machine: messages of a page that was taken over, and a conversation that was tampered with.
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Frame } from 'playwright-core';
import { Machine, type PersonsWindow, repository } from '../machine.ts';
import { storageFolder } from '../receipts.ts';
import { until } from '../until.ts';

describe('what is forged', () => {
  let machine: Machine;
  let person: PersonsWindow;
  let settingsBefore: string;

  before(async () => {
    machine = await Machine.start();
    person = await machine.openReady();
    settingsBefore = machine.editor.settingsText;
  });
  after(() => machine?.stop());

  /** The frame around the page, through which all its messages go to the host. */
  async function wire(): Promise<Frame> {
    for (const frame of person.window.page.frames())
      if (await frame.evaluate('typeof window.__vscode_post_message__ === "function"').catch(() => false))
        return frame;
    throw new Error('There is no page of ours.');
  }
  /** `messages` are JavaScript expressions, so that shapes can be sent that JSON does not know. */
  async function forge(...messages: readonly string[]): Promise<void> {
    const frame = await wire();
    for (const message of messages)
      await frame.evaluate(
        `window.__vscode_post_message__('onmessage', { message: ${message}, transfer: [] })`,
      );
  }
  const chatRequests = (): readonly { readonly body: string }[] =>
    machine.cn.requests().filter(({ url }) => url === '/v1/chat/completions');

  it('as messages of wrong shapes, unknown kinds, foreign ids and other schemes does nothing', async () => {
    const { chat, window } = person;
    await chat.ask('Hello');
    const asked = chatRequests().length;
    await forge(
      ...['null', '7', '"send"', '[]', '{}', 'new Map([[1, 2]])', 'new Date()', '{ type: "send" }'],
      '{ type: "send", intentId: "a b", text: "forged" }',
      '{ type: "send", intentId: "forged1", text: 5 }',
      '{ type: "send", intentId: "forged2", text: "x".repeat(2_000_000) }',
      '{ type: "setSetting", key: "siliconflow.site", value: "custom" }',
      '{ type: "action", id: "removeApiKey" }',
      '{ type: "action", id: "workbench.action.terminal.new" }',
      '{ type: "selectModel", modelId: "x".repeat(300) }',
      '{ type: "setThinking", thinking: "__proto__" }',
      'JSON.parse(\'{"type":"send","__proto__":{"intentId":"forged3","text":"forged"}}\')',
      'JSON.parse(\'{"constructor":{"prototype":{"trusted":true}},"type":"resync"}\')',
      '{ type: "regenerate", intentId: "forged4", turnId: "00000000000000000000000000000000" }',
      '{ type: "editAndResend", intentId: "forged5", turnId: "not-of-this-chat", text: "forged" }',
      '{ type: "confirmSend", confirmationId: "never-asked" }',
      '{ type: "copyCode", turnId: "constructor", block: 0 }',
      '{ type: "insertCode", turnId: "__proto__", block: 1e9 }',
      '{ type: "newFileFromCode", turnId: "toString", block: -1 }',
      '{ type: "openAttachment", attachmentId: "hasOwnProperty" }',
      ...['command:workbench.action.terminal.new', 'file:///etc/passwd', 'vscode://x/y', 'javascript:1'].map(
        (href) => `{ type: "openLink", href: "${href}" }`,
      ),
      '{ type: "useSuggestion", text: "forged" }',
      '{ type: "addImage", intentId: "forged6", name: "x", dataUrl: "https://evil.invalid/x.png" }',
      '{ type: "addImage", intentId: "forged7", name: "x", dataUrl: "data:image/png;base64,AAAA" }',
    );
    const answer = await chat.ask('Are you still there?');
    assert.match(await answer.innerText(), /Are you still there\?/);
    assert.equal(chatRequests().length, asked + 1, 'one question, one request');
    assert.ok(!chatRequests().some(({ body }) => body.includes('forged')));
    assert.equal(await chat.chips.count(), 0);
    assert.equal(machine.editor.settingsText, settingsBefore);
    assert.equal(await window.page.locator('.terminal-wrapper').count(), 0);
    assert.equal(await window.dialog.count(), 0);
    assert.equal(await window.page.locator('.tab').count(), 0, 'nothing was opened');
  });

  it('as a drop of private files attaches none of them', async () => {
    const { chat } = person;
    await forge(
      `{ type: "dropUris", uris: ${JSON.stringify([
        `file://${machine.demo}/.env`,
        `file://${machine.demo}/src/../.env`,
        `file://${machine.demo}/data/parcels.csv`,
        'command:siliconflow.removeApiKey',
        'https://evil.invalid/x',
        'untitled:x',
      ])} }`,
    );
    await chat.banner.filter({ hasText: 'never leaves this machine' }).waitFor();
    assert.equal(await chat.chips.count(), 0);
  });

  it('as the repetition of a message is carried out once', async () => {
    const { chat } = person;
    const asked = chatRequests().length;
    const message = '{ type: "send", intentId: "twice", text: "Once only, please." }';
    await forge(message, message, message);
    await until('the answer', async () => /Once only, please\./.test(await chat.textOfLast()));
    await chat.ended();
    await forge(message);
    await chat.ask('Hello');
    assert.equal(chatRequests().length, asked + 2);
  });

  it('as an address of the editor finds no one who listens', () => {
    const dist = join(repository, 'dist');
    const scripts = readdirSync(dist).filter((name) => /\.c?js$/.test(name));
    assert.ok(scripts.length > 2);
    for (const name of scripts)
      assert.ok(!readFileSync(join(dist, name), 'utf8').includes('registerUriHandler'), name);
    assert.ok(!readFileSync(join(repository, 'package.json'), 'utf8').includes('onUri'));
  });

  it('as a tampered conversation runs nothing, and what cannot be read is set aside and kept', async () => {
    const { chat, window } = person;
    await chat.newChat();
    await chat.ask('Hello');
    await window.close();
    const file = join(storageFolder(machine.editor.dataFolder), 'ledger.db');
    tamper(file);
    person = await machine.open();
    const { chat: again } = person;
    await again.page.getByText('The tampered answer.').first().waitFor();
    const body = again.page.locator('body');
    assert.equal(await body.evaluate('window.pwned'), undefined);
    assert.equal(await again.answers.locator('sf-markdown script, sf-markdown img').count(), 0);
    machine.cn.reset();
    await again.ask('What did you say?');
    assert.ok(!chatRequests().some(({ body: sent }) => /evil\.invalid\/pixel|root:/.test(sent)));
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const kept = database.prepare('SELECT count(*) AS n FROM broken_turns').get();
      assert.equal(kept?.n, 3);
    } finally {
      database.close();
    }
  });
});

/** As another program of the person could: a hostile answer in place of the last, and three turns of no good shape. */
function tamper(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout=4000');
    const last = database
      .prepare(
        'SELECT session_id, id, json FROM turns WHERE json LIKE \'%"assistant"%\' ORDER BY rowid DESC LIMIT 1',
      )
      .get();
    assert.ok(last);
    const turn: unknown = JSON.parse(String(last.json));
    const put = (id: string, position: number, changes: Readonly<Record<string, unknown>>): void => {
      const json = JSON.stringify({ ...Object(turn), id, ...changes });
      database
        .prepare(
          `INSERT INTO turns (session_id, id, position, json) VALUES (?, ?, ?, ?)
           ON CONFLICT (session_id, id) DO UPDATE SET json = excluded.json`,
        )
        .run(String(last.session_id), id, position, json);
    };
    const user = { role: 'user', text: 'Look.', attachments: [] };
    const attachment = { id: 'a1', kind: 'file', label: 'x', source: 'x', tokens: 1 };
    put(String(last.id), 0, {
      text: 'The tampered answer. <script>window.pwned = 1</script> <img src=x onerror="window.pwned = 2"> [x](command:workbench.action.terminal.new)',
      notes: [{ text: '<img src=x onerror="window.pwned = 3">' }],
    });
    put('named-file', 900, {
      ...user,
      attachments: [{ ...attachment, uri: 'file:///etc/passwd', text: 'words' }],
    });
    put('<img src=x onerror="window.pwned = 4">', 901, user);
    put('remote', 902, {
      ...user,
      attachments: [{ ...attachment, kind: 'image', dataUrl: 'https://evil.invalid/pixel.png' }],
    });
    put('priced', 903, {
      cost: { state: 'exact', currency: '<b>', pico: '1e9', lowPico: null, highPico: null },
    });
  } finally {
    database.close();
  }
}
