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
    const id = `${access.value.place.baseUrl} ${access.value.account}`;
    if (this.current?.id !== id) {
      this.dispose();
      this.current = { id, client: this.ports.create(access.value) };
    }
    try {
      return { ok: true, value: await this.current.client };
    } catch (error) {
      this.current = null;
      return { ok: false, failure: unsent('badReply', error instanceof Error ? error.message : '') };
    }
  }

  /** Ends the client and what it still has under way. */
  dispose(): void {
    const old = this.current;
    this.current = null;
    old?.client.then((client) => client.dispose()).catch(() => undefined);
  }
}
