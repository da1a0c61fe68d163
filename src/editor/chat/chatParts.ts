// What the chat is put together from: the other features of the extension, as it needs them. Interfaces only.
import type * as vscode from 'vscode';
import type { SessionHead, TurnStore } from '../../core/chat/savedSessions.ts';
import type { Turn } from '../../core/chat/turn.ts';
import type { Failure, Result } from '../../core/failure.ts';
import type { History, HistoryQuestion } from '../../core/history/historyEntry.ts';
import type { KeptGrants } from '../../core/outgoing/letThrough.ts';
import type { Clock, Ledger, Log, ModelClient, Random } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import type { BudgetState } from '../../core/spend/budgetPlan.ts';
import type { Learned } from '../../core/spend/forecast.ts';
import type { Receipt } from '../../core/spend/receipt.ts';
import type { EditorSettings } from '../account/editorSettings.ts';
import type { PlantedRemark } from '../account/plantedRemark.ts';
import type { Account } from '../account/startAccount.ts';
import type { ReviewsOnDemand } from '../apply/startReviews.ts';
import type { Budget } from '../budget/startBudget.ts';
import type { CodebaseStartParts } from '../codebase/startCodebase.ts';
import type { GeneratedCode } from '../marks/generatedCode.ts';
import type { ModelShelf } from '../models/shelf.ts';
import type { PrivateTexts } from '../requests/privateTexts.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import type { SentRequests } from '../showRequest/sentRequests.ts';
import type { Surroundings } from './chatPorts.ts';
import type { StoredLeases } from './sessionLease.ts';
import type { ThinkingPorts } from './thinkingByModel.ts';

export interface LoadedConversation {
  readonly head: SessionHead;
  readonly turns: readonly Turn[];
}

/** Conversations as the store keeps them. */
export interface SessionShelf extends TurnStore {
  load(id: string): Promise<Result<LoadedConversation | null>>;
  /** Differs once the conversation was written to. */
  stamp(id: string): Promise<Result<string | null>>;
  loadLast(workspace: string): Promise<Result<LoadedConversation | null>>;
  rename(id: string, title: string): Promise<Result<void>>;
  pin(id: string, isPinned: boolean): Promise<Result<void>>;
  delete(id: string): Promise<Result<void>>;
}

/** What needs the store's thread. */
export interface HistoryThread {
  find(question: HistoryQuestion): Promise<Result<History>>;
  /** Leaves nothing of deleted conversations behind. */
  scrub(): Promise<Result<unknown>>;
}

/** Conversations in the store: null without one. */
export interface KeptChats {
  readonly sessions: SessionShelf;
  readonly thread: HistoryThread;
  readonly leases: StoredLeases;
}

export interface ChatParts {
  readonly extensionUri: vscode.Uri;
  /** The extension's own folder, which belongs to the profile. */
  readonly storageUri: vscode.Uri;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log & { show(): void };
  readonly account: Account;
  readonly settings: EditorSettings;
  /** How each model is to think (thinkingByModel.ts). */
  readonly thinking: Omit<ThinkingPorts, 'defaults'>;
  readonly shelf: ModelShelf;
  readonly guard: WindowGuard;
  readonly privateTexts: PrivateTexts;
  readonly budget: Budget;
  /** Marks code of answers and notes where it went. */
  readonly generated: GeneratedCode;
  /** Shows what an answer would change in files. */
  readonly reviews: ReviewsOnDemand;
  /** The budgets of a currency with what is gone of them. */
  readonly budgetStates: (currency: string) => readonly BudgetState[];
  /** What usage taught about a model. */
  readonly learned: (model: string) => Learned;
  /** Offered once, after the budget's own offer was answered. */
  readonly ghostTextOffer: {
    banner(): Surroundings['banner'];
    declineOffer(): Promise<void>;
  };
  /** Shows which prices changed. */
  readonly showPriceChanges: () => Promise<void>;
  readonly ledger: Ledger;
  /** Where indexes of projects lie, and how one is opened. */
  readonly codebase: Pick<CodebaseStartParts, 'storage' | 'openIndex'>;
  /** The receipt booked under an id, if any. */
  readonly receipt: (id: string) => Promise<Receipt | undefined>;
  readonly kept: KeptChats | null;
  /** Of this window among those that share the store. */
  readonly windowId: string;
  /** Said above the composer: trouble with the store or with a setting. */
  readonly remark: () => Surroundings['banner'];
  /** True when that was something to take away. */
  readonly dismissRemark: () => boolean;
  /** What the workspace tried to set. */
  readonly planted: PlantedRemark;
  readonly perform: (request: GateRequest, signal: AbortSignal) => AsyncIterable<GateEvent>;
  /** The model client for the place and key in force. */
  readonly client: () => Promise<Result<ModelClient>>;
  /** What was sent of late. */
  readonly sent: SentRequests;
  readonly grants: KeptGrants;
  readonly onRunning: (running: boolean) => void;
}

/** What an action belongs to. */
export interface ActedOn {
  readonly model?: string;
  readonly failure?: Failure;
  /** The setting that a change of model is written to; the chat's by default. */
  readonly modelSetting?: string;
}
