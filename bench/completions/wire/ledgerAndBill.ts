// Our receipts beside the server's bill, request by request; the bill is priced here, by arithmetic of its own.
import type { Billed } from '../fakeServer.ts';
import { prices } from './prices.ts';
import type { WireScore } from './sideBySide.ts';

type Booked = NonNullable<WireScore['books']>['receipts'][number];

/** What the exact receipts say ÷ what the server charged for the same requests. NaN when there is none. */
export function exactOverBill(score: WireScore): number {
  const pairs = paired(score).filter(([receipt]) => receipt.exact);
  const said = pairs.reduce((sum, [receipt]) => sum + BigInt(receipt.low), 0n);
  const charged = pairs.reduce((sum, [, billed]) => sum + charge(billed), 0n);
  return Number(said) / Number(charged);
}

/** Share of the requests without an exact receipt whose charge lies within the band of their estimate. */
export function cancelledInBand(score: WireScore): number {
  const pairs = paired(score);
  const estimated = pairs.filter(([receipt]) => !receipt.exact);
  const inBand = estimated.filter(([receipt, billed]) => holds(receipt, billed)).length;
  // Given up before the server could name them: any estimate without a name may be theirs, each only once.
  const nameless = (score.books?.receipts ?? []).filter(({ traceId }) => traceId === '');
  const seen = new Set(pairs.map(([, billed]) => billed));
  const unseen = score.bill.filter((billed) => !seen.has(billed));
  let claimed = 0;
  for (const billed of unseen) {
    const at = nameless.findIndex((receipt) => holds(receipt, billed));
    if (at < 0) continue;
    nameless.splice(at, 1);
    claimed += 1;
  }
  return (inBand + claimed) / (estimated.length + unseen.length);
}

function holds({ low, high }: Booked, billed: Billed): boolean {
  return BigInt(low) <= charge(billed) && charge(billed) <= BigInt(high);
}

function paired({ bill, books }: WireScore): readonly (readonly [Booked, Billed])[] {
  const byId = new Map(bill.map((billed) => [billed.id, billed]));
  return (books?.receipts ?? []).flatMap((receipt) => {
    const billed = byId.get(receipt.traceId);
    return billed === undefined ? [] : [[receipt, billed] as const];
  });
}

function charge({ promptTokens, tokensMs }: Billed): bigint {
  return BigInt(promptTokens * prices.inputMicro + tokensMs.length * prices.outputMicro);
}
