// Values of `.env` files are found wherever they stand, in every spelling, whatever their number.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { parseEnv } from '../../../../src/core/outgoing/envFile.ts';
import { knownValueFinder } from '../../../../src/core/outgoing/knownValues.ts';
import { spentMs } from '../../fakes/spentMs.ts';

const value = fc.string({ minLength: 12, maxLength: 40, unit: 'grapheme-ascii' }).filter((text) => {
  return /[a-z]/i.test(text) && /\d/.test(text) && !/^[.~/]|\s|(.)\1{5}/.test(text);
});

describe('known values', () => {
  it('are found in any text, plain, escaped, in an address and in Base64 of any alignment', () => {
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
        const { find } = knownValueFinder([{ name: 'API_SECRET', value: secret }]);
        const spellings = [
          secret,
          JSON.stringify(secret).slice(1, -1),
          encodeURIComponent(secret),
          encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
          secret
            .replaceAll('&', '&amp;')
            .replaceAll('<', '&lt;')
            .replaceAll('>', '&gt;')
            .replaceAll('"', '&quot;'),
          Buffer.from(secret).toString('hex'),
          Buffer.from(`${before}:${secret}`).toString('base64'),
          Buffer.from(`${secret}:${after}`).toString('base64url'),
        ];
        for (const spelling of spellings) assert.ok(find(before + spelling + after).length > 0, spelling);
      }),
    );
  });

  it('are found by the same places as a search for each of them', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(value, { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat(40)),
        (all, order) => {
          const text = order.map((at) => all[at % all.length]).join('; ');
          const { find } = knownValueFinder(all.map((one, at) => ({ name: `KEY_${at}`, value: one })));
          const covered = new Set(find(text).flatMap(({ start, end }) => range(start, end)));
          for (const one of all) {
            for (let at = text.indexOf(one); at >= 0; at = text.indexOf(one, at + 1)) {
              for (const place of range(at, at + one.length))
                assert.ok(covered.has(place), `${one} at ${place}`);
            }
          }
        },
      ),
    );
  });

  it('leaves alone what stands in every text', () => {
    const env = [
      'NODE_ENV=development',
      'PORT=8080',
      'DB_PASSWORD=postgres',
      'API_KEY=changeme',
      'BASE_URL=http://localhost:3000/api/v1',
      'TOKEN_PATH=/var/run/secrets/token',
      'AUTH_TIMEOUT=86400000',
    ].join('\n');
    assert.deepEqual(knownValueFinder(parseEnv(env)).find(env), []);
  });

  const valuesOf = (env: string): readonly string[] => parseEnv(env).map(({ value }) => value);

  it('leaves alone the words of names that only look like those of secrets, and what is said about one', () => {
    const words = `AUTHOR="Jane Smith"\nKEYCLOAK_REALM=mycompany\nTOKENIZER_MODEL=bert-base-uncased
      PASSENGER_APP_ENV=preproduction\nSECRET_NAME=shop-backend\nAUTH_URL=https://login.shop.internal/auth
      TOKEN_ISSUER=shop-accounts\nAPI_KEY_HEADER=X-Shop-Access`;
    const values = parseEnv(words);
    assert.equal(values.length, 8);
    const { find } = knownValueFinder(values);
    for (const { value } of values) assert.deepEqual(find(` ${value} `), [], value);
    const secrets = parseEnv(
      'AUTHORIZATION=letters-only\nKEYCLOAK_CLIENT_SECRET=letters-only-too\nWEBHOOK_URL=https://hooks.shop.internal/abcdef\nTOKEN=some-letters',
    );
    for (const one of secrets)
      assert.equal(knownValueFinder([one]).find(` ${one.value} `).length, 1, one.name);
  });

  it('are read with quotes, escapes, comments, several lines and references, as programs read them', () => {
    assert.deepEqual(valuesOf('A="say \\"hi\\" now" # c'), ['say "hi" now']);
    assert.deepEqual(valuesOf("A='as $B \\n is' # c"), ['as $B \\n is']);
    assert.deepEqual(valuesOf('  export A=plain#part # comment'), ['plain#part']);
    assert.deepEqual(valuesOf('A: yaml-like\nset B=windows\n$env:C = "shell"'), [
      'yaml-like',
      'windows',
      'shell',
    ]);
    assert.deepEqual(valuesOf('A="first line\r\nsecond line"\r\nB=next'), [
      'first line\nsecond line',
      'first line',
      'second line',
      'next',
    ]);
    assert.deepEqual(valuesOf('A="first\\nsecond"'), ['first\nsecond', 'first', 'second']);
    const dollar = '$';
    const address = `postgres://u:${dollar}{P}@${dollar}H/db`;
    const whole = `postgres://u:Zq81mm20Xw@${dollar}H/db`;
    assert.deepEqual(valuesOf(`P=Zq81mm20Xw\nURL=${address}`), ['Zq81mm20Xw', address, whole]);
    assert.deepEqual(valuesOf('A="never closed\nB=next'), ['"never closed', 'next']);
  });

  it('are read behind a quote that is never closed', () => {
    const names = parseEnv('A_KEY="first-4711\nB_KEY=second-4711\nC_KEY="third-4711"\n')
      .filter(({ value }) => /^[a-z]+-4711$/.test(value))
      .map(({ name, value }) => `${name}=${value}`);
    assert.deepEqual(new Set(names), new Set(['A_KEY=first-4711', 'B_KEY=second-4711', 'C_KEY=third-4711']));
  });

  it('may be as short as six characters, where they stand alone and no word is so written', () => {
    const { find } = knownValueFinder(parseEnv('DB_PASSWORD=hunter2\nAPI_TOKEN=letter\nMODE_KEY=on'));
    assert.deepEqual(find('connect("hunter2")'), [{ rule: 'env-db-password', start: 9, end: 16 }]);
    assert.deepEqual(find('ghunter2 hunter22 hunter_2 letter on'), []);
  });

  it('cost no more than a file is long, however it is written', () => {
    for (const line of ['A="', 'A="\n', 'A=$A$A', 'A=$B', 'A=$', "A='\n'"]) {
      const tookMs = spentMs(() => parseEnv(`${line}\n`.repeat(200_000 / (line.length + 1))));
      assert.ok(tookMs < 2_000, `${line}: ${tookMs} ms`);
    }
  });

  it('takes a password that is a word, because the file says that it is one', () => {
    const { find } = knownValueFinder(parseEnv('DB_PASSWORD="correcthorse"'));
    assert.deepEqual(find('connect("correcthorse")'), [{ rule: 'env-db-password', start: 9, end: 21 }]);
  });
});

function range(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, at) => start + at);
}
