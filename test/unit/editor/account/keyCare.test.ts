import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { keysInSettings, withoutEntry } from '../../../../src/core/account/keysInSettings.ts';
import { maskedKey } from '../../../../src/core/account/maskedKey.ts';
import { officialPlaces } from '../../../../src/core/account/place.ts';
import type { Sentence } from '../../../../src/core/sentence.ts';
import { fingerprint } from '../../../../src/editor/account/fingerprint.ts';
import { Keys } from '../../../../src/editor/account/keys.ts';
import { KeyDiary } from '../../../../src/editor/account/keyTimes.ts';
import { keySection, keyWords } from '../../../../src/editor/account/keyWords.ts';
import { type MoveParts, offerToMoveKeys } from '../../../../src/editor/account/moveKey.ts';
import { FakeMemory, ManualClock, SharedSecrets } from '../accountFakes.ts';

const { cn, global } = officialPlaces;
const canary = `sk-${'canary'.repeat(8)}`;
const otherKey = `sk-${'second'.repeat(8)}`;
const dayMs = 24 * 3_600_000;

describe('a key that is shown', () => {
  it('shows its beginning and its last four letters, and of a short one nothing', () => {
    assert.equal(maskedKey(canary), 'sk-••••nary');
    assert.equal(maskedKey('token-of-another-gateway'), '••••eway');
    assert.equal(maskedKey('sk-short'), 'sk-••••');
    fc.assert(fc.property(fc.string(), (key) => maskedKey(key).length <= 11));
  });

  it('comes with its last use', () => {
    const words = (usedMs: number | null): readonly (string | number)[] =>
      keyWords(canary, { usedMs, enteredMs: null }, 10 * dayMs, 'en').args ?? [];
    assert.deepEqual(words(null), ['sk-••••nary']);
    assert.deepEqual(words(10 * dayMs - 3 * 3_600_000), ['sk-••••nary', '3 hours ago']);
    assert.deepEqual(words(9 * dayMs), ['sk-••••nary', 'yesterday']);
    assert.deepEqual(words(11 * dayMs), ['sk-••••nary', 'now']);
  });
});

describe('the age of a key', () => {
  it('counts from its entry, is asked for after so many days, and never when the person wants none', async () => {
    const [clock, memory] = [new ManualClock(), new FakeMemory()];
    await clock.advance(dayMs);
    const diary = new KeyDiary(memory, clock);
    const keys = new Keys(new SharedSecrets().window(), memory, clock, 1_000, (it) => diary.noteEntered(it));
    await keys.store(cn, canary);
    const due = (days: number): number | null => diary.dueDays(fingerprint(canary), days);
    assert.equal(due(90), null);
    await clock.advance(90 * dayMs - 1);
    assert.equal(due(90), null);
    await clock.advance(1);
    assert.equal(due(90), 90);
    assert.equal(due(0), null);
    await keys.store(cn, canary);
    assert.equal(due(90), null);
    assert.doesNotMatch(JSON.stringify([...memory.values]), /canary/);
  });

  it('is told in the status bar with the way to a new one, and only there', async () => {
    const [clock, memory] = [new ManualClock(), new FakeMemory()];
    await clock.advance(dayMs);
    const diary = new KeyDiary(memory, clock);
    diary.noteSeen('f1');
    const access = { place: cn, key: canary, account: 'f1', from: 'secretStorage' } as const;
    const section = keySection({
      setup: { access: () => ({ ok: true, value: access }) },
      diary,
      reminderDays: () => 90,
      nowMs: () => clock.nowMs(),
      locale: () => 'en',
    });
    assert.deepEqual([section.remarks(), section.entries()], [[], []]);
    await clock.advance(100 * dayMs);
    diary.noteSeen('f1');
    assert.equal(section.remarks().length, 1);
    assert.equal(section.entries()[0]?.label.text, 'Replace API Key');
  });

  it('keeps the last use without a write for every request', async () => {
    const [clock, memory] = [new ManualClock(), new FakeMemory()];
    let writes = 0;
    memory.onDidChange(() => {
      writes += 1;
    });
    await clock.advance(dayMs);
    const diary = new KeyDiary(memory, clock);
    for (let request = 0; request < 120; request += 1) {
      diary.noteUsed('f1');
      await clock.advance(1_000);
    }
    assert.equal(writes, 2);
    assert.equal(diary.times('f1').usedMs, dayMs + 60_000);
  });
});

