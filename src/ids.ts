// Every command, view, setting and context key by its public name. A test compares this table with package.json.

export const commands = {
  setApiKey: 'siliconflow.setApiKey',
  removeApiKey: 'siliconflow.removeApiKey',
  switchSite: 'siliconflow.switchSite',
  selectModel: 'siliconflow.selectModel',
  openChat: 'siliconflow.openChat',
  openChatInEditor: 'siliconflow.openChatInEditor',
  newChat: 'siliconflow.newChat',
  showHistory: 'siliconflow.showHistory',
  addSelectionToChat: 'siliconflow.addSelectionToChat',
  addFileToChat: 'siliconflow.addFileToChat',
  toggleCompletions: 'siliconflow.toggleCompletions',
  snoozeCompletions: 'siliconflow.snoozeCompletions',
  triggerCompletion: 'siliconflow.triggerCompletion',
  setBudget: 'siliconflow.setBudget',
  explain: 'siliconflow.explain',
  fix: 'siliconflow.fix',
  improve: 'siliconflow.improve',
  generateTests: 'siliconflow.generateTests',
  generateDocs: 'siliconflow.generateDocs',
  generateCommitMessage: 'siliconflow.generateCommitMessage',
  cancelCommitMessage: 'siliconflow.cancelCommitMessage',
  stopAll: 'siliconflow.stopAll',
  showMenu: 'siliconflow.showMenu',
} as const;

export const views = { container: 'siliconflow', chat: 'siliconflow.chat' } as const;

/** Settings, all of application scope: a workspace can set none of them. */
export const settings = {
  site: 'siliconflow.site',
  customBaseUrl: 'siliconflow.customBaseUrl',
  customCurrency: 'siliconflow.customCurrency',
  chatModel: 'siliconflow.chat.model',
  chatVisionModel: 'siliconflow.chat.visionModel',
  chatThinking: 'siliconflow.chat.thinking',
  chatThinkingBudget: 'siliconflow.chat.thinkingBudget',
  chatTemperature: 'siliconflow.chat.temperature',
  chatTopP: 'siliconflow.chat.topP',
  chatMaxTokens: 'siliconflow.chat.maxTokens',
  chatSystemPrompt: 'siliconflow.chat.systemPrompt',
  completionEnabled: 'siliconflow.completion.enabled',
  completionTrigger: 'siliconflow.completion.trigger',
  completionModel: 'siliconflow.completion.model',
  completionMaxLines: 'siliconflow.completion.maxLines',
  completionMinimumDelayMs: 'siliconflow.completion.minimumDelayMs',
  budgetDaily: 'siliconflow.budget.daily',
  budgetMonthly: 'siliconflow.budget.monthly',
  budgetCompletionDaily: 'siliconflow.budget.completionDaily',
  budgetWarnAtPercent: 'siliconflow.budget.warnAtPercent',
  budgetOnLimit: 'siliconflow.budget.onLimit',
  actionModel: 'siliconflow.action.model',
  commitModel: 'siliconflow.commit.model',
  commitLanguage: 'siliconflow.commit.language',
  models: 'siliconflow.models',
  privacySecrets: 'siliconflow.privacy.secrets',
  privacyExclude: 'siliconflow.privacy.exclude',
  privacyIgnoreFile: 'siliconflow.privacy.ignoreFile',
} as const;

export const contextKeys = {
  siteChosen: 'siliconflow.siteChosen',
  noticeAccepted: 'siliconflow.noticeAccepted',
  ready: 'siliconflow.ready',
  running: 'siliconflow.running',
  writingCommit: 'siliconflow.writingCommit',
} as const;
