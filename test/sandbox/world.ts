// Everything one sandbox remembers, and the options it was started with.
import { Books } from './books.ts';
import { FaultQueue } from './faults.ts';
import { Gate } from './gate.ts';
import { ACCOUNTS, type Account } from './keys.ts';
import { DEFAULT_LIMITS, type Limits, RateLimits } from './limits.ts';
import type { Site } from './models.ts';
import { type Pace, readPace } from './pace.ts';
import { PromptCache } from './promptCache.ts';

export interface SandboxOptions {
  readonly site: Site;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Keys and their accounts in place of the built-in ones. */
  readonly keys?: ReadonlyMap<string, Account>;
  /** 'life' by default: 350 ms to the first token, 60 tokens a second. */
  readonly pace?: Pace | 'life' | 'instant';
  /** The clock of prices and limits, in ms since 1970. */
  readonly now?: () => number;
  readonly limits?: Limits;
  /** Faults for every request, as in `x-sandbox-fault`. */
  readonly fault?: string;
  /** Lists `sandbox/<fault>` models in `GET /v1/models`, so that a person can pick them. */
  readonly listFaults?: boolean;
}

/** One request as it came, for tests that look at what left the machine. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** The body was longer than what is kept. */
  readonly truncated: boolean;
}

const MAX_REQUESTS = 500;
const MAX_BODY_CHARS = 8_000_000;

export class World {
  readonly options: SandboxOptions;
  readonly site: Site;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly pace: Pace;
  readonly now: () => number;
  readonly books: Books;
  readonly cache = new PromptCache();
  readonly limits: RateLimits;
  readonly queue = new FaultQueue();
  readonly gate = new Gate();
  #requests: SeenRequest[] = [];

  constructor(options: SandboxOptions) {
    this.options = options;
    this.site = options.site;
    this.accounts = options.keys ?? ACCOUNTS;
    this.pace = readPace(options.pace);
    this.now = options.now ?? Date.now;
    this.books = new Books(options.site);
    this.limits = new RateLimits(options.limits ?? DEFAULT_LIMITS);
  }

  see(request: Omit<SeenRequest, 'truncated'>): void {
    const truncated = request.body.length > MAX_BODY_CHARS;
    this.#requests.push({ ...request, body: request.body.slice(0, MAX_BODY_CHARS), truncated });
    if (this.#requests.length > MAX_REQUESTS) this.#requests.shift();
  }

  requests(): readonly SeenRequest[] {
    return [...this.#requests];
  }

  /** Forgets books, prompts, limits, faults and requests. Running requests keep their lines, but off the books. */
  reset(): void {
    this.books.reset();
    this.cache.reset();
    this.limits.reset();
    this.queue.reset();
    this.gate.close();
    this.#requests = [];
  }
}
