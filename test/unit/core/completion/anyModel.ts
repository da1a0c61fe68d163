// A model for tests that do not care which.
import type { ModelFacts } from '../../../../src/core/models/model.ts';

export const anyModel: ModelFacts = {
  site: 'cn',
  id: 'Qwen/Qwen3-Coder-30B-A3B-Instruct',
  name: 'Qwen3 Coder',
  type: 'chat',
  windowTokens: null,
  maxOutputTokens: null,
  vision: 'no',
  tools: 'unknown',
  reasoning: 'no',
  thinkingSwitch: 'no',
  reasoningEfforts: [],
  fim: 'yes',
  status: 'listed',
  prices: [],
};
