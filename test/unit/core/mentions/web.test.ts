import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { pageText, pageTitle } from '../../../../src/core/mentions/pageText.ts';
import { isPrivateAddress, isPrivateName, webAddress } from '../../../../src/core/mentions/webAddress.ts';
import { spentMs } from '../../fakes/spentMs.ts';

describe('the text of a web page', () => {
  it('keeps headings, lists, tables and code apart, and drops what is not read', () => {
    const html = `<!doctype html><html><head><title>Rates &amp; fees</title><style>p{}</style></head><body>
      <nav><a href="/">Home</a></nav>
      <main><h1>Rates</h1><p>One   step is <b>500&nbsp;g</b>.<!-- hidden --></p>
      <ul><li>local</li><li>remote</li></ul>
      <table><tr><th>zone</th><td>120</td></tr></table>
      <pre><code>if (a &lt; b) {\n  pay();\n}</code></pre><script>alert("no")</script></main><footer>Imprint</footer></body></html>`;
    const text = pageText(html);
    assert.match(text, /^# Rates\n/);
    assert.match(text, /One step is 500 g\./);
    assert.match(text, /- local\n- remote/);
    assert.match(text, /zone \| 120 \|/);
    assert.match(text, /```\nif \(a < b\) \{\n {2}pay\(\);\n\}\n```/);
    for (const unseen of ['hidden', 'alert', 'Home', 'Imprint', 'p{}'])
      assert.ok(!text.includes(unseen), unseen);
    assert.equal(pageTitle(html), 'Rates & fees');
  });

  it('comes to an end for anything, and shows no script', () => {
    const piece = fc.constantFrom(
      '<script>',
      '</script>',
      '<!--',
      '-->',
      '<p',
      '>',
      '<pre>',
      '</pre>',
      'x',
      '&#x41;',
      '&#9999999;',
      '<',
      '</',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        assert.ok(!/<script>/.test(pageText(pieces.join(''))));
      }),
    );
  });

  it('takes a page made to cost time in its stride', () => {
    for (const piece of ['<script>', '<!--', '<pre>', '<p ', '<main>', '&#', '<h1><', '   \n']) {
      const page = piece.repeat(250_000);
      const tookMs = spentMs(() => [pageText(page), pageTitle(page)]);
      assert.ok(tookMs < 3_000, `${piece}: ${tookMs} ms`);
    }
  });
});

describe('an address of the web', () => {
  it('is http or https, without a name and a password in it', () => {
    for (const typed of ['https://example.com/a?b#c', 'http://127.0.0.1:8080/'])
      assert.ok(webAddress(typed), typed);
    for (const typed of [
      'ftp://a.b',
      'file:///etc/passwd',
      'https://me:secret@a.b/',
      'javascript:alert(1)',
      'a.b',
      'https://',
    ])
      assert.equal(webAddress(typed), null, typed);
  });

  it('is known for private by its number or its name', () => {
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '::1',
      'fe80::1%eth0',
      'fd00::1',
      '::ffff:10.0.0.1',
      '[::1]',
      '64:ff9b::a00:1',
    ])
      assert.equal(isPrivateAddress(address), true, address);
    for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])
      assert.equal(isPrivateAddress(address), false, address);
    for (const name of ['localhost', 'router', 'nas.local', 'git.corp', 'api.internal.'])
      assert.equal(isPrivateName(name), true, name);
    assert.equal(isPrivateName('example.com'), false);
  });
});
