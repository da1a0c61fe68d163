// False alarms of the guard: let through once or for good, never for a key of the platform, and taken back.
import { strict as assert } from 'node:assert';
import type { Result } from '../../../../src/core/failure.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import { StoredGrants } from '../../../../src/editor/requests/keptGrants.ts';
import { type GuardSettings, WindowGuard } from '../../../../src/editor/requests/windowGuard.ts';
import { fakeKey } from '../../../sandbox/keys.ts';
import { StillClock } from '../../core/request/gateFixture.ts';
import { chat } from '../../siliconflow/fakes.ts';

/** A space of the store's memory that two windows share. */
class SharedSpace {
  readonly rows = new Map<string, string>();
  failing = false;

  all(): Result<ReadonlyMap<string, string>> {
    return { ok: true, value: new Map(this.rows) };
  }

  async set(_space: string, key: string, value: string | undefined): Promise<Result<void>> {
    if (this.failing) return { ok: false, failure: { kind: 'ledger', detail: 'locked', sent: false } };
    if (value === undefined) this.rows.delete(key);
    else this.rows.set(key, value);
    return { ok: true, value: undefined };
  }
}

function windowOn(stored: SharedSpace | null, over: Partial<GuardSettings> = {}) {
  const vault = createVault('ABCDEF12');
  const clock = new StillClock();
  const grants = new StoredGrants({ stored, clock, masked: (placeholder) => vault.behind(placeholder) });
  const guard = new WindowGuard(vault, grants);
  guard.follow({ mode: 'mask', exclude: [], ...over }, [{ roots: ['/ws'] }]);
  return { guard, grants, clock };
}

const value = 'xK93-qpZ7-vBn2';
const text = `password = "${value}"`;

function sentText(guard: WindowGuard, asked: string, once?: ReadonlySet<string>): string {
  const request = chat({ messages: [{ role: 'user', parts: [{ kind: 'text', text: asked }] }] });
  const guarded = guard.guard(request, once);
  assert.ok(guarded.ok);
  return JSON.stringify(guarded.value.request.kind === 'chat' && guarded.value.request.messages);
}

describe('a value let through once', () => {
  it('is in this one request in clear, and in no other', () => {
    const { guard } = windowOn(null);
    const masked = guard.mask(text);
    assert.ok(!masked.text.includes(value));
    const once = new Set(masked.placeholders);
    assert.ok(sentText(guard, masked.text, once).includes(value));
    assert.ok(!sentText(guard, masked.text).includes(value));
  });

  it('keeps its placeholder in what is stored', () => {
    const { guard } = windowOn(null, { mode: 'block' });
    const first = guard.mask(text);
    assert.equal(first.stops, true);
    const again = guard.mask(text, new Set(first.placeholders));
    assert.equal(again.stops, false);
    assert.ok(!again.text.includes(value));
  });

  it('lets nothing else through', () => {
    const { guard } = windowOn(null);
    const other = 'qq81-LmNz-7712';
    const both = `${text}\nsecret = "${other}"`;
    const once = new Set(guard.mask(text).placeholders);
    const sent = sentText(guard, both, once);
    assert.ok(sent.includes(value) && !sent.includes(other));
  });

  it('is never a key of the platform, nor something that holds one', () => {
    const { guard } = windowOn(null);
    const key = fakeKey('let', 'through');
    for (const asked of [key, `password = "${key}"`, `https://user:${key}@example.com/x`]) {
      const masked = guard.mask(asked);
      assert.ok(masked.placeholders.length > 0, asked);
      assert.ok(!sentText(guard, asked, new Set(masked.placeholders)).includes(key), asked);
    }
  });

  it('opens no excluded file', () => {
    const { guard } = windowOn(null);
    guard.mask(text);
    assert.ok(guard.refusal(['/ws/.env']));
  });
});

