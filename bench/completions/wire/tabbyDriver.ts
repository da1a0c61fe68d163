// Tabby's agent (npm's tabby-agent) with its defaults; nothing is sent to anyone but the fake server.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Driver } from '../driver.ts';

/** The part of its shape that is used here. */
interface Tabby {
  readonly TabbyAgent: new () => {
    initialize(options: object): Promise<unknown>;
    provideCompletions(
      request: object,
      options: { readonly signal: AbortSignal },
    ): Promise<{
      readonly choices: readonly {
        readonly text: string;
        readonly replaceRange: { readonly start: number };
      }[];
    } | null>;
  };
}

export async function tabbyDriver(folder: string, baseUrl: string): Promise<Driver> {
  const { TabbyAgent }: Tabby = createRequire(join(folder, 'package.json'))('tabby-agent');
  const agent = new TabbyAgent();
  await agent.initialize({
    config: {
      server: { endpoint: baseUrl },
      anonymousUsageTracking: { disable: true },
      logs: { level: 'silent' },
    },
    dataStore: { data: {}, load: async () => undefined, save: async () => undefined },
  });
  return {
    async provide(state, signal) {
      const request = {
        filepath: `/repository/${state.file}`,
        workspace: '/repository',
        language: state.languageId,
        text: state.text,
        position: state.caret,
        manually: false,
      };
      try {
        const [choice] = (await agent.provideCompletions(request, { signal }))?.choices ?? [];
        // Its text begins where the replaced range does.
        return choice?.text.slice(Math.max(0, state.caret - choice.replaceRange.start)) ?? null;
      } catch (error) {
        if (signal.aborted) return null;
        throw error;
      }
    },
  };
}
