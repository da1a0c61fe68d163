// The faults a request can ask for, their grammar, and the queue of faults laid for requests to come.
//
// A fault is a name from the table below, some with a number behind it: `cut-after-3`. Several are joined by commas. They come
// from the header `x-sandbox-fault`, the query `?fault=`, the model (`sandbox/cut-after-3`, `<real id>#cut-after-3`) or the queue.
import { asNumber, asText, isRecord } from './json.ts';

/** Every fault and what it does; `N` in the text is its number. */
export const FAULTS: Readonly<Record<string, string>> = {
  // Refusals, see statusFaults.ts. They cost nothing.
  'http-400-model': '400 20012, no such model',
  'http-400-parameter': '400 20015, enable_thinking not supported',
  'http-400-length': '400 20015, prompt over the window',
  'http-400-object': '400 with {"error":{…}}',
  'http-401': '401, a bare JSON string',
  'http-401-code': '401 with code 30014',
  'http-401-echo': '401 whose message repeats the whole key',
  'http-402': '402 30001, no balance',
  'http-403': '403, plain text "Forbidden"',
  'http-403-empty': '403 without a body (real name missing)',
  'http-403-balance': '403 30001, no balance',
  'http-403-paid': '403 30011, needs paid balance',
  'http-403-disabled': '403 "Model disabled."',
  'http-404': '404 page not found',
  'http-410': '410 20092',
  'http-429-rpm': '429, RPM in the message',
  'http-429-rph': '429, RPH in the message',
  'http-429-rpd': '429, RPD in the message',
  'http-429-tpm': '429, TPM in the message',
  'http-429-tpd': '429, TPD in the message',
  'http-429-tpm-huge-body': '429 with 2 MB of body',
  'retry-after': 'adds Retry-After: N to a refusal',
  'http-500': '500 without a known body',
  'http-503-50505': '503 50505, overloaded',
  'http-503-50508': '503 50508, too busy',
  'http-504': '504, gateway text',
  'http-307': '307 to another origin (127.0.0.1:9)',
  'http-200-error': '200 whose body is an error object',
  html: '200 with a captive portal page',
  // Time. The prompt is billed.
  ttft: 'the first token after N ms',
  pace: 'N tokens a second',
  held: 'no token of the stream before the sandbox is told to let it go',
  'stall-headers': 'nothing, not even headers, until the client leaves',
  'slow-headers': 'headers after N ms',
  'stall-first': 'headers, then silence',
  'stall-after': 'N tokens, then silence',
  'pause-after': 'N tokens, then 1,500 ms of silence, then the rest',
  comments: 'headers, then only comment lines, one each 50 ms',
  keepalive: 'a comment line before every chunk',
  // The connection.
  'cut-headers': 'FIN instead of headers',
  'reset-headers': 'RST instead of headers',
  'cut-after': 'N tokens, then FIN inside the unfinished body',
  'cut-line-after': 'N tokens, then FIN in the middle of a line',
  'reset-after': 'N tokens, then RST',
  'end-after': 'N tokens, then a clean end of the body: no finish_reason, no [DONE]',
  bytes: 'every byte a write of its own',
  gzip: 'a compressed stream',
  'gzip-bomb': 'one line of N MB (256), compressed to almost nothing',
  // The stream.
  json: 'a JSON document instead of a stream',
  'wrong-type': 'the right stream as text/plain',
  'zero-chunks': 'an empty body',
  'only-done': 'nothing but [DONE]',
  'no-finish': 'no finish_reason',
  'no-done': 'no [DONE]',
  'after-done': 'one more chunk after [DONE]',
  garbage: 'a data line that is no JSON, after 2 tokens',
  'not-object': 'data lines of JSON that are no chunks: null, 3, [], {}',
  'error-in-stream': 'after 2 tokens {"code":50505,…} as data, then the end',
  'error-object-in-stream': 'after 2 tokens {"error":{…}} as data, then the end',
  'empty-data': 'empty data: lines between the chunks',
  ping: 'event: ping between the chunks',
  'unknown-event': 'events of an unknown name between the chunks',
  crlf: 'CRLF line ends',
  bom: 'a byte order mark first',
  'long-line': 'one chunk whose text has N MB (5)',
  endless: 'tiny chunks until the client leaves',
  'usage-end': 'usage on the finish chunk only',
  'usage-trailing': 'usage on a last chunk with choices [] only',
  'usage-never': 'no usage at all',
  'null-content': 'content: null beside reasoning and in the first chunk',
  // The answer.
  'stop-empty': 'finish_reason stop and no text at all',
  'reasoning-only': 'reasoning, then finish_reason length and no text',
  'think-tags': 'reasoning inside the text as <think>…</think>',
  'tool-calls': 'a tool call (also without tools in the request)',
  'tool-bad-json': 'a tool call whose arguments are no JSON',
  'tool-no-id': 'a tool call without an id',
  hostile: 'Markdown full of HTML, scripts, dangerous links and invisible characters',
  rich: 'Markdown with all that a page can draw',
  'many-files': 'changes to several files of the demo workspace, and commands',
  'finish-eos': 'finish_reason eos',
  'finish-content_filter': 'finish_reason content_filter',
  'finish-insufficient_system_resource': 'finish_reason insufficient_system_resource',
  'long-answer': 'an answer of at least N tokens (2000)',
  // Fill-in-the-middle.
  'suffix-refused': '400 20015 for `suffix`',
  'template-refused': '400 20015 for raw FIM markers in the prompt',
  'prefix-refused': '400 20015 for top-level prefix and suffix in a chat',
  'fim-empty': 'no text',
  'fim-echo-suffix': 'goes on with the text after the caret',
  'fim-fence': 'wrapped in a code fence',
  'fim-prose': 'explains itself first',
  'fim-markers': 'shows the family’s marker tokens',
  'fim-repeat': 'says the same line again and again',
  'fim-repeat-above': 'says the line above again',
  'fim-wrong-indent': 'one level too deep',
  'fim-overlong': 'goes on with 60 more lines',
};

