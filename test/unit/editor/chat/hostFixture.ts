// A ChatHost with named fakes around it, and a page that applies what it is sent as the real one does.
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { Conversation } from '../../../../src/core/chat/conversation.ts';
import type { Attachment } from '../../../../src/core/chat/turn.ts';
import type { GateRequest } from '../../../../src/core/request/gateEvent.ts';
import { perform } from '../../../../src/core/request/perform.ts';
import { type Sentence, sentence } from '../../../../src/core/sentence.ts';
import type { Attached } from '../../../../src/editor/chat/attach.ts';
import { ChatHost } from '../../../../src/editor/chat/chatHost.ts';
import type { ChatHostPorts } from '../../../../src/editor/chat/chatPorts.ts';
import type { ProjectionPorts } from '../../../../src/editor/chat/projection.ts';
import type { PagePort } from '../../../../src/editor/chat/surface.ts';
import { waitingText } from '../../../../src/editor/chat/waitingText.ts';
import { type ChatState, type ToPage, toPage } from '../../../../src/protocol/chat.ts';
import type { RequestView } from '../../../../src/protocol/chatRequest.ts';
import { countingRandom, gatePorts, plainModel, StillClock } from '../../core/request/gateFixture.ts';
import { MemoryLedger } from '../../fakes/memoryLedger.ts';
import { ScriptedClient, type Step } from '../../fakes/scriptedClient.ts';
import { chat, KeptLog } from '../../siliconflow/fakes.ts';

/** English, with the arguments put in. */
export function inEnglish({ text, args = [] }: Sentence): string {
  return text.replace(/\{(\d)\}/g, (_, at: string) => String(args[Number(at)] ?? ''));
}

export const projectionPorts: ProjectionPorts = {
  say: inEnglish,
  unmask: (text) => text.replaceAll('SECRET_1', 'hunter2'),
  unmaskGrowing: (text) => text.replaceAll('SECRET_1', 'hunter2'),
  failure: (_turn, failure) => ({ message: `failed: ${failure.kind}`, actions: [] }),
  modelName: (id) => id,
};

export function fileAttachment(id: string, over: Partial<Attachment> = {}): Attachment {
  return {
    id,
    kind: 'file',
    label: `${id}.ts`,
    source: `${id}.ts`,
    uri: `file:///${id}.ts`,
    text: id,
    tokens: 1,
    ...over,
  };
}

export const attached = (value: Attachment): Attached => ({ ok: true, value });

/** A page that parses every message by the page's own schema and follows patches; a gap or a fault throws. */
export class FakePage implements PagePort {
  readonly messages: ToPage[] = [];
  state: ChatState | null = null;
  listeners = 0;
  #seq = 0;
  #listener: (message: unknown) => void = () => undefined;

  post(message: ToPage): void {
    const parsed = v.parse(toPage, structuredClone(message));
    this.messages.push(parsed);
    if (parsed.type === 'snapshot') {
      this.#seq = parsed.seq;
      this.state = parsed.state;
    } else if (parsed.type === 'patch') this.#patch(parsed);
  }

  onMessage(listener: (message: unknown) => void): { dispose(): void } {
    this.#listener = listener;
    this.listeners += 1;
    return {
      dispose: () => {
        this.listeners -= 1;
        this.#listener = () => undefined;
      },
    };
  }

  /** What the page says, or what something that took it over says. */
  say(message: unknown): void {
    this.#listener(message);
  }

  last<K extends ToPage['type']>(type: K): Extract<ToPage, { type: K }> | undefined {
    return this.messages.findLast(
      (message): message is Extract<ToPage, { type: K }> => message.type === type,
    );
  }

  #patch({ seq, ops }: Extract<ToPage, { type: 'patch' }>): void {
    this.#seq += 1;
    if (seq !== this.#seq || !this.state) throw new Error(`patch ${seq} after ${this.#seq - 1}`);
    for (const op of ops) {
      const turns: ChatState['turns'] = [...this.state.turns];
      if (op.op === 'set') this.state = { ...this.state, ...op.part };
      else if (op.op === 'turn') {
        const at = turns.findIndex(({ id }) => id === op.turn.id);
        turns.splice(at < 0 ? turns.length : at, 1, op.turn);
      } else {
        const at = turns.findIndex(({ id }) => id === op.turnId);
        const turn = turns[at];
        if (!turn) throw new Error(`no turn ${op.turnId}`);
        if (op.op === 'cutFrom') turns.length = at;
        else turns[at] = { ...turn, [op.channel]: turn[op.channel] + op.text };
      }
      if (op.op !== 'set') this.state = { ...this.state, turns };
    }
  }
}

export const nothingToSend: RequestView = {
  ...{ kind: 'next', id: 'next', problem: 'There is nothing to send yet.', facts: [], pieces: [], tokens: 0 },
  ...{ head: null, body: '', unseenCharacters: 0, bodyBytes: 0, grants: [] },
};

export interface HostSetUp {
  readonly scripts?: readonly (readonly Step[])[];
  readonly over?: Partial<ChatHostPorts>;
  readonly conversation?: Conversation;
}

