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

/** Share of the requests with an estimated receipt that were charged within its band; those the ledger missed count against it. */
export function cancelledInBand(score: WireScore): number {
  const pairs = paired(score);
  const exact = pairs.filter(([receipt]) => receipt.exact).length;
  const inBand = pairs.filter(
    ([receipt, billed]) =>
      !receipt.exact && BigInt(receipt.low) <= charge(billed) && charge(billed) <= BigInt(receipt.high),
  ).length;
  return inBand / (score.bill.length - exact);
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
