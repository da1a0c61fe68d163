// Whatever a person chooses about thinking, for whichever model: the platform takes the request, as the sandbox judges it.
import { strict as assert } from 'node:assert';
import { type PreparedChat, prepareChat } from '../../../src/core/chat/prepareRequest.ts';
import { listed } from '../../../src/core/models/catalogue.ts';
import { ThinkingByModel } from '../../../src/editor/chat/thinkingByModel.ts';
import { windowMemory } from '../../../src/editor/windowMemory.ts';
import { buildBody } from '../../../src/siliconflow/requestBody.ts';
import { KEYS } from '../../sandbox/keys.ts';
import { startSandbox } from '../../sandbox/server.ts';

const modes = ['auto', 'on', 'off'] as const;
const budgets = [128, 32_768] as const;
const efforts = [null, 'high', 'max', 'low'] as const;

for (const site of ['cn', 'global'] as const)
  describe(`thinking on the site ${site}`, () => {
    const chosen = modes.flatMap((mode) =>
      budgets.flatMap((budgetTokens) => efforts.map((effort) => ({ mode, budgetTokens, effort }))),
    );
    const byModel = new ThinkingByModel({
      memory: windowMemory(),
      defaults: () => ({ thinking: 'auto', thinkingBudgetTokens: 4_096 }),
      refused: () => [],
    });
    const request = (model: (typeof models)[number]): PreparedChat =>
      prepareChat(
        {
          ...{ ownInstruction: '', continuing: false, boundarySeed: 's' },
          turns: [{ role: 'user', id: 'q', createdMs: 1, text: 'Hello', attachments: [] }],
        },
        {
          ...{ model, visionModel: null, thinking: (one) => byModel.of(one) },
          ...{ maxTokens: 16, temperature: null, topP: null },
        },
      );
    const models = listed(site);

    it('says nothing that the catalogue does not allow, and all that was chosen where it does', async () => {
      for (const model of models)
        for (const choice of chosen) {
          await byModel.set(model, choice);
          const prepared = request(model);
          assert.ok(prepared.ok);
          const body = buildBody(prepared.value, []);
          assert.ok(body.ok);
          const {
            enable_thinking: on,
            thinking_budget: budget,
            reasoning_effort: effort,
          } = body.value.fields;
          const about = `${model.id} ${JSON.stringify(choice)}`;
          const isSwitched = model.thinkingSwitch === 'yes' && choice.mode !== 'auto';
          assert.equal(on, isSwitched ? choice.mode === 'on' : undefined, about);
          assert.equal(budget, on === true ? choice.budgetTokens : undefined, about);
          const takesEffort = on !== false && model.reasoningEfforts.includes(choice.effort ?? '');
          assert.equal(effort, takesEffort ? choice.effort : undefined, about);
        }
    });

    it('is refused by no model', async () => {
      const sandbox = await startSandbox({ site, port: 0, pace: 'instant' });
      try {
        for (const model of models)
          for (const mode of modes) {
            await byModel.set(model, { mode, budgetTokens: 128, effort: 'max' });
            const prepared = request(model);
            assert.ok(prepared.ok);
            const body = buildBody(prepared.value, []);
            assert.ok(body.ok);
            const response = await fetch(`${sandbox.url}/v1${body.value.path}`, {
              ...{ method: 'POST', body: JSON.stringify(body.value.fields) },
              headers: { authorization: `Bearer ${KEYS[site]}`, 'content-type': 'application/json' },
            });
            const text = await response.text();
            assert.equal(response.status, 200, `${model.id} ${mode}: ${text.slice(0, 200)}`);
          }
      } finally {
        await sandbox.close();
      }
    });
  });