/** The faults of one request. */
export class FaultSet {
  readonly #args = new Map<string, number | undefined>();
  /** The first name that is not in the table. A test with a typing error must not pass. */
  readonly unknown: string | undefined;

  constructor(specs: readonly string[]) {
    let unknown: string | undefined;
    for (const spec of specs.flatMap((each) => each.split(',')).map((each) => each.trim())) {
      if (spec === '') continue;
      const [, stem = '', digits] = /^(.+?)-(\d+)$/.exec(spec) ?? [];
      if (spec in FAULTS) this.#args.set(spec, undefined);
      else if (stem in FAULTS) this.#args.set(stem, Number(digits));
      else unknown ??= spec;
    }
    this.unknown = unknown;
  }

  has(name: string): boolean {
    return this.#args.has(name);
  }

  /** The number behind the fault; `fallback` when it stands without one; undefined when it is not asked for. */
  number(name: string, fallback = 0): number | undefined {
    return this.#args.has(name) ? (this.#args.get(name) ?? fallback) : undefined;
  }

  names(): string[] {
    return [...this.#args.keys()];
  }

  toString(): string {
    return [...this.#args].map(([name, arg]) => (arg === undefined ? name : `${name}-${arg}`)).join(',');
  }
}

/** Faults laid for the next `times` requests that match; also the body of `POST /sandbox/fault`. */
export interface LaidFault {
  readonly fault: string;
  readonly times?: number;
  /** chat, completion, models, account, embedding, rerank; any when missing. */
  readonly kind?: string;
  readonly model?: string;
}

export function parseLaidFault(value: unknown): LaidFault | undefined {
  const fault = isRecord(value) ? asText(value.fault) : undefined;
  if (!isRecord(value) || fault === undefined) return undefined;
  const [times, kind, model] = [asNumber(value.times), asText(value.kind), asText(value.model)];
  return {
    fault,
    ...(times === undefined ? {} : { times }),
    ...(kind === undefined ? {} : { kind }),
    ...(model === undefined ? {} : { model }),
  };
}

export class FaultQueue {
  #laid: { fault: LaidFault; left: number }[] = [];

  lay(fault: LaidFault): void {
    const { unknown } = new FaultSet([fault.fault]);
    if (unknown !== undefined) throw new Error(`no such fault: ${unknown}`);
    this.#laid.push({ fault, left: fault.times ?? 1 });
  }

  /** The oldest laid fault that matches, counted as used. */
  take(kind: string, model: string): string {
    const found = this.#laid.find(
      ({ fault }) => (fault.kind ?? kind) === kind && (fault.model ?? model) === model,
    );
    if (found === undefined) return '';
    found.left--;
    this.#laid = this.#laid.filter(({ left }) => left > 0);
    return found.fault.fault;
  }

  reset(): void {
    this.#laid = [];
  }
}

const DEFAULT_MODEL = { chat: 'deepseek-ai/DeepSeek-V3.2', completion: 'Qwen/Qwen3-Coder-30B-A3B-Instruct' };

/** Takes the fault out of a model name: `sandbox/cut-after-3` stands for the kind's usual model, `a/b#cut-after-3` for a/b. */
export function splitModel(name: string, kind: string): { readonly id: string; readonly fault: string } {
  if (name.startsWith('sandbox/')) {
    return {
      id: kind === 'completion' ? DEFAULT_MODEL.completion : DEFAULT_MODEL.chat,
      fault: name.slice(8),
    };
  }
  const [id = '', fault = ''] = name.split('#', 2);
  return { id, fault };
}
