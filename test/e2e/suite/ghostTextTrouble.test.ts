// Ghost text on a platform that is dead, slow or refusing: the typing goes on, the menu names what is wrong, and no pop-up comes.
import { strict as assert } from 'node:assert';
import type { EditorWindow } from '../../editor/editorWindow.ts';
import { assertBooksAgree } from '../books.ts';
import { endGhostDesk, sharedGhostDesk } from '../ghostDesk.ts';
import { aParcelValue, type GhostHands } from '../ghostHands.ts';
import { type Installed, revert, triggerKey } from '../installed.ts';
import { until } from '../until.ts';

describe('ghost text in trouble', () => {
  let machine: Installed;
  let window: EditorWindow;
  let hands: GhostHands;

  before(async () => {
    ({ machine, window, hands } = await sharedGhostDesk());
  });
  afterEach(async () => {
    machine.site.clearFaults();
    assert.equal(await window.notifications.count(), 0, 'no pop-up, whatever happens');
  });
  // The platform is gone by then.
  after(endGhostDesk);

  /** Every completion from now on. */
  const lay = (fault: string): void => machine.site.setFault({ fault, kind: 'completion', times: 10_000 });

  it('never holds up the typing while not even headers come, and waits for two at most', async () => {
    await revert(window);
    lay('stall-headers');
    await hands.type('\nconst steady = "typing goes on while nothing answers";');
    assert.ok(machine.site.open().requests <= 2);
    assert.match(await machine.saved(window, 'src/tariff.ts'), /typing goes on while nothing answers/);
    machine.site.clearFaults();
    await hands.beginFunction('quickZone');
    await hands.shows(aParcelValue);
  });

  it('gives up a request when something else is typed, and it is billed', async () => {
    lay('stall-after-1');
    await hands.beginFunction('stalledZone');
    await hands.press(triggerKey);
    await until('a request', () => machine.site.open().requests > 0);
    const wasAborted = machine.site.bill().entries.filter(({ aborted }) => aborted).length;
    await hands.type('"something else altogether"');
    await until('a request that was given up', async () => {
      await hands.type(' and on');
      const { entries } = machine.site.bill();
      return entries.filter(({ aborted, promptTokens }) => aborted && promptTokens > 0).length > wasAborted;
    });
  });

  for (const [what, fault] of [
    ['overloaded', 'http-503-50505'],
    ['limiting the rate', 'http-429-rpm'],
    ['not to be reached', 'reset-headers'],
  ] as const)
    it(`rests by name while the platform is ${what}, and comes back by itself`, async () => {
      lay(fault);
      await hands.beginFunction('busyZone');
      await hands.says(/paused because the site is not answering well/, () => hands.type('a'));
      machine.site.clearFaults();
      let tries = 0;
      await until(
        'the recovery',
        async () => {
          // Each time another name: what is remembered of a place proves nothing.
          tries += 1;
          await hands.beginFunction(`calmZone${fault.length}x${tries}`);
          return hands.shows(aParcelValue, 2_000).then(
            () => true,
            () => false,
          );
        },
        60_000,
      );
      await hands.says(/Ghost text is on/);
    });

  it('has booked all of it, to the last unit', async () => {
    await revert(window);
    await assertBooksAgree(machine.site, machine.editor.dataFolder);
  });

  it('names a platform that is gone, and the typing goes on', async () => {
    await machine.site.close();
    await hands.beginFunction('lastZone');
    await hands.says(/paused because the site is not answering well/, () => hands.type('a'));
    assert.match(await machine.saved(window, 'src/tariff.ts'), /lastZone/);
    await window.screenshot('ghost-platform-gone');
  });
});
