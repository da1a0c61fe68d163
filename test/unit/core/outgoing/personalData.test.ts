// Personal data is told from ordinary numbers by its shape and its check digit, whatever stands around it.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import {
  findPersonalData,
  type PersonalDataKind,
  personalDataKinds,
} from '../../../../src/core/outgoing/personalData.ts';

function found(text: string, kinds: readonly PersonalDataKind[] = personalDataKinds): readonly string[] {
  return findPersonalData(text, kinds).map(({ start, end }) => text.slice(start, end));
}

const digit = fc.integer({ min: 0, max: 9 });
const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(digit, { minLength: length, maxLength: length }).map((drawn) => drawn.join(''));

/** The Luhn check digit, computed by the textbook and not by the code under test. */
function luhnDigit(body: string): string {
  const doubled = [...body].reverse().map((one, at) => (at % 2 === 0 ? Number(one) * 2 : Number(one)));
  const sum = doubled.flatMap((value) => [...String(value)].map(Number)).reduce((a, b) => a + b, 0);
  return String((10 - (sum % 10)) % 10);
}

/** Check character of a resident identity number by the congruence of ISO 7064: a₁·2¹⁷ + … + a₁₈·2⁰ ≡ 1 (mod 11). */
function identityCheck(body: string): string {
  const sum = [...body].reduce((total, one, at) => total + Number(one) * 2 ** (17 - at), 0);
  const check = (1 - (sum % 11) + 11) % 11;
  return check === 10 ? 'X' : String(check);
}

const identityBody = fc
  .tuple(
    fc.constantFrom('110105', '310115', '440305', '510104', '659001'),
    fc.date({ min: new Date('1930-01-01'), max: new Date('2024-12-31'), noInvalidDate: true }),
    digits(3),
  )
  .map(([region, born, sequence]) => region + born.toISOString().slice(0, 10).replaceAll('-', '') + sequence);

describe('personal data', () => {
  it('finds mail addresses, also in Chinese text and quotes, and no package, picture or remote', () => {
    const text = '发给 li.wei@corp.com.cn，或 "bob+x@mail.co.uk"; 张三@公司.中国';
    assert.deepEqual(found(text), ['li.wei@corp.com.cn', 'bob+x@mail.co.uk', '张三@公司.中国']);
    const code =
      'git@github.com:o/n.git react@18.2.0 @scope/name logo@2x.png @Component({}) https://user@host.com/path a @ b';
    assert.deepEqual(found(code), []);
  });

  it('finds phone numbers as people write them, and no time stamp or identifier', () => {
    const text = '手机13912345679。call +86 138-0013-8000 or +1 (415) 555-2671, tel:13800138000';
    assert.deepEqual(found(text), ['13912345679', '+86 138-0013-8000', '+1 (415) 555-2671', '13800138000']);
    assert.deepEqual(
      found('1700000000000 id13800138000 13800138000x 138.00138000 v1.13800138000 0x13800138000 +1'),
      [],
    );
  });

  it('finds identity numbers with the right check character only', () => {
    fc.assert(
      fc.property(identityBody, (body) => {
        const right = body + identityCheck(body);
        assert.deepEqual(found(`身份证号：${right}。`, ['cnId']), [right]);
        const wrong = body + (identityCheck(body) === '3' ? '4' : '3');
        assert.deepEqual(found(`id ${wrong}`, ['cnId']), []);
      }),
    );
  });

  it('finds bank cards of the known issuers with the right check digit only', () => {
    const issuers = fc.constantFrom('4', '51', '2221', '62', '6225', '34', '6011', '3530');
    fc.assert(
      fc.property(issuers, digits(20), (issuer, rest) => {
        const length = issuer === '34' ? 15 : issuer.startsWith('62') ? 19 : 16;
        const body = (issuer + rest).slice(0, length - 1);
        const right = body + luhnDigit(body);
        assert.deepEqual(found(`pay with ${right}, please`, ['bankCard']), [right]);
        const wrong = body + String((Number(luhnDigit(body)) + 1) % 10);
        assert.deepEqual(found(`pay with ${wrong}, please`, ['bankCard']), []);
      }),
    );
    assert.deepEqual(found('card: 4539 1488 0343 6467.', ['bankCard']), ['4539 1488 0343 6467']);
    assert.deepEqual(found('order 9539148803436467', ['bankCard']), []);
  });

  it('looks for the chosen kinds only', () => {
    assert.deepEqual(found('li.wei@corp.cn 13800138000', []), []);
    assert.deepEqual(found('li.wei@corp.cn 13800138000', ['phone']), ['13800138000']);
  });

  it('leaves almost all long numbers of programs alone', () => {
    // One in ten random numbers passes a Luhn check, and one in eleven the other: the ranges do the rest.
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 19n, max: 10n ** 30n }), (number) => {
        assert.deepEqual(found(`const big = ${number}n;`), []);
      }),
    );
  });
});
