// The model client for the place and key in force: built at first use, built again when either changes.
import { type Result, unsent } from '../../core/failure.ts';
import type { ModelClient } from '../../core/ports.ts';
import type { Access } from '../account/setup.ts';

export interface ClientSourcePorts {
  /** Place and key once the set-up is complete, or why nothing may be sent. */
  readonly access: () => Result<Access>;
  /** Loads the wire (and `openai` with it) at first use. */
  readonly create: (access: Access) => Promise<ModelClient>;
}

export class ClientSource {
  private current: { readonly id: string; readonly client: Promise<ModelClient> } | null = null;
  private readonly ports: ClientSourcePorts;

  constructor(ports: ClientSourcePorts) {
    this.ports = ports;
  }

  /** The client to use now. A key is only ever given to a client of the origin it was entered for. */
  async client(): Promise<Result<ModelClient>> {
    const access = this.ports.access();
    if (!access.ok) return access;
    const { place, account, key } = access.value;
    const id = `${place.baseUrl} ${account}`;
    if (this.current?.id !== id) {
      this.dispose();
      this.current = { id, client: this.created(access.value) };
    }
    const { current } = this;
    try {
      const client = await current.client;
      // Place or key changed while it was being built: that one is ended already.
      return this.current === current ? { ok: true, value: client } : await this.client();
    } catch (error) {
      if (this.current === current) this.current = null;
      return { ok: false, failure: unsent('badReply', wordsOf(error, key)) };
    }
  }

  private async created(access: Access): Promise<ModelClient> {
    return this.ports.create(access);
  }

  /** Ends the client and what it still has under way. */
  dispose(): void {
    const old = this.current;
    this.current = null;
    old?.client.then((client) => client.dispose()).catch(() => undefined);
  }
}

const maxDetailCharacters = 500;

/** What an error says, unless it quotes the key: a header that cannot be built is quoted whole by the platform's `fetch`. */
function wordsOf(error: unknown, key: string): string {
  const words = error instanceof Error ? error.message : '';
  return words.includes(key.slice(-8)) ? '' : words.slice(0, maxDetailCharacters);
}
