// Time limits of a client that no slow machine reaches, also where the client's clock runs a thousand times too fast.
import type { WatchdogLimits } from '../../../../src/siliconflow/client.ts';

const never = 1e9;

export const patientLimits: Partial<WatchdogLimits> = {
  firstTokenMs: never,
  reasoningFirstTokenMs: never,
  completionFirstTokenMs: never,
  betweenTokensMs: never,
  tailMs: never,
  silenceMs: never,
  totalMs: never,
};