describe('a key in a settings file', () => {
  it('is found by its shape under our names, and elsewhere in fields that are named like a key', () => {
    const settings = {
      siliconflow: { note: canary, deep: { anything: [` Bearer ${canary} `] } },
      'siliconflow.apiKey': canary,
      other: { apiKey: canary, text: canary, list: [{ api_key: canary }] },
      'terminal.integrated.env.linux': { SILICONFLOW_API_KEY: canary, PATH: canary },
      openai: { apiKey: 'sk-proj-Ab3dE', token: `sk-${'A'.repeat(48)}` },
    };
    assert.deepEqual(
      keysInSettings(settings).map(({ path }) => path.join('.')),
      [
        'siliconflow.note',
        'siliconflow.deep.anything.0',
        'siliconflow.apiKey',
        'other.apiKey',
        'other.list.0.api_key',
        'terminal.integrated.env.linux.SILICONFLOW_API_KEY',
      ],
    );
  });

  it('is taken out of a value without touching what stands beside it', () => {
    const value = { a: { key: canary, b: 1 }, list: [{ key: canary }, { c: 2 }] };
    assert.deepEqual(withoutEntry(value, ['a', 'key']), { a: { b: 1 }, list: [{ key: canary }, { c: 2 }] });
    assert.deepEqual(withoutEntry(value, ['list', '0', 'key']), { a: value.a, list: [{ c: 2 }] });
    assert.equal(withoutEntry({ key: canary }, ['key']), undefined);
    assert.equal(withoutEntry(canary, []), undefined);
  });

  function scene(answer: string | undefined, layer: 'user' | 'workspace' = 'user') {
    const memory = new FakeMemory();
    const keys = new Keys(new SharedSecrets().window(), memory, new ManualClock());
    const state = { key: canary, place: cn as MoveParts['place'] extends () => infer P ? P : never };
    const offered: Sentence[] = [];
    const removed: string[] = [];
    let moved = 0;
    const parts: MoveParts = {
      files: {
        layers: () => [{ layer, tree: { 'siliconflow.apiKey': state.key } }],
        remove: async (_, { path }) => {
          removed.push(path.join('.'));
          return true;
        },
        open: async () => undefined,
      },
      memory,
      keys,
      place: () => state.place,
      offer: async (words, labels) => {
        offered.push(words);
        return labels.find((label) => label.text === answer);
      },
      onMoved: async () => {
        moved += 1;
      },
    };
    return { parts, keys, memory, state, offered, removed, moved: () => moved };
  }

  it('moves on a yes, and leaves the file then', async () => {
    const { parts, keys, offered, removed, moved } = scene('Move to Secret Storage');
    await offerToMoveKeys(parts);
    const read = await keys.read(cn);
    assert.ok(read.ok && read.value.kind === 'key' && read.value.key === canary);
    assert.deepEqual([removed, moved(), offered.length], [['siliconflow.apiKey'], 1, 2]);
    assert.doesNotMatch(JSON.stringify(offered), /canarycanary/);
  });

  it('stays without a yes, and is not offered again; another key is', async () => {
    const { parts, keys, state, offered, removed, memory } = scene(undefined);
    await offerToMoveKeys(parts);
    await offerToMoveKeys(parts);
    assert.equal(offered.length, 1);
    state.key = otherKey;
    await offerToMoveKeys(parts);
    assert.equal(offered.length, 2);
    assert.deepEqual(removed, []);
    assert.deepEqual(await keys.read(cn), { ok: true, value: { kind: 'none' } });
    assert.doesNotMatch(JSON.stringify([...memory.values]), /canarycanary/);
  });

  it('never takes the place of a key that is in use, also one from a workspace', async () => {
    const { parts, keys, removed } = scene('Remove from Settings', 'workspace');
    await keys.store(cn, otherKey);
    await offerToMoveKeys(parts);
    const read = await keys.read(cn);
    assert.ok(read.ok && read.value.kind === 'key' && read.value.key === otherKey);
    assert.deepEqual(removed, ['siliconflow.apiKey']);
  });

  it('is not spoken of before a site was chosen', async () => {
    const { parts, state, offered } = scene('Move to Secret Storage');
    state.place = null;
    await offerToMoveKeys(parts);
    assert.deepEqual(offered, []);
    state.place = global;
    await offerToMoveKeys(parts);
    assert.equal(offered.length, 2);
  });
});

describe('removing all keys', () => {
  it('reaches keys of every site and of addresses that are no longer set', async () => {
    const secrets = new SharedSecrets();
    const keys = new Keys(secrets.window(), new FakeMemory(), new ManualClock());
    await keys.store(cn, canary);
    await keys.store(global, canary);
    secrets.values.set('siliconflow.key.custom:https://gone.example', canary);
    assert.deepEqual(await keys.names(), { ok: true, value: [...secrets.values.keys()] });
    assert.ok((await keys.removeAll()).ok);
    assert.equal(secrets.values.size, 0);
    assert.deepEqual(await keys.read(cn), { ok: true, value: { kind: 'none' } });
  });
});
