// What a person can do about a failure or an unfinished set-up, and what the button says.
import { type Sentence, sentence } from '../sentence.ts';

export type ActionName = keyof typeof actionLabels;

/** The label of every action. The names are those of the page's protocol; the compiler holds the two equal (failureView.ts). */
export const actionLabels = {
  chooseSiteCn: sentence('SiliconFlow CN (硅基流动)'),
  chooseSiteGlobal: sentence('SiliconFlow Global'),
  acceptNotice: sentence('Agree and Continue'),
  enterKey: sentence('Enter API Key'),
  useEnvironmentKey: sentence('Use Key From Environment'),
  openKeyPage: sentence('Open Key Page'),
  openTerms: sentence('Terms of Use'),
  openPrivacy: sentence('Privacy Policy'),
  openPrices: sentence('Prices'),
  openTopUp: sentence('Top Up'),
  openRealName: sentence('Real-Name Check'),
  openBill: sentence('Open Bill Page'),
  switchSite: sentence('Switch Site'),
  selectModel: sentence('Select Model'),
  useSuccessorModel: sentence('Use Its Successor'),
  openSettings: sentence('Open Settings'),
  raiseBudget: sentence('Raise Budget'),
  raiseBudgetToday: sentence('Raise Budget for Today'),
  goOnNow: sentence('Go On Now'),
  changeMinuteLimit: sentence('Change the Limit'),
  setBudget: sentence('Set Budget'),
  setPrice: sentence('Set Price'),
  showPriceChanges: sentence('Show All'),
  dismissBanner: sentence('Dismiss'),
  enableCompletions: sentence('Turn On Ghost Text'),
  useCheaperModel: sentence('Use the Cheaper Model'),
  manageTrust: sentence('Manage Workspace Trust'),
  retry: sentence('Try Again'),
  continueAnswer: sentence('Continue'),
  showLog: sentence('Show Log'),
  diagnose: sentence('Diagnose'),
  reloadWindow: sentence('Reload Window'),
  helpSecretStorage: sentence('Help With Secret Storage'),
  pickFile: sentence('Add File'),
  addSelection: sentence('Add Selection'),
} as const satisfies Readonly<Record<string, Sentence>>;
