// Puts streamed fragments of tool calls together (siliconflow-api.md §2.4, quirks 3, 4 and 10).
import type { ToolCall } from '../core/request/modelRequest.ts';
import type { ToolDelta } from './chunk.ts';

interface OpenCall {
  id: string;
  name: string;
  argumentsText: string;
}

export class ToolCallCollector {
  readonly #byIndex = new Map<number, OpenCall>();
  readonly #newId: () => string;
  #last = 0;

  /** `newId` makes an id for a call that came without one. */
  constructor(newId: () => string) {
    this.#newId = newId;
  }

  get isEmpty(): boolean {
    return this.#byIndex.size === 0;
  }

  add(delta: ToolDelta): void {
    const index = delta.index ?? this.#indexOf(delta.id);
    this.#last = index;
    const call = this.#byIndex.get(index) ?? { id: '', name: '', argumentsText: '' };
    this.#byIndex.set(index, call);
    // Later fragments carry an empty name and a null id, which must not wipe out the first ones.
    if (delta.id) call.id = delta.id;
    if (delta.function?.name) call.name = delta.function.name;
    const fragment = delta.function?.arguments;
    if (typeof fragment === 'string') call.argumentsText += fragment;
    else if (fragment !== null && typeof fragment === 'object')
      call.argumentsText += JSON.stringify(fragment);
  }

  /** The calls in the order of their index; null when one has no name and so cannot be carried out. */
  finish(): readonly ToolCall[] | null {
    const calls = [...this.#byIndex].sort(([a], [b]) => a - b).map(([, call]) => call);
    if (calls.some((call) => call.name === '')) return null;
    return calls.map((call) => ({ ...call, id: call.id === '' ? `call_${this.#newId()}` : call.id }));
  }

  /** Without an index, a known or missing id goes on with its call and a new id starts one. */
  #indexOf(id: string | null | undefined): number {
    if (!id) return this.#last;
    for (const [index, call] of this.#byIndex) if (call.id === id) return index;
    return this.#byIndex.size === 0 ? 0 : Math.max(...this.#byIndex.keys()) + 1;
  }
}
