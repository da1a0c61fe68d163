// A failure that was kept with a turn, read back: what a newer version wrote, or a hand changed, becomes general words.
import * as v from 'valibot';
import { type Failure, failureKinds } from '../failure.ts';

const pico = v.pipe(v.string(), v.regex(/^-?\d{1,20}$/));
const schema = v.object({
  kind: v.picklist(failureKinds),
  status: v.optional(v.number()),
  code: v.optional(v.number()),
  metric: v.optional(v.picklist(['RPM', 'RPH', 'RPD', 'TPM', 'TPD', 'IPM', 'IPD'])),
  retryAfterMs: v.optional(v.number()),
  traceId: v.optional(v.string()),
  askedTokens: v.optional(v.number()),
  limitTokens: v.optional(v.number()),
  parameter: v.optional(v.string()),
  letThrough: v.optional(v.array(v.string())),
  budget: v.optional(
    v.object({
      window: v.picklist(['day', 'month', 'completionDay', 'minute']),
      currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
      limitPico: pico,
      spentPico: pico,
      reservedPico: pico,
      neededPico: pico,
      untilMs: v.optional(v.number()),
    }),
  ),
  detail: v.string(),
  sent: v.boolean(),
});

/** Never throws. */
export function asFailure(kept: { readonly detail: string; readonly sent: boolean }): Failure {
  const parsed = v.safeParse(schema, kept);
  return parsed.success ? parsed.output : { kind: 'badReply', detail: kept.detail, sent: kept.sent };
}