export function setUpHost({ scripts = [[]], over = {}, conversation }: HostSetUp = {}) {
  const clock = new StillClock();
  const ledger = new MemoryLedger();
  const client = new ScriptedClient(scripts);
  const log = new KeptLog();
  const gate = gatePorts({ ledger, clock });
  const done: string[] = [];
  const saved: Conversation[] = [];
  const requests: GateRequest[] = [];
  const next: { attached: Attached[]; insertRefusal: Sentence | null; openRefusal: Sentence | null } = {
    attached: [],
    insertRefusal: null,
    openRefusal: null,
  };
  const noted = (what: string): Promise<void> => {
    done.push(what);
    return Promise.resolve();
  };
  const ports: ChatHostPorts = {
    clock,
    random: countingRandom(),
    log,
    workspace: 'ws',
    store: { save: (one) => void saved.push(one) },
    perform: (request, signal) => {
      requests.push(request);
      return perform(gate, client, request, signal);
    },
    maskKnownValues: (text) => text,
    prepare: () => ({ ok: true, value: chat({ model: plainModel }), notes: [] }),
    projection: projectionPorts,
    editor: {
      copy: (text) => noted(`copy ${text}`),
      insert: async (text) => {
        await noted(`insert ${text}`);
        return next.insertRefusal;
      },
      apply: async ({ block, attached, markdown }) => {
        await noted(`apply ${block ?? 'all'} of ${markdown.length} with ${attached.join(' ')}`);
        return next.insertRefusal;
      },
      putInTerminal: async (code, language) => {
        await noted(`putInTerminal ${language} ${code}`);
        return next.insertRefusal;
      },
      newFile: (text, language) => noted(`newFile ${language} ${text}`),
      openLink: (href) => noted(`openLink ${href}`),
      findFiles: async (paths) => paths.filter((path) => path.startsWith('there')),
      openFile: (path, line, column) => noted(`openFile ${path} ${line} ${column}`),
      openAttachment: async ({ id }) => {
        await noted(`openAttachment ${id}`);
        return next.openRefusal;
      },
      pickFiles: async () => next.attached,
      findMentions: async (typed, tell) =>
        tell([{ id: `file ${typed}`, kind: 'file', label: typed, detail: '' }]),
      attachMention: async () => next.attached,
      searchCodebase: async () => ({
        attached: next.attached,
        words: sentence(next.attached.length > 0 ? 'Found.' : 'Nothing found.'),
        isRefused: next.attached.length === 0,
      }),
      fromUris: async () => next.attached,
      fromSelection: async () => next.attached[0] ?? { ok: false, message: sentence('No editor.') },
      fromImage: () => next.attached[0] ?? { ok: false, message: sentence('No image.') },
    },
    surroundings: () => ({
      setup: { stage: 'ready', title: '', lines: [], actions: [], busy: false },
      place: 'SiliconFlow CN',
      host: 'api.siliconflow.cn',
      sandbox: false,
      trusted: true,
      inFolder: true,
      model: null,
      models: [],
      today: [],
      todayApproximate: false,
      suggestions: [
        { text: 'Explain the file.', attaches: true },
        { text: 'What can you do?', attaches: false },
      ],
      banner: null,
    }),
    receipt: async (id) => ledger.receipts.get(id),
    chatCost: () => ({ chatCost: [], chatCostApproximate: false }),
    foresee: () => null,
    meter: () => null,
    rulesFiles: async () => [],
    slash: { prompts: async () => [], run: (name, input) => noted(`run ${name} ${input}`) },
    confirmAbove: () => undefined,
    clearance: {
      refusal: () => null,
      mask: (text) => ({
        text: text.replaceAll('hunter2', 'SECRET_1'),
        rules: text.includes('hunter2') ? ['password'] : [],
        stops: false,
        offered: [],
      }),
      keep: async () => null,
    },
    changedSince: {
      sourceOf: ({ uri }) => uri,
      thingOf: ({ uri }) => uri,
      follow: () => ({ watch: () => undefined, dispose: () => undefined }),
      again: async () => null,
    },
    preview: {
      next: async () => ({ view: nothingToSend, prepared: null }),
      sent: () => undefined,
      revoke: async () => null,
      copy: (text) => noted(`copy ${text}`),
      openBody: ({ bodyText }) => noted(`openBody ${bodyText}`),
    },
    history: null,
    windowId: 'w1',
    lease: { view: null, takeOver: () => noted('takeOver'), left: () => Promise.resolve() },
    act: async (action) => {
      await noted(`act ${action}`);
      return false;
    },
    selectModel: (id) => noted(`selectModel ${id}`),
    thinking: () => null,
    setThinking: (id, choice) => noted(`setThinking ${id} ${JSON.stringify(choice)}`),
    usualModel: () => plainModel.id,
    pickModelAgain: async () => undefined,
    onPageReady: () => void done.push('ready'),
    waitingText,
    onRunning: (running) => void done.push(running ? 'running' : 'idle'),
    ...over,
  };
  const host = new ChatHost(ports, conversation ?? null);
  const page = new FakePage();
  const connection = host.attach(page);
  latest = { host, page };
  page.say({ type: 'ready' });
  return { host, page, connection, ports, client, ledger, log, clock, done, saved, requests, next };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Waits until no answer runs and the page has what there is. */
export async function quiet(host: ChatHost): Promise<void> {
  while (host.isRunning) await settled();
  await shown();
}

/** The set-up of the running test. */
let latest: { readonly host: ChatHost; readonly page: FakePage } | null = null;

/** Waits until intents were carried out and the page shows what the host holds; deltas are held together for a moment. */
export async function shown(): Promise<void> {
  await settled();
  while (latest && latest.page.listeners > 0 && latest.page.state !== null) {
    const fresh = new FakePage();
    const connection = latest.host.attach(fresh);
    fresh.say({ type: 'resync' });
    connection.dispose();
    if (isDeepStrictEqual(fresh.state, latest.page.state)) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
