// An answer worked out before the first byte: its pieces in order, one token each, cut by the limits of the request.
import { tokenize } from './tokens.ts';

export interface ToolDelta {
  readonly index: number;
  readonly id: string | null | undefined;
  readonly name: string;
  readonly arguments: string;
}

export interface Piece {
  readonly channel: 'reasoning' | 'text' | 'tool';
  readonly text: string;
  readonly tool?: ToolDelta;
}

export interface Plan {
  readonly pieces: readonly Piece[];
  /** null for a stream that ends without a reason. */
  readonly finish: string | null;
}

export interface ToolCall {
  readonly id: string | undefined;
  readonly name: string;
  readonly arguments: string;
}

/** What a model would say if nothing limited it. */
export interface Answer {
  readonly reasoning: string;
  readonly text: string;
  readonly toolCalls?: readonly ToolCall[];
}

export interface Limits {
  /** Tokens of the answer; the chain of thought does not count. */
  readonly maxTokens: number;
  readonly thinkingBudget: number;
  readonly stop: readonly string[];
}

/** The text up to the first stop string, and whether there was one. */
function cutAtStop(text: string, stop: readonly string[]): { text: string; stopped: boolean } {
  const ends = stop.map((each) => text.indexOf(each)).filter((at) => at >= 0);
  return ends.length === 0
    ? { text, stopped: false }
    : { text: text.slice(0, Math.min(...ends)), stopped: true };
}

/** The first delta of a call names it; the later ones carry `name: ""` and `id: null`, as the platform's do. */
function toolPieces(call: ToolCall, index: number): Piece[] {
  const first: ToolDelta = { index, id: call.id, name: call.name, arguments: '' };
  const rest = tokenize(call.arguments).map(
    (text): ToolDelta => ({ index, id: call.id === undefined ? undefined : null, name: '', arguments: text }),
  );
  return [first, ...rest].map((tool) => ({ channel: 'tool', text: tool.arguments || tool.name, tool }));
}

export function planAnswer(answer: Answer, limits: Limits): Plan {
  const { text } = cutAtStop(answer.text, limits.stop);
  const reasoning = tokenize(answer.reasoning).slice(0, limits.thinkingBudget);
  const spoken: Piece[] = tokenize(text).map((each) => ({ channel: 'text', text: each }));
  const said = [...spoken, ...(answer.toolCalls ?? []).flatMap(toolPieces)];
  const kept = said.slice(0, limits.maxTokens);
  const whole = answer.toolCalls === undefined ? 'stop' : 'tool_calls';
  return {
    pieces: [...reasoning.map((each): Piece => ({ channel: 'reasoning', text: each })), ...kept],
    finish: kept.length < said.length ? 'length' : whole,
  };
}
