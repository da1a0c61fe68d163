import { strict as assert } from 'node:assert';
import type { StatusFacts, StatusText } from '../../../src/core/spend/statusText.ts';
import { menuEntries } from '../../../src/editor/statusBar/menu.ts';
import { StatusBar } from '../../../src/editor/statusBar/statusBar.ts';
import { commands } from '../../../src/ids.ts';
import { ManualClock } from './accountFakes.ts';

const nothing = { totals: [], unpricedRequests: 0, unpricedTokens: 0 };

function open() {
  const clock = new ManualClock();
  const shown: StatusText[] = [];
  let isDisposed = false;
  const state = { requests: 0 };
  const facts = (): StatusFacts => ({
    stage: 'ready',
    place: { name: 'SiliconFlow CN', host: 'api.siliconflow.cn', currency: 'CNY' },
    model: null,
    running: false,
    today: { ...nothing, unpricedRequests: state.requests },
    month: nothing,
    chat: null,
    budgets: [],
    sites: [],
    minute: null,
    lastGhostText: null,
    unaskedGhostText: null,
    ghostText: [],
    locale: 'en',
    added: { rows: [], remarks: [], links: [] },
  });
  const item = {
    show: (status: StatusText) => void shown.push(status),
    dispose: () => {
      isDisposed = true;
    },
  };
  const bar = new StatusBar(item, facts, clock);
  return { bar, clock, shown, state, isDisposed: () => isDisposed };
}

describe('the status bar', () => {
  it('draws at once, then at most once in 250 ms, and never loses the last change', async () => {
    const { bar, clock, shown, state } = open();
    bar.changed();
    assert.equal(shown.length, 1);
    for (let token = 1; token <= 100; token += 1) {
      state.requests = token;
      bar.changed();
      await clock.advance(10);
    }
    assert.ok(shown.length <= 6, `${shown.length} updates in one second`);
    await clock.advance(250);
    assert.deepEqual(shown.at(-1)?.remarks[0]?.args, [100]);
  });

  it('does not draw what has not changed', async () => {
    const { bar, clock, shown } = open();
    for (let i = 0; i < 5; i += 1) {
      bar.changed();
      await clock.advance(300);
    }
    assert.equal(shown.length, 1);
  });

  it('leaves no timer and draws nothing after dispose', async () => {
    const { bar, clock, shown, state, isDisposed } = open();
    bar.changed();
    state.requests = 1;
    bar.changed();
    bar.dispose();
    bar.changed();
    await clock.advance(1_000);
    assert.equal(shown.length, 1);
    assert.equal(clock.sleeping, 0);
    assert.ok(isDisposed());
  });
});

describe('the menu of the status bar', () => {
  const facts = {
    isReady: true,
    isRunning: false,
    model: 'a/b',
    placeName: 'SiliconFlow CN',
    key: [],
    ghostText: { isOn: true, words: [] },
    hasBills: true,
    added: [],
  };
  const names = (more: Partial<typeof facts>): string[] =>
    menuEntries({ ...facts, ...more }).map((entry) =>
      entry.run === 'command' ? entry.command : entry.run === 'action' ? entry.action : entry.label.text,
    );

  it('offers what people want there, each once', () => {
    const all = names({});
    assert.equal(new Set(all).size, all.length);
    for (const wanted of [
      commands.openChat,
      commands.newChat,
      commands.selectModel,
      commands.switchSite,
      commands.setApiKey,
      commands.stopAll,
      'openSettings',
      'openBill',
      'showLog',
      commands.diagnose,
    ]) {
      assert.ok(all.includes(wanted), wanted);
    }
  });

  it('begins with what is most wanted now: stopping what runs, or finishing the set-up', () => {
    assert.equal(names({ isRunning: true })[0], commands.stopAll);
    assert.equal(names({ isReady: false })[0], commands.switchSite);
    assert.equal(names({})[0], commands.openChat);
    assert.ok(!names({ ghostText: { isOn: false, words: [] }, hasBills: false }).includes('openBill'));
  });
});
