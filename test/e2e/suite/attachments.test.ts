// A person attaches pictures and files: what may leave does, what may not is refused in words, and no draft is lost.
import { strict as assert } from 'node:assert';
import { readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pixelSize } from '../../../src/core/tokens/imageTokens.ts';
import { sharedDesk } from '../desk.ts';
import { openFile } from '../installed.ts';
import { type Machine, type PersonsWindow, repository } from '../machine.ts';
import { chatReceipts } from '../receipts.ts';
import { until } from '../until.ts';

const label = join(repository, 'test/e2e/demo/assets/label.png');

describe('an attachment', () => {
  let machine: Machine;
  let person: PersonsWindow;

  before(async () => {
    ({ machine, person } = await sharedDesk());
    const at = (name: string): string => join(machine.demo, name);
    writeFileSync(at('large.log'), 'x');
    truncateSync(at('large.log'), 21_000_000);
    writeFileSync(at('program.bin'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0, 0, 3]));
    writeFileSync(at('empty.txt'), '');
    symlinkSync(at('.env'), at('notes.txt'));
    writeFileSync(at('login.ts'), `export const token = 'ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}';\n`);
  });
  beforeEach(() => person.chat.newChat());

  it('that is a picture is seen by the vision model, its tokens booked', async () => {
    const { chat } = person;
    await chat.page.locator('sf-composer input.picture').setInputFiles(label);
    await chat.chips.locator('img').waitFor();
    const answer = await chat.ask('What is in this picture?');
    assert.match(await answer.innerText(), /96 × 64 pixels/);
    const entry = chat.billed().at(-1);
    assert.equal(entry?.model, 'zai-org/GLM-4.5V');
    const receipt = chatReceipts(machine).at(-1);
    assert.deepEqual(
      [receipt?.state, receipt?.promptTokens, receipt?.costPico],
      ['exact', entry?.promptTokens, BigInt(entry?.costPico ?? -1)],
    );
    assert.match(await answer.locator('.notes').innerText(), /cannot see images, so .*GLM-4\.5V/);
  });

  it('that is a picture can be pasted, and taken off again', async () => {
    const { chat, window } = person;
    const base64 = readFileSync(label).toString('base64');
    await window.page.evaluate(`(async () => {
      const bytes = Uint8Array.from(atob('${base64}'), (c) => c.charCodeAt(0));
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
    })()`);
    await chat.composer.focus();
    await window.page.keyboard.press('ControlOrMeta+V');
    await chat.chips.locator('img').waitFor();
    await chat.chips.getByRole('button', { name: /^Remove/ }).click();
    await chat.chips.waitFor({ state: 'detached' });
  });

  it('that is a picture of a file, larger than the platform reads, is scaled down before it is sent, and says so', async () => {
    const { chat, window } = person;
    const drawn: string = await window.page.evaluate(`(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 5_000, height: 3_000 });
      const context = canvas.getContext('2d');
      for (let at = 0; at < 200; at++) {
        context.fillStyle = 'hsl(' + at * 7 + ' 80% 50%)';
        context.fillRect((at * 97) % 5_000, (at * 61) % 3_000, 400, 300);
      }
      return canvas.toDataURL('image/jpeg');
    })()`);
    writeFileSync(join(machine.demo, 'wall.jpg'), Buffer.from(drawn.split(',')[1] ?? '', 'base64'));
    await chat.attach(join(machine.demo, 'wall.jpg'));
    const chip = chat.chips.filter({ hasText: 'wall.jpg' });
    await chip.getByText('Scaled down from 5000 × 3000 to what the platform reads.').waitFor();
    await window.screenshot('attachment-scaled');
    await chat.ask('What is in this picture?');
    const body = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions')?.body ?? '';
    const [dataUrl = ''] = /data:image\/jpeg;base64,[^"]+/.exec(body) ?? [];
    assert.deepEqual(pixelSize(dataUrl), { width: 4_626, height: 2_776 });
  });

  it('of 20 MB is refused in words, and the draft stays', async () => {
    const { chat } = person;
    await chat.composer.fill('What does this log say?');
    await chat.attach(join(machine.demo, 'large.log'));
    await chat.banner.filter({ hasText: 'large.log is too large to attach (21 MB).' }).waitFor();
    await chat.page.locator('sf-composer input.picture').setInputFiles({
      name: 'poster.png',
      mimeType: 'image/png',
      buffer: Buffer.alloc(20_500_000),
    });
    await chat.page.getByText('"poster.png" is 21 MB; at most 20 MB can be attached.').waitFor();
    assert.equal(await chat.composer.inputValue(), 'What does this log say?');
    assert.equal(await chat.chips.count(), 0);
    await chat.composer.fill('');
  });

  for (const [name, words] of [
    ['.env', /\.env/],
    ['notes.txt', /notes\.txt|\.env/],
    ['data/parcels.csv', /parcels\.csv/],
    ['program.bin', /program\.bin is a binary file\. Only text and images can be attached\./],
    ['empty.txt', /empty\.txt is empty\./],
  ] as const) {
    it(`named ${name} is refused in words`, async () => {
      const { chat } = person;
      await chat.composer.fill('A question in the making');
      await chat.attach(join(machine.demo, name));
      await chat.banner.filter({ hasText: words }).waitFor();
      assert.equal(await chat.chips.count(), 0);
      assert.equal(await chat.composer.inputValue(), 'A question in the making');
      await chat.composer.fill('');
    });
  }

  it('with a token in it is sent masked, says so, and the answer shows the real value again', async () => {
    const { chat } = person;
    const token = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`;
    await chat.attach(join(machine.demo, 'login.ts'));
    await chat.chips.locator('.chip-note').waitFor();
    await chat.ask('Explain login.ts');
    const body = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions')?.body ?? '';
    assert.ok(!body.includes(token));
    assert.match(body, /SECRET_\w+/);
  });

  it('that is dropped with Shift held, as the empty chat says, becomes a chip', async () => {
    const { chat, window } = person;
    await chat.page.getByText('drop them here with Shift held').waitFor();
    await openFile(window, 'src/desk.ts');
    const tab = window.page.locator('.tab').filter({ hasText: 'desk.ts' });
    await until('the chip', async () => {
      if ((await chat.chips.count()) > 0) return true;
      const [from, to] = [await tab.boundingBox(), await chat.composer.boundingBox()];
      if (!from || !to) return false;
      const { mouse, keyboard } = window.page;
      await mouse.move(from.x + 30, from.y + 12);
      await mouse.down();
      await mouse.move(from.x - 20, from.y + 60, { steps: 4 });
      // Without it the editor keeps what is dragged from its pages.
      await keyboard.down('Shift');
      await mouse.move(to.x + to.width / 2, to.y + 10, { steps: 12 });
      await mouse.up();
      await keyboard.up('Shift');
      return chat.chips
        .first()
        .waitFor({ timeout: 2_000 })
        .then(
          () => true,
          () => false,
        );
    });
    assert.match(await chat.chips.innerText(), /desk\.ts/);
    await window.closeEditor('desk.ts');
  });

  it('that is the selection of an editor carries its lines', async () => {
    const { chat, window } = person;
    await openFile(window, 'src/tariff.ts');
    await until('two lines to be selected', async () => {
      if ((await window.page.locator('.selected-text').count()) > 1) return true;
      await window.page.keyboard.press('Shift+ArrowUp');
      return false;
    });
    await window.runCommand('SiliconFlow: Add Selection to Chat');
    await until('the chip', async () => /tariff\.ts:\d+(-\d+)?/.test(await chat.chips.innerText()));
    await window.closeEditor('tariff.ts');
  });
});
