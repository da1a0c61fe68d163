// From the host's state to what the page shows: texts in the person's language, masked values put back, money as strings.
import { isSummary } from '../../core/chat/compaction.ts';
import type { Conversation } from '../../core/chat/conversation.ts';
import { distinctLabels } from '../../core/chat/distinctLabels.ts';
import type { AssistantTurn, Attachment, Turn } from '../../core/chat/turn.ts';
import type { Sentence } from '../../core/sentence.ts';
import { sentence } from '../../core/sentence.ts';
import type { FailureView } from '../../protocol/actions.ts';
import type { CostView } from '../../protocol/chatShapes.ts';
import type { AttachmentView, TurnView } from '../../protocol/chatTurns.ts';

export interface ProjectionPorts {
  readonly say: (text: Sentence) => string;
  /** Puts masked values back where this window still knows them. */
  readonly unmask: (text: string) => string;
  /** The same for a text that still grows: a placeholder that has begun but not ended is held back. */
  readonly unmaskGrowing: (text: string) => string;
  /** Sentence and actions for a failure kept in a turn. */
  readonly failure: (
    turn: AssistantTurn,
    failure: NonNullable<AssistantTurn['failure']>,
  ) => Pick<FailureView, 'message' | 'detail' | 'actions'>;
  readonly modelName: (id: string) => string;
}

/** What a running answer waits for, kept outside of the conversation because it is not worth keeping. */
export interface Waiting {
  readonly turnId: string;
  readonly text: Sentence;
}

/**
 * Projects turns, reusing the last result for turns that did not change (turns are immutable values): a conversation of
 * a thousand messages costs one comparison each while the last one streams.
 */
export class Projection {
  private readonly cache = new WeakMap<Turn, TurnView>();
  private readonly chips = new WeakMap<readonly Attachment[], AttachmentView[]>();
  private readonly ports: ProjectionPorts;

  constructor(ports: ProjectionPorts) {
    this.ports = ports;
  }

  turns(conversation: Conversation, waiting: Waiting | null): TurnView[] {
    return conversation.turns.map((turn, at) => {
      const before = conversation.turns[at - 1];
      if (waiting?.turnId === turn.id && turn.role === 'assistant' && turn.state === 'waiting')
        return { ...this.view(turn, before, at), waitingFor: this.ports.say(waiting.text) };
      const known = this.cache.get(turn);
      if (known) return known;
      const view = this.view(turn, before, at);
      this.cache.set(turn, view);
      return view;
    });
  }

  /** Chips that stand beside each other; the same result for the same list, as for turns. */
  attachments(attachments: readonly Attachment[]): AttachmentView[] {
    const known = this.chips.get(attachments);
    if (known) return known;
    const labels = distinctLabels(attachments);
    const chips = attachments.map((one, at) => this.attachment(one, labels[at] ?? one.label));
    this.chips.set(attachments, chips);
    return chips;
  }

  private attachment(attachment: Attachment, label: string): AttachmentView {
    const { dataUrl = '' } = attachment;
    const isShown = dataUrl !== '' && dataUrl.length <= mostThumbnailCharacters;
    const thumbnail = isShown ? dataUrl : attachment.thumbnail;
    return {
      id: attachment.id,
      kind: attachment.kind,
      label: label.slice(0, 300),
      detail: attachment.source.slice(0, 1_000),
      tokens: attachment.tokens,
      ...this.note(attachment),
      ...(thumbnail === undefined ? {} : { thumbnail }),
    };
  }

