// What the chat's host needs from the editor, the books and the settings. Interfaces only.
import type { Conversation } from '../../core/chat/conversation.ts';
import type { Asking } from '../../core/chat/nextTurns.ts';
import type { SessionPorts } from '../../core/chat/sessionPorts.ts';
import type { OwnThinking } from '../../core/chat/thinking.ts';
import type { AssistantTurn, Attachment } from '../../core/chat/turn.ts';
import type { Log } from '../../core/ports.ts';
import type { GateEvent } from '../../core/request/gateEvent.ts';
import type { Sentence } from '../../core/sentence.ts';
import type { Currency, Pico } from '../../core/spend/money.ts';
import type { Receipt } from '../../core/spend/receipt.ts';
import type { ActionId } from '../../protocol/actions.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { MeterView } from '../../protocol/chatForecast.ts';
import type { MentionView } from '../../protocol/chatMentions.ts';
import type { ThinkingView } from '../../protocol/chatThinking.ts';
import type { AppliedAnswer } from '../apply/applyAnswer.ts';
import type { FoundForChat } from '../codebase/startCodebase.ts';
import type { CodeOrigin } from '../marks/generatedCode.ts';
import type { AboutImage, Attached } from './attach.ts';
import type { ChangedSincePorts } from './changedSince.ts';
import type { HistoryPorts } from './chatHistory.ts';
import type { ClearancePorts } from './clearance.ts';
import type { Foreseen } from './forecasts.ts';
import type { Fill } from './longChat.ts';
import type { PreviewPorts } from './preview.ts';
import type { ProjectionPorts } from './projection.ts';
import type { RulesFile } from './rulesFiles.ts';
import type { SlashPorts } from './slash.ts';

export type Banner = NonNullable<ChatState['banner']>;

/** What the editor does for the chat. */
export interface ChatEditor {
  copy(text: string): Promise<void>;
  /** Inserts at the cursor of the last text editor; says why not, or null. */
  insert(text: string, origin: CodeOrigin): Promise<Sentence | null>;
  newFile(text: string, language: string, origin: CodeOrigin): Promise<void>;
  /** Opens reviews of what an answer would change; says why not, or null. */
  apply(answer: AppliedAnswer): Promise<Sentence | null>;
  /** Puts commands at the prompt of a terminal, without Enter; says why not, or null. */
  putInTerminal(code: string, language: string): Promise<Sentence | null>;
  /** Shows the target and asks before it opens anything. */
  openLink(href: string): Promise<void>;
  /** Those of the paths that are files of the workspace and may be opened. */
  findFiles(paths: readonly string[]): Promise<readonly string[]>;
  /** Opens a file of the workspace; line and column count from 1. What cannot be found does nothing. */
  openFile(path: string, line?: number, column?: number): Promise<void>;
  /** Shows where it is from; says why not, or null. */
  openAttachment(attachment: Attachment): Promise<Sentence | null>;
  pickFiles(): Promise<readonly Attached[]>;
  /** Tells what fits what was typed after an `@`, more than once when some of it comes later. */
  findMentions(typed: string, tell: (items: MentionView[]) => void): Promise<void>;
  /** One of those that were told last. */
  attachMention(mentionId: string): Promise<readonly Attached[]>;
  /** What the project holds about a question, as attachments, with words about them. */
  searchCodebase(question: string): Promise<FoundForChat>;
  fromUris(uris: readonly string[]): Promise<readonly Attached[]>;
  fromSelection(): Promise<Attached>;
  fromImage(name: string, dataUrl: string, about: Omit<AboutImage, 'uri'>): Attached;
}

/** Everything of the state that does not stem from the conversation. */
export type Surroundings = Pick<
  ChatState,
  | 'setup'
  | 'place'
  | 'host'
  | 'sandbox'
  | 'trusted'
  | 'inFolder'
  | 'model'
  | 'models'
  | 'today'
  | 'todayApproximate'
> & { readonly banner: Banner | null; readonly suggestions: readonly Suggestion[] };

/** Something to begin with, in the person's language. */
export interface Suggestion {
  readonly text: string;
  /** It speaks of the open file or the selected code, which is attached with it. */
  readonly attaches: boolean;
}

/** An answer that is to be made anew by a model that is picked. */
export interface AnswerAgain {
  /** The model that gave it. */
  readonly modelId: string;
  /** What it would cost from this model; null when that cannot be said. */
  readonly foresee: (modelId: string) => Foreseen | null;
}

/** This window's right to write to the conversation in sight. */
export interface LeaseOfChat {
  /** Null where it may. */
  readonly view: ChatState['readOnly'];
  takeOver(): Promise<void>;
  /** The conversation is out of sight, and an empty one in its place. */
  left(): Promise<void>;
}

export interface ChatHostPorts extends Omit<SessionPorts, 'store'> {
  readonly log: Log;
  readonly store: SessionPorts['store'];
  readonly projection: ProjectionPorts;
  readonly editor: ChatEditor;
  readonly surroundings: () => Surroundings;
  /** The receipt booked under an id, if any. */
  readonly receipt: (id: string) => Promise<Receipt | undefined>;
  /** What this conversation has cost so far. */
  readonly chatCost: (sessionId: string) => Pick<ChatState, 'chatCost' | 'chatCostApproximate'>;
  /** What this would cost in this conversation; null when it cannot be sent. */
  readonly foresee: (asking: Asking, conversation: Conversation) => Foreseen | null;
  /** How full the model's window would be. */
  readonly meter: (fill: Fill) => MeterView | null;
  /** The cost of a message above which the person is asked first; undefined = never. */
  readonly confirmAbove: (currency: Currency) => Pico | undefined;
  /** Judges files and masks texts at each sending. */
  readonly clearance: Omit<ClearancePorts, 'say'>;
  readonly changedSince: Omit<ChangedSincePorts, 'say' | 'original'>;
  readonly preview: PreviewPorts;
  readonly slash: SlashPorts;
  /** Rules files of the project, to be offered. */
  readonly rulesFiles: () => Promise<readonly RulesFile[]>;
  /** Conversations in the store; null without one. */
  readonly history: HistoryPorts | null;
  /** Of this window among those that share the store. */
  readonly windowId: string;
  readonly lease: LeaseOfChat;
  /** Handles an action that is not the chat's own; true when the failed request may be tried again. */
  readonly act: (action: ActionId, turn: AssistantTurn | null) => Promise<boolean>;
  readonly selectModel: (modelId: string) => Promise<void>;
  /** The model that answers questions of this purpose which have no model of their own; null before a site was chosen. */
  readonly usualModel: (purpose: 'chat' | 'action') => string | null;
  /** Asks which model is to answer once more; undefined when the person thought better of it. */
  readonly pickModelAgain: (asked: AnswerAgain) => Promise<string | undefined>;
  /** How a model is to think; null where it can be told nothing about it. */
  readonly thinking: (modelId: string | null) => ThinkingView | null;
  /** Chosen by the person; null follows the settings again. */
  readonly setThinking: (modelId: string, choice: OwnThinking | null) => Promise<void>;
  /** A page became visible and ready: time to fetch the model list, not earlier. */
  readonly onPageReady: () => void;
  readonly waitingText: (event: GateEvent, elapsedMs: number) => Sentence | null;
  /** An answer began or ended. */
  readonly onRunning: (running: boolean) => void;
}
