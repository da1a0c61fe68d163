// A repository made to do harm, opened in a real VS Code: restricted, trusted, and as a workspace of two folders.
import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEYS } from '../../sandbox/keys.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { ChatPanel } from '../chatPanel.ts';
import { envSecret, hidden, injected, makeHostileRepository, privateKeyText } from '../hostileRepository.ts';
import { openFile } from '../installed.ts';
import { Lookups } from '../lookups.ts';
import { Machine, type PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

const openings = [
  { name: 'in Restricted Mode', trusted: false, asWorkspace: false },
  { name: 'as a trusted folder', trusted: true, asWorkspace: false },
  { name: 'as a trusted workspace of two folders', trusted: true, asWorkspace: true },
] as const;

for (const { name, trusted, asWorkspace } of openings) {
  describe(`a hostile repository opened ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'watched-'));
    const lookups = new Lookups(folder);
    let machine: Machine;
    let trap: Awaited<ReturnType<typeof startSandbox>>;
    let kit: ReturnType<typeof makeHostileRepository>;
    let person: PersonsWindow;
    let settingsBefore: string;

    before(async () => {
      trap = await startSandbox({ site: 'global', pace: 'instant' });
      kit = makeHostileRepository(`${trap.url}/v1`);
      machine = await Machine.start({
        settings: {
          'security.workspace.trust.enabled': !trusted,
          'security.workspace.trust.startupPrompt': 'never',
          'security.workspace.trust.banner': 'never',
        },
        dataFolder: folder,
        env: {
          SILICONFLOW_OPEN_CHAT: undefined,
          ...lookups.env,
        },
      });
      // A person who has used the extension before: site, notice and key are there.
      const used = await machine.editor.openWindow({});
      await used.runCommand('SiliconFlow: Open Chat');
      const chat = new ChatPanel(used, machine.cn);
      await chat.whenShown();
      await chat.setUp(KEYS.cn);
      await used.close();
      await until('the list of models', () =>
        machine.cn.requests().some(({ url }) => url.startsWith('/v1/models')),
      );
      await until('nothing to run', () => machine.cn.open().requests === 0);
      settingsBefore = machine.editor.settingsText;
      machine.cn.reset();
      const window = await machine.editor.openWindow({
        workspace: asWorkspace ? kit.workspaceFile : kit.folder,
      });
      person = { window, chat: new ChatPanel(window, machine.cn) };
    });
    after(async () => {
      await machine?.stop();
      await trap?.close();
      kit?.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    const lastBody = (): string =>
      machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions')?.body ?? '';
    const everySent = (): string =>
      JSON.stringify([machine.cn, machine.global, trap].flatMap((site) => site.requests()));

    it('sends nothing while it is opened and typed in', async () => {
      const { window } = person;
      await window.statusItem('siliconflow').waitFor();
      await openFile(window, 'src/ledger.ts');
      await window.page.keyboard.type('\nconst next = ', { delay: 20 });
      await window.runCommand('SiliconFlow: Show Menu');
      await window.quickInput
        .getByText(/Ghost text/i)
        .first()
        .waitFor();
      await window.page.keyboard.press('Escape');
      assert.deepEqual([...machine.cn.requests(), ...machine.global.requests(), ...trap.requests()], []);
    });

    it('says once and quietly that its settings do not count', async () => {
      const { window, chat } = person;
      await window.runCommand('SiliconFlow: Open Chat');
      await chat.composer.waitFor();
      const said = chat.banner.filter({ hasText: 'The settings of this workspace are ignored here.' });
      await said.waitFor();
      await said.getByText('Details').click();
      await said.getByText(/It tries to set: siliconflow/).waitFor();
      assert.equal(await window.dialog.count(), 0);
      await window.screenshot(`hostile-${trusted}-${asWorkspace}`);
      await said.getByRole('button', { name: 'Dismiss' }).click();
      await said.waitFor({ state: 'detached' });
      if (!trusted)
        await chat.page
          .locator('.banner.info')
          .filter({
            hasText: /Restricted mode.*none of its content is sent\. Ghost text and actions on code are off/,
          })
          .waitFor();
    });

    it('answers from the chosen site and model, with the key of that site and no word of the repository', async () => {
      const { chat } = person;
      const answer = await chat.ask('Hello');
      assert.match(await answer.innerText(), /Hello! I am/);
      const body = lastBody();
      assert.ok(!/evil\/model/.test(body));
      assert.ok(!body.includes(injected));
      assert.ok(!body.includes('ledger-kit'));
      assert.deepEqual([...machine.global.requests(), ...trap.requests()], []);
      for (const { headers } of machine.cn.requests())
        assert.equal(headers.authorization, `Bearer ${KEYS.cn}`);
    });

    for (const [path, words] of [
      ['.env', /\.env/],
      ['certs/server.pem', /server\.pem/],
      ['docs/notes.txt', /notes\.txt/],
      ['docs/home/.aws/credentials', /credentials/],
    ] as const) {
      it(`does not get ${path} attached, whatever its ignore file and its links say`, async () => {
        const { chat } = person;
        await chat.attach(join(kit.folder, path));
        const refusal = trusted ? /never leaves this machine/ : /This workspace is not trusted/;
        await chat.banner.filter({ hasText: refusal }).waitFor();
        if (trusted) await chat.banner.filter({ hasText: words }).waitFor();
        assert.equal(await chat.chips.count(), 0);
      });
    }

    if (trusted) {
      it('has a source that is attached quoted as data, with what it hides in plain sight', async () => {
        const { chat } = person;
        await chat.newChat();
        await chat.attach(join(kit.folder, 'src/ledger.ts'));
        await chat.chips.filter({ hasText: 'ledger.ts' }).waitFor();
        await chat.ask('What does this do?');
        const body = lastBody();
        const boundary = /<data-(\w+) source=\\"/.exec(body)?.[1];
        assert.ok(boundary);
        const quoted = body.slice(
          body.indexOf(`<data-${boundary} source`),
          body.lastIndexOf(`</data-${boundary}>`),
        );
        assert.ok(quoted.includes(injected), 'inside the marks');
        assert.ok(quoted.includes('</data>'), 'a mark of its own does not end the quotation');
        for (const mark of Object.values(hidden)) assert.ok(!body.includes(mark));
        assert.match(body, /\[U\+202E\]/);
      });

      it('has file names that are shown and sent with their hidden characters in plain sight', async () => {
        const { chat } = person;
        await chat.newChat();
        await chat.attach(join(kit.folder, `names/invoice${hidden.rightToLeft}fdp.ts`));
        await chat.chips.first().waitFor();
        assert.ok(!(await chat.chips.first().innerText()).includes(hidden.rightToLeft));
        await chat.ask('What is this?');
        assert.ok(!lastBody().includes(hidden.rightToLeft));
        assert.match(lastBody(), /invoice\[U\+202E\]fdp/);
      });
    }

    it('looked up no host name and asked nobody but the site, also for an answer full of addresses', async () => {
      const { chat } = person;
      await chat.newChat();
      machine.cn.setFault({ fault: 'hostile', kind: 'chat' });
      await chat.ask('Hello');
      assert.match(await chat.textOfLast(), /evil\.invalid/);
      // What was written down shows that whatever else had been asked for would stand there too.
      assert.ok(lookups.names().includes('127.0.0.1'), 'the server says where it listens');
      assert.deepEqual(
        { connected: lookups.connectionsOfExtensions(), lookedUp: lookups.namesInExtensions() },
        { connected: [`127.0.0.1:${machine.cn.port}`], lookedUp: [] },
      );
    });

    it('changed no setting, and no secret of it has left', async () => {
      await until('nothing to run', () => machine.cn.open().requests === 0);
      assert.equal(machine.editor.settingsText, settingsBefore);
      const sent = everySent();
      for (const secret of [envSecret, 'b3BlbnNzaC1rZXktdjEAAAAACANARYOFAKEY', privateKeyText])
        assert.ok(!sent.includes(secret));
      assert.deepEqual(trap.requests(), []);
    });
  });
}
