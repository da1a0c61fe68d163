import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { noticeKey, noticeLines, noticeTitle } from '../../../../src/core/account/notice.ts';
import {
  customPlace,
  officialPlaces,
  otherSite,
  placeId,
  resolvePlace,
} from '../../../../src/core/account/place.ts';

const custom = (text: string) => customPlace(text, null);

describe('the address of a custom site', () => {
  it('may be https anywhere and http on this machine only', () => {
    for (const good of [
      'https://gateway.example/v1',
      'http://127.0.0.1:4010/v1',
      'http://localhost:8080/v1',
      'http://[::1]:1/v1',
      '  https://gateway.example/v1/  ',
    ]) {
      assert.ok(custom(good).ok, good);
    }
    for (const bad of [
      '',
      'gateway',
      'http://gateway.example/v1',
      'http://localhost.example/v1',
      'http://gateway.localhost/v1',
      'http://127.0.0.1.example/v1',
      'http://0.0.0.0/v1',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'https://user:secret@gateway.example/v1',
      'https://gateway.example/v1?x=1',
      'https://gateway.example/v1#x',
      'https://gateway.example/v1/chat',
      'https://gateway.example/api',
      'https://gateway.example/v1/chat/completions',
    ]) {
      assert.ok(!custom(bad).ok, bad);
    }
  });

  it('is kept without its last slash, and names what is local', () => {
    const far = custom('https://gateway.example:8443/v1/');
    const near = custom('http://127.0.0.1:4010/v1');
    assert.ok(far.ok && near.ok);
    assert.equal(far.place.baseUrl, 'https://gateway.example:8443/v1');
    assert.equal(far.place.origin, 'https://gateway.example:8443');
    assert.equal(far.place.local, false);
    assert.equal(near.place.local, true);
    assert.equal(near.place.host, '127.0.0.1:4010');
  });

  it('never throws, and never gives an origin other than https or a loopback http', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
        const result = custom(text);
        if (!result.ok) return;
        const { protocol, hostname } = new URL(result.place.origin);
        assert.ok(
          protocol === 'https:' || /^localhost$|^\[::1\]$/.test(hostname) || hostname.startsWith('127.'),
        );
      }),
    );
  });
});

describe('places', () => {
  it('keep secrets and notices of different origins apart', () => {
    const one = custom('https://one.example/v1');
    const two = custom('https://two.example/v1');
    assert.ok(one.ok && two.ok);
    const ids = [officialPlaces.cn, officialPlaces.global, one.place, two.place].map(placeId);
    assert.equal(new Set(ids).size, 4);
    assert.notEqual(noticeKey(one.place), noticeKey(two.place));
  });

  it('are the official ones whatever the custom settings say', () => {
    const result = resolvePlace('cn', { baseUrl: 'https://evil.example/v1', currency: 'USD' });
    assert.ok(result.ok);
    assert.equal(result.place.host, 'api.siliconflow.cn');
    assert.equal(otherSite('cn'), 'global');
    assert.equal(otherSite('custom'), null);
  });

  it('tell in the notice to which host things go, and call a local server by its name', () => {
    const text = (lines: readonly { text: string; args?: readonly unknown[] }[]): string =>
      JSON.stringify(lines);
    assert.match(text(noticeLines(officialPlaces.cn)), /api\.siliconflow\.cn/);
    assert.match(
      text(noticeLines(officialPlaces.global)),
      /costs money.*adults.*personal data.*AI-generated/s,
    );
    const far = custom('https://gateway.example/v1');
    const near = custom('http://localhost:1/v1');
    assert.ok(far.ok && near.ok);
    assert.match(text(noticeLines(far.place)), /not a site of SiliconFlow/);
    assert.match(text(noticeLines(near.place)), /local server on this machine/);
    assert.match(noticeTitle(near.place).text, /Local server/);
  });
});
