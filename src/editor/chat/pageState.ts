// What a page is to show: the conversation, what waits in its composer and what surrounds both, put together anew each time.
import type { ChatState } from '../../protocol/chat.ts';
import type { MeterView } from '../../protocol/chatForecast.ts';
import { maxTitle } from '../../protocol/chatHistory.ts';
import type { ChangedSince } from './changedSince.ts';
import type { ChatHistory } from './chatHistory.ts';
import type { ChatRoom } from './chatRoom.ts';
import type { Clearance } from './clearance.ts';
import type { NextModel } from './nextModel.ts';
import type { OfferedFiles } from './offeredFiles.ts';
import type { Preview } from './preview.ts';
import { Projection } from './projection.ts';
import type { RemarkLine } from './remarkLine.ts';
import type { Sending } from './sending.ts';
import type { SlashCommands } from './slash.ts';
import type { Surface } from './surface.ts';
import type { WaitingAttachments } from './waitingAttachments.ts';
import type { WaitingFor } from './waitingFor.ts';

export interface PageStateParts {
  readonly sending: Sending;
  readonly attachments: WaitingAttachments;
  readonly nextModel: NextModel;
  readonly clearance: Clearance;
  readonly changedSince: ChangedSince;
  readonly waitingFor: WaitingFor;
  readonly preview: Preview;
  readonly history: ChatHistory;
  readonly slash: SlashCommands;
  readonly offered: OfferedFiles;
  readonly remark: RemarkLine;
}

export class PageState {
  readonly #room: ChatRoom;
  readonly #parts: PageStateParts;
  readonly #projection: Projection;
  #lastThinking: ChatState['thinking'] = null;
  #lastMeter: { readonly of: readonly unknown[]; readonly view: MeterView | null } | null = null;

  constructor(room: ChatRoom, parts: PageStateParts) {
    this.#room = room;
    this.#parts = parts;
    this.#projection = new Projection(room.ports.projection);
  }

  of(surface: Surface): ChatState {
    const { sending, clearance, preview, history, slash, offered, remark } = this.#parts;
    const { ports, session } = this.#room;
    const around = ports.surroundings();
    const { conversation, runningTurnId } = session;
    const { own } = this.#parts.nextModel;
    const nextModel = around.models.find(({ id }) => id === own?.model) ?? null;
    const thinking = this.#thinking((nextModel ?? around.model)?.id ?? null);
    const foreseen = sending.foreseen(sending.asking(surface));
    return {
      ...around,
      ...ports.chatCost(conversation.id),
      sessionId: conversation.id,
      title: conversation.title.slice(0, maxTitle),
      attachments: this.#attachments(foreseen?.attachments),
      nextModel,
      thinking,
      turns: this.#projection.turns(conversation, this.#parts.waitingFor.now).map((turn) => {
        const marked = clearance.marked(turn.attachments);
        return marked === turn.attachments ? turn : { ...turn, attachments: marked };
      }),
      running: runningTurnId ? { turnId: runningTurnId } : null,
      suggestions: around.suggestions.map((suggestion) => suggestion.text),
      banner: remark.banner ?? around.banner,
      forecast: foreseen?.view ?? null,
      confirmation: sending.confirmationView(),
      request: preview.view(surface),
      history: history.view(surface),
      readOnly: ports.lease.view,
      meter: this.#meter(surface, [nextModel ?? around.model, thinking]),
      commands: [...slash.views()],
      offered: offered.views(),
    };
  }

  /** The same value until it differs, so that what depends on it is not counted anew. */
  #thinking(modelId: string | null): ChatState['thinking'] {
    const now = this.#room.ports.thinking(modelId);
    if (JSON.stringify(now) !== JSON.stringify(this.#lastThinking)) this.#lastThinking = now;
    return this.#lastThinking;
  }

  /** With what each adds to the next message, where that is foreseen. */
  #attachments(foreseen: ReadonlyMap<string, object> | undefined): ChatState['attachments'] {
    const { attachments, changedSince, clearance } = this.#parts;
    const { all } = attachments;
    const views = this.#projection.attachments(all).map((one) => ({ ...one, ...foreseen?.get(one.id) }));
    return clearance.marked(changedSince.marked(all, views));
  }

  /** Counted anew only when what would be sent has changed; while an answer runs it stays as it was when that was asked for. */
  #meter(surface: Surface, around: readonly unknown[]): MeterView | null {
    const { sending } = this.#parts;
    const asking = sending.asking(surface);
    const conversation = sending.kept();
    const of = [conversation.turns, asking.text, asking.attachments, ...around];
    const isRunning = this.#room.session.runningTurnId !== null;
    const isKnown = isRunning || this.#lastMeter?.of.every((one, at) => one === of[at]);
    if (!this.#lastMeter || !isKnown)
      this.#lastMeter = { of, view: this.#room.ports.meter({ conversation, asking }) };
    return this.#lastMeter.view;
  }
}
