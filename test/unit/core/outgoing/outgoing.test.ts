import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { parseEnv } from '../../../../src/core/outgoing/envFile.ts';
import { ignoreRules } from '../../../../src/core/outgoing/ignoreRules.ts';
import { knownValueFinder } from '../../../../src/core/outgoing/knownValues.ts';
import { maskText, type OutgoingPolicy, outgoing } from '../../../../src/core/outgoing/outgoing.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import { drawing, inContext, privateKey, wellFormed } from './secretCorpus.ts';

const policyWith = (more: Partial<OutgoingPolicy> = {}): OutgoingPolicy => ({
  mode: 'mask',
  vault: createVault('K7Q2ZD'),
  ...more,
});
const onlyText = (text: string, policy: OutgoingPolicy): string => {
  const result = outgoing([{ text }], policy);
  assert.ok(result.ok);
  return result.pieces.map((piece) => piece.text).join('');
};
const file = (path: string): { absolute: string[]; relative: string[] } => ({
  absolute: [`/work/${path}`],
  relative: [path],
});

/** Texts in which code, secrets and Chinese are mixed. */
const mixedText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        'const a = ',
        '"',
        "'",
        '\n',
        ' = ',
        'password: ',
        '密钥：',
        'SECRET_',
        '_K7Q2ZD',
        'sk-',
      ),
      fc
        .tuple(fc.nat(wellFormed.length - 1), fc.nat(1e6))
        .map(([at, seed]) => wellFormed[at]?.[1](drawing(seed)) ?? ''),
      fc
        .tuple(fc.nat(inContext.length - 1), fc.nat(1e6))
        .map(([at, seed]) => (inContext[at]?.[1](drawing(seed)) ?? []).join('')),
      fc.nat(1e6).map((seed) => privateKey(drawing(seed))),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('the outgoing gate', () => {
  it('gives back the very same text when an answer repeats what was masked', () => {
    fc.assert(
      fc.property(mixedText, (text) => {
        const policy = policyWith();
        assert.equal(policy.vault.unmask(onlyText(text, policy)), text);
      }),
    );
  });

  it('changes nothing more when it is run on what it has masked', () => {
    fc.assert(
      fc.property(mixedText, (text) => {
        const policy = policyWith();
        const once = onlyText(text, policy);
        assert.equal(onlyText(once, policy), once);
      }),
    );
  });

  it('takes no placeholder for the name of a secret', () => {
    const policy = policyWith();
    const once = onlyText(`sk-${drawing(7)('alnum', 48)} = _K7Q2ZDconst a = `, policy);
    assert.match(once, /^SECRET_/);
    assert.equal(onlyText(once, policy), once);
    const beside = onlyText(`${once.split(' ')[0]}_password = "${drawing(8)('alnum', 24)}"`, policy);
    assert.match(beside, /"SECRET_\w+"$/, 'a name beside it does');
  });

  it('lets a placeholder stand that a token seems to reach into', () => {
    const policy = policyWith();
    const { text } = maskText(privateKey(drawing(3)), policy);
    const glued = `pscale_tkn_${drawing(4)('alnum', 40)}${text}`;
    assert.equal(maskText(glued, policy).text, glued);
  });

  it('restores values in a stream, however it is cut, and holds nothing back at its end', () => {
    fc.assert(
      fc.property(mixedText, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (text, sizes) => {
        const policy = policyWith();
        const masked = onlyText(text, policy);
        const unmasker = policy.vault.unmasker();
        let [given, at, turn] = ['', 0, 0];
        while (at < masked.length) {
          const size = sizes[turn % sizes.length] ?? 1;
          given += unmasker.push(masked.slice(at, at + size));
          at += size;
          turn += 1;
        }
        assert.equal(given + unmasker.flush(), text);
      }),
    );
  });

  it('shows ordinary streamed text at once', () => {
    const policy = policyWith();
    onlyText(`sk-${drawing(1)('az', 48)}`, policy);
    const unmasker = policy.vault.unmasker();
    assert.equal(unmasker.push('Use HTTP and S3. '), 'Use HTTP and S3. ');
    assert.equal(unmasker.push('MAX_'), 'MAX_');
    assert.equal(unmasker.push('the SEC'), 'the ');
    assert.equal(unmasker.push('TION'), 'SECTION');
  });

  it('gives a value the same placeholder every time, and two values two', () => {
    const draw = drawing(8);
    const [one, two] = [`ghp_${draw('alnum', 36)}`, `ghp_${draw('alnum', 36)}`];
    const policy = policyWith();
    assert.equal(
      onlyText(`${one} ${two} ${one}`, policy),
      'SECRET_GITHUB_TOKEN_1_K7Q2ZD SECRET_GITHUB_TOKEN_2_K7Q2ZD SECRET_GITHUB_TOKEN_1_K7Q2ZD',
    );
  });

  it('replaces no placeholder that it has not handed out', () => {
    const policy = policyWith();
    onlyText(`sk-${drawing(9)('az', 48)}`, policy);
    for (const forged of ['SECRET_SILICONFLOW_KEY_2_K7Q2ZD', 'SECRET_SILICONFLOW_KEY_1_AAAAAA']) {
      assert.equal(policy.vault.unmask(forged), forged);
    }
  });

  it('names rules and counts, and never the secret', () => {
    const token = `npm_${drawing(10)('alnum', 36)}`;
    const result = outgoing([{ text: 'plain' }, { text: `${token} ${token}` }], policyWith());
    assert.deepEqual(result.findings, [{ kind: 'secret', rule: 'npm-token', count: 2, piece: 1 }]);
    assert.ok(!JSON.stringify(result).includes(token));
  });

  it('sends nothing in block mode when a secret is found, says which rule, and what may be let through', () => {
    const token = `npm_${drawing(11)('alnum', 36)}`;
    const policy = policyWith({ mode: 'block' });
    const result = outgoing([{ text: token }], policy);
    assert.ok(!result.ok);
    assert.deepEqual(result.failure, {
      ...{ kind: 'blocked', detail: 'npm-token', sent: false },
      letThrough: [maskText(token, policy).text],
    });
    assert.ok(outgoing([{ text: 'no secret here' }], policy).ok);
  });

  it('masks the platform’s own keys even when masking is off, and nothing else', () => {
    const draw = drawing(12);
    const [key, token] = [`sk-${draw('az', 48)}`, `npm_${draw('alnum', 36)}`];
    assert.equal(
      onlyText(`${key} ${token}`, policyWith({ mode: 'off' })),
      `SECRET_SILICONFLOW_KEY_1_K7Q2ZD ${token}`,
    );
  });

  it('masks the values of .env files by exact match, longest first, and leaves everyday values alone', () => {
    const env = [
      '# settings',
      'NODE_ENV=development',
      'PORT=8080',
      'API_URL=http://localhost:3000/v1',
      'export SESSION_SALT="blue-Horse+battery"',
      "DB_PASSWORD='tr0ub4dor'",
      'DB_PASSWORD_NEXT=tr0ub4dor-next # soon',
    ].join('\r\n');
    const policy = policyWith({ knownValues: knownValueFinder(parseEnv(env)) });
    assert.equal(
      onlyText(
        'development 8080 http://localhost:3000/v1 say blue-Horse+battery, tr0ub4dor-next and tr0ub4dor',
        policy,
      ),
      'development 8080 http://localhost:3000/v1 say SECRET_ENV_SESSION_SALT_1_K7Q2ZD, ' +
        'SECRET_ENV_DB_PASSWORD_NEXT_2_K7Q2ZD and SECRET_ENV_DB_PASSWORD_3_K7Q2ZD',
    );
  });

  it('stops a request with a private file in it, and drops one that was only meant to help', () => {
    const [shown, hidden] = [
      { text: 'a', file: file('src/a.ts') },
      { text: 'b', file: file('.env.local') },
    ];
    const stopped = outgoing([shown, hidden], policyWith());
    assert.ok(!stopped.ok);
    assert.deepEqual(stopped.failure, { kind: 'blocked', detail: '.env*', sent: false });
    const dropped = outgoing([shown, { ...hidden, optional: true }], policyWith());
    assert.ok(dropped.ok);
    assert.deepEqual(dropped.pieces, [shown]);
    assert.deepEqual(dropped.findings, [{ kind: 'file', rule: '.env*', count: 1, piece: 1 }]);
  });

  it('asks the workspace’s ignore file too', () => {
    const ignored = ignoreRules([], 'notes/\n');
    const result = outgoing([{ text: 'x', file: file('notes/private.md') }], policyWith({ ignored }));
    assert.ok(!result.ok);
    assert.equal(result.failure.detail, 'notes/');
  });
});
