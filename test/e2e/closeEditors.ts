// Mocha's root hook of the e2e suite: what the tests share ends with them.
import { closeSharedBrowser } from '../editor/realEditor.ts';

export const mochaHooks = {
  async afterAll(): Promise<void> {
    await closeSharedBrowser();
  },
};
