// Fake keys in the platform's shape, and what the account behind each one may do. Nothing here was ever a real key.
import type { Site } from './models.ts';

export type AccountState = 'good' | 'noRealName' | 'noBalance' | 'noBalance403' | 'vouchersOnly';

export interface Account {
  readonly name: string;
  readonly site: Site;
  readonly state: AccountState;
}

/** `sk-` and 48 lower-case letters, joined from plain words at run time so that no secret scanner takes it for a find. */
export function fakeKey(...words: readonly string[]): string {
  return `sk-${['fake', 'sandbox', ...words, 'notasecret'.repeat(5)].join('').slice(0, 48)}`;
}

export const KEYS = {
  cn: fakeKey('cn', 'good'),
  cnSecond: fakeKey('cn', 'second', 'of', 'the', 'same', 'account'),
  global: fakeKey('global', 'good'),
  cnNoRealName: fakeKey('cn', 'without', 'real', 'name'),
  cnNoBalance: fakeKey('cn', 'without', 'balance'),
  cnNoBalance403: fakeKey('cn', 'without', 'balance', 'forbidden'),
  globalNoBalance: fakeKey('global', 'without', 'balance'),
  cnVouchersOnly: fakeKey('cn', 'vouchers', 'only'),
  /** In the right shape, but no account has it. */
  unknown: fakeKey('deleted', 'long', 'ago'),
} as const;

export const ACCOUNTS: ReadonlyMap<string, Account> = new Map<string, Account>([
  [KEYS.cn, { name: 'cn', site: 'cn', state: 'good' }],
  [KEYS.cnSecond, { name: 'cn', site: 'cn', state: 'good' }],
  [KEYS.global, { name: 'global', site: 'global', state: 'good' }],
  [KEYS.cnNoRealName, { name: 'cn-no-real-name', site: 'cn', state: 'noRealName' }],
  [KEYS.cnNoBalance, { name: 'cn-no-balance', site: 'cn', state: 'noBalance' }],
  [KEYS.cnNoBalance403, { name: 'cn-no-balance-403', site: 'cn', state: 'noBalance403' }],
  [KEYS.globalNoBalance, { name: 'global-no-balance', site: 'global', state: 'noBalance' }],
  [KEYS.cnVouchersOnly, { name: 'cn-vouchers', site: 'cn', state: 'vouchersOnly' }],
]);