describe('a value let through for good', () => {
  it('is in clear from then on, in every window, until it is taken back', async () => {
    const shared = new SharedSpace();
    const one = windowOn(shared);
    const two = windowOn(shared);
    assert.ok(!two.guard.mask(text).text.includes(value));
    const [placeholder = ''] = one.guard.mask(text).placeholders;
    assert.equal(await one.grants.keep(placeholder), null);
    two.grants.refresh();
    for (const { guard } of [one, two]) {
      assert.equal(guard.mask(text).text, text);
      assert.ok(sentText(guard, text).includes(value));
    }
    const [kept] = two.grants.list();
    assert.equal(kept?.sinceMs, one.clock.nowMs());
    assert.equal(await two.grants.revoke(kept?.id ?? ''), null);
    one.grants.refresh();
    for (const { guard, grants } of [one, two]) {
      assert.deepEqual(grants.list(), []);
      assert.ok(!guard.mask(text).text.includes(value));
    }
  });

  it('stands in clear also where it was masked before', async () => {
    const { guard, grants } = windowOn(new SharedSpace());
    const masked = guard.mask(text);
    await grants.keep(masked.placeholders[0] ?? '');
    assert.equal(guard.mask(masked.text).text, text);
  });

  it('is kept as a salted digest: the store holds nothing of it', async () => {
    const [one, two] = [new SharedSpace(), new SharedSpace()];
    for (const shared of [one, two]) {
      const { guard, grants } = windowOn(shared);
      await grants.keep(guard.mask(text).placeholders[0] ?? '');
      const held = JSON.stringify([...shared.rows]);
      assert.ok(!held.includes(value) && !held.includes(btoa(value)));
    }
    assert.notDeepEqual([...one.rows.keys()], [...two.rows.keys()]);
  });

  it('is never a key of the platform, and no placeholder of another window', async () => {
    const { guard, grants } = windowOn(new SharedSpace());
    const [placeholder = ''] = guard.mask(fakeKey('let', 'through')).placeholders;
    assert.equal((await grants.keep(placeholder))?.kind, 'blocked');
    assert.equal((await grants.keep('SECRET_PASSWORD_1_ZZZZZZ'))?.kind, 'blocked');
    assert.deepEqual(grants.list(), []);
  });

  it('is not let through when the store could not keep it', async () => {
    const shared = new SharedSpace();
    const { guard, grants } = windowOn(shared);
    const masked = guard.mask(text);
    shared.failing = true;
    assert.equal((await grants.keep(masked.placeholders[0] ?? ''))?.kind, 'ledger');
    assert.ok(!guard.mask(text).text.includes(value));
  });

  it('holds for the window alone when there is no store', async () => {
    const { guard, grants } = windowOn(null);
    await grants.keep(guard.mask(text).placeholders[0] ?? '');
    assert.equal(guard.mask(text).text, text);
  });
});

describe('a request refused for its secrets', () => {
  it('offers nothing when a key of the platform is among them: letting the rest through would not help', () => {
    const { guard } = windowOn(null, { mode: 'block' });
    const asked = `${text}\n${fakeKey('let', 'through')}`;
    const masked = guard.mask(asked);
    assert.deepEqual(masked.offered, []);
    assert.equal(guard.mask(asked, new Set(masked.placeholders)).stops, true);
    const request = chat({ messages: [{ role: 'user', parts: [{ kind: 'text', text: asked }] }] });
    const refused = guard.guard(request, new Set(masked.placeholders));
    assert.ok(!refused.ok && refused.failure.letThrough === undefined);
  });

  it('names what may be let through, by placeholder', () => {
    const { guard } = windowOn(null, { mode: 'block' });
    const request = chat({ messages: [{ role: 'user', parts: [{ kind: 'text', text }] }] });
    const refused = guard.guard(request);
    assert.ok(!refused.ok && refused.failure.kind === 'blocked');
    const letThrough = new Set(refused.failure.letThrough);
    assert.equal(letThrough.size, 1);
    assert.ok(!JSON.stringify(refused.failure).includes(value));
    assert.ok(guard.guard(request, letThrough).ok);
  });
});
