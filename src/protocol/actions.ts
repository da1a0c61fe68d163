// What a page offers next to a failure or an empty state: buttons by id, failures with their remedies.
import * as v from 'valibot';
import { shown, text } from './chatShapes.ts';

/** Something the person can do about a failure or an empty state. */
export const actionIds = [
  'chooseSiteCn',
  'chooseSiteGlobal',
  'acceptNotice',
  'enterKey',
  'useEnvironmentKey',
  'openKeyPage',
  'openTerms',
  'openPrivacy',
  'openPrices',
  'openTopUp',
  'openRealName',
  'openBill',
  'switchSite',
  'selectModel',
  'useSuccessorModel',
  'openSettings',
  'raiseBudget',
  'raiseBudgetToday',
  'goOnNow',
  'changeMinuteLimit',
  'setBudget',
  'setPrice',
  'showPriceChanges',
  'dismissBanner',
  'useCheaperModel',
  'enableCompletions',
  'manageTrust',
  'letThroughOnce',
  'letThroughAlways',
  'retry',
  'continueAnswer',
  'compactChat',
  'newFromSummary',
  'showLog',
  'diagnose',
  'reloadWindow',
  'helpSecretStorage',
  'pickFile',
  'addSelection',
] as const;
export const action = v.object({
  id: v.picklist(actionIds),
  label: shown,
  primary: v.optional(v.boolean()),
});

export const failureView = v.object({
  message: shown,
  detail: v.optional(text(600)),
  traceId: v.optional(text(200)),
  actions: v.array(action),
});

export type ActionId = (typeof actionIds)[number];
export type ActionView = v.InferOutput<typeof action>;
export type FailureView = v.InferOutput<typeof failureView>;