  /** What stands before a turn never changes while the turn does not: whether it is asked for a summary is fixed. */
  private view(turn: Turn, before: Turn | undefined, at: number): TurnView {
    const { say } = this.ports;
    if (turn.role === 'user')
      return {
        id: turn.id,
        role: 'user',
        text: this.ports.unmask(turn.text),
        attachments: this.attachments(turn.attachments),
        reasoning: '',
        state: 'done',
        ...(turn.compacts ? { compacts: true } : {}),
        notes: turn.masked?.length ? [this.maskedNote(turn.masked)] : [],
        createdMs: turn.createdMs,
      };
    const running = turn.state === 'waiting' || turn.state === 'reasoning' || turn.state === 'streaming';
    const unmask = running ? this.ports.unmaskGrowing : this.ports.unmask;
    const usage = turn.usage ?? {};
    const summary = isSummary(turn, before);
    // Above it there is only the question for it: the chat was begun with the summary of another one.
    const isBeginning = summary && at === 1;
    return {
      id: turn.id,
      role: 'assistant',
      text: unmask(turn.text),
      attachments: [],
      reasoning: unmask(turn.reasoning),
      ...(turn.reasoningMs === undefined ? {} : { reasoningMs: turn.reasoningMs }),
      state: turn.state,
      ...(summary && !isBeginning ? { summary } : {}),
      ...(turn.model ? { model: this.ports.modelName(turn.model).slice(0, 200) } : {}),
      // While tokens arrive the figures would change with each of them; they are shown when the answer has ended.
      ...(running ? {} : usage),
      ...(turn.cost ? { cost: costView(turn.cost) } : {}),
      ...(turn.durationMs === undefined ? {} : { durationMs: turn.durationMs }),
      ...(turn.firstTokenMs === undefined ? {} : { firstTokenMs: turn.firstTokenMs }),
      ...(turn.traceId === undefined ? {} : { traceId: turn.traceId.slice(0, 200) }),
      ...(turn.failure ? { failure: this.failureView(turn) } : {}),
      notes: [
        ...turn.notes.map((note) => say(note).slice(0, maxShown)),
        ...(turn.limited && turn.state === 'done'
          ? [say(sentence('The answer reached its length limit. You can let it continue.'))]
          : []),
        ...(summary
          ? [
              say(
                isBeginning
                  ? sentence('This chat goes on from the summary of another one.')
                  : sentence(
                      'From here on this summary is sent in place of the messages above, which stay here.',
                    ),
              ),
            ]
          : []),
      ],
      createdMs: turn.createdMs,
    };
  }

  private note({ masked, scaledFrom, remark }: Attachment): Pick<AttachmentView, 'note'> {
    const { say } = this.ports;
    const { width, height } = scaledFrom ?? {};
    const words = [
      ...(masked?.length ? [this.maskedNote(masked)] : []),
      ...(scaledFrom
        ? [say(sentence('Scaled down from {0} × {1} to what the platform reads.', `${width}`, `${height}`))]
        : []),
      ...(remark ? [say(remark)] : []),
    ];
    return words.length === 0 ? {} : { note: words.join('\n').slice(0, maxShown) };
  }

  private maskedNote(rules: readonly string[]): string {
    return this.ports.say(sentence('Masked before sending: {0}', rules.join(', '))).slice(0, maxShown);
  }

  private failureView(turn: AssistantTurn): FailureView | undefined {
    if (!turn.failure) return undefined;
    const { message, detail, actions } = this.ports.failure(turn, turn.failure);
    return {
      message: message.slice(0, maxShown),
      actions,
      ...(detail === undefined ? {} : { detail: detail.slice(0, 600) }),
      ...(turn.traceId === undefined ? {} : { traceId: turn.traceId.slice(0, 200) }),
    };
  }
}

/** The page refuses a longer text, and with it everything that came along (protocol/chat.ts). */
const maxShown = 4_000;

/** A picture larger than this (as characters of its data URL) is shown by its thumbnail, or left to its name. */
export const mostThumbnailCharacters = 200_000;

function costView(cost: NonNullable<AssistantTurn['cost']>): CostView {
  const amount = (pico: string | null): { currency: string; pico: string } | undefined =>
    cost.currency !== null && pico !== null ? { currency: cost.currency, pico } : undefined;
  const [middle, low, high] = [amount(cost.pico), amount(cost.lowPico), amount(cost.highPico)];
  return {
    state: cost.state,
    ...(middle ? { amount: middle } : {}),
    ...(low && high && cost.state === 'estimated' ? { low, high } : {}),
  };
}
