// Two windows of one machine: the same sum in both, one key, and one command that ends everything in both.
import { strict as assert } from 'node:assert';
import type { EditorWindow } from '../../editor/editorWindow.ts';
import { KEYS } from '../../sandbox/keys.ts';
import { Machine, type PersonsWindow } from '../machine.ts';
import { until } from '../until.ts';

describe('two windows of one machine', () => {
  let machine: Machine;
  let one: PersonsWindow;
  let two: PersonsWindow;

  before(async () => {
    machine = await Machine.start();
    one = await machine.openReady();
    two = await machine.openReady({});
    await one.chat.newChat();
  });
  after(() => machine.stop());

  const sumIn = ({ window }: { readonly window: EditorWindow }): Promise<string> =>
    window.statusItem('siliconflow').innerText();

  it('show the same sum within two seconds', async () => {
    const before = await sumIn(two);
    // Long enough to be seen in two decimals.
    machine.cn.setFault({ fault: 'long-line-1', kind: 'chat' });
    await one.chat.ask('Hello');
    await until('a new sum in the first window', async () => (await sumIn(one)) !== before);
    const startMs = performance.now();
    await until('the same sum in the second window', async () => (await sumIn(two)) === (await sumIn(one)));
    assert.ok(performance.now() - startMs < 2_000, `${performance.now() - startMs} ms`);
  });

  it('stop together by one command', async () => {
    await one.chat.newChat();
    await two.chat.newChat();
    machine.cn.setFault({ fault: 'pace-5', kind: 'chat', times: 2 });
    await one.chat.send('Hello');
    await two.chat.send('Hello');
    await until('two requests', () => machine.cn.open().requests === 2);
    await two.window.runCommand('SiliconFlow: Stop All Requests');
    await until('no request', () => machine.cn.open().requests === 0);
    for (const { chat } of [one, two]) assert.match(await (await chat.ended()).innerText(), /Stopped\./);
    assert.deepEqual(
      one.chat
        .billed()
        .slice(-2)
        .map(({ aborted }) => aborted),
      [true, true],
    );
  });

  it('learn of a key that was changed in the other one', async () => {
    await one.chat.enterKey(KEYS.cnSecond);
    // This host never tells the other window what the new key is: it must be told to reload, and then has it.
    await until('the second window to say so', async () => {
      if (!(await two.chat.setupTitle.isVisible())) return false;
      return /changed in another window/.test(await two.chat.setupTitle.innerText());
    });
    await two.window.reload();
    await two.chat.composer.waitFor();
    await two.chat.newChat();
    await two.chat.ask('Hello');
    const request = machine.cn.requests().findLast(({ url }) => url === '/v1/chat/completions');
    assert.equal(request?.headers.authorization, `Bearer ${KEYS.cnSecond}`);
  });
});
