// Money as it crosses to a page.
import type { SpendSummary } from '../../core/ports.ts';
import { spendFigures } from '../../core/spend/summary.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { AmountView } from '../../protocol/chatShapes.ts';

export function amountView(amount: { readonly currency: string; readonly pico: bigint }): AmountView {
  return { currency: amount.currency, pico: amount.pico.toString() };
}

/** What a conversation has cost, of the sums of its receipts. */
export function chatCostOf(summary: SpendSummary): Pick<ChatState, 'chatCost' | 'chatCostApproximate'> {
  const { figures } = spendFigures(summary);
  return {
    chatCost: figures.map((figure) => amountView(figure.amount)),
    chatCostApproximate: figures.some((figure) => figure.approximate),
  };
}
