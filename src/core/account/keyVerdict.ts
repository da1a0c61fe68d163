// What the answer to a key check says about the key itself.
import type { Failure } from '../failure.ts';

/**
 * `wrong`: the place does not accept it. `right`: it was recognised, though the account cannot be used yet. `unknown`:
 * the check did not get that far, so the key may be fine.
 */
export type KeyVerdict = 'wrong' | 'right' | 'unknown';

/**
 * Reads the failure of a key check. A 403 counts as recognised on the official sites only (there it means a missing
 * real-name check or balance, siliconflow-api.md §6.2); a custom gateway may use it for a wrong key.
 */
export function keyVerdict(failure: Failure, custom: boolean): KeyVerdict {
  switch (failure.kind) {
    case 'badKey':
      return 'wrong';
    case 'noBalance':
    case 'needsPaidBalance':
      return 'right';
    case 'forbidden':
      return custom ? 'unknown' : 'right';
    default:
      return 'unknown';
  }
}
