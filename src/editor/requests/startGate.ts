// Puts together the one way to the model: budgets, habits, guard and ledger before it, and what is kept of what went through.
import type { Memory } from '../../core/account/memory.ts';
import type { Result } from '../../core/failure.ts';
import type { Clock, Ledger, ModelClient, Random } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { Account } from '../account/startAccount.ts';
import { Budgets } from '../budget/budgets.ts';
import { type Budget, startBudget } from '../budget/startBudget.ts';
import { keepRecords, type RecordStore } from '../records/keepRecords.ts';
import { SentRequests } from '../showRequest/sentRequests.ts';
import { Arrears } from './arrears.ts';
import { habitShelf, type SpacedTexts } from './habitShelf.ts';
import { overcountNotice } from './overcountNotice.ts';
import { type Requests, startRequests } from './startRequests.ts';
import { UsageHabits } from './usageHabits.ts';
import type { WindowGuard } from './windowGuard.ts';

export interface GateParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly windowId: string;
  readonly memory: Memory;
  readonly ledger: Ledger;
  /** Null when the file could not be opened: nothing is kept beyond the window then. */
  readonly store: {
    readonly memory: SpacedTexts;
    readonly records: RecordStore;
    onDidChangeFacts(listener: () => void): { dispose(): void };
  } | null;
  readonly settings: EditorSettings;
  readonly account: Account;
  readonly guard: WindowGuard;
  readonly client: () => Promise<Result<ModelClient>>;
  readonly onRunning: () => void;
}

export interface Gate {
  readonly requests: Requests;
  readonly budgets: Budgets;
  readonly budget: Budget;
  readonly arrears: Arrears;
  readonly habits: UsageHabits;
  /** What this window sent, to be looked at. */
  readonly sent: SentRequests;
  perform(request: GateRequest, signal: AbortSignal): AsyncIterable<GateEvent>;
  /** After `requests`: until then something may still be booked. */
  dispose(): void;
}

export function startGate(parts: GateParts): Gate {
  const { clock, random, memory, ledger, store, settings, account, guard } = parts;
  const { settings: live } = settings;
  const budgets = new Budgets(() => live.current.budget, memory, ledger, clock);
  const budget = startBudget({ budgets, settings, setup: account.setup, memory, clock });
  const arrears = new Arrears(memory);
  const shelf = habitShelf(store?.memory ?? null, (listener) => store?.onDidChangeFacts(listener));
  const habits = new UsageHabits(shelf, clock);
  const records =
    store &&
    keepRecords({
      clock,
      store: store.records,
      maskedIn: (text) => guard.maskedIn(text),
      days: () => live.current.privacy.recordDays,
      onDidChangeDays: (listener) => live.onDidChange(listener),
    });
  const tellOvercount = overcountNotice(account.setup);
  const requests = startRequests({
    ...{ clock, random, ledger, memory, arrears, habits, guard },
    windowId: parts.windowId,
    limits: (currency) => budgets.limits(currency),
    client: parts.client,
    onSent: (receipt, request, sent, failure) => {
      tellOvercount(receipt, failure);
      records?.keep(receipt, request, sent);
      account.diary.noteUsed(receipt.account);
    },
    onRunning: parts.onRunning,
  });
  const sent = new SentRequests(clock, random);
  return {
    ...{ requests, budgets, budget, arrears, habits, sent },
    perform: (request, signal) => sent.watch(request, (ask) => requests.perform(ask, signal)),
    dispose: () => {
      records?.dispose();
      budget.dispose();
    },
  };
}
