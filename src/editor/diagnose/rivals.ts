// Other extensions that offer inline suggestions: the well-known ones by id, others by the settings that they bring.
import type { RivalExtension } from '../../core/diagnosis/machineChecks.ts';

/** What is used of a `vscode.Extension`. */
export interface InstalledExtension {
  readonly id: string;
  readonly isActive: boolean;
  readonly packageJSON: unknown;
}

/** Lower-case, because ids are compared without regard to case. */
const wellKnown: ReadonlySet<string> = new Set([
  'github.copilot',
  'github.copilot-chat',
  'codeium.codeium',
  'codeium.windsurfpyright',
  'tabnine.tabnine-vscode',
  'tabnine.tabnine-vscode-self-hosted-updater',
  'continue.continue',
  'supermaven.supermaven',
  'amazonwebservices.amazon-q-vscode',
  'amazonwebservices.aws-toolkit-vscode',
  'google.geminicodeassist',
  'googlecloudtools.cloudcode',
  'sourcegraph.cody-ai',
  'augment.vscode-augment',
  'kilocode.kilo-code',
  'tabbyml.vscode-tabby',
  'ggml-org.llama-vscode',
  'ex3ndr.llama-coder',
  'huggingface.huggingface-vscode',
  'blackboxapp.blackbox',
  'bito.bito',
  'codegpt.codegpt',
  'danielsanmedium.dscodegpt',
  'twinny.twinny',
  'rjmacarthy.twinny',
  'privy.privy-vscode',
  'visualstudioexptteam.vscodeintellicode',
  'visualstudioexptteam.vscodeintellicode-completions',
  'alibaba-cloud.tongyi-lingma',
  'aminer.codegeex',
  'baiducomate.comate',
  'marscode.marscode-extension',
  'tencent-cloud.coding-copilot',
  'fittentech.fitten-code',
  'sensetime.raccoon',
  'iflytek.iflycode',
]);

/** Settings about suggestions that appear while typing. */
const inlineSetting =
  /inline_?(?:suggest|completion)|ghost_?text|tab_?auto_?complete|auto_?complet(?:e|ion)\.enable|code_?completion/i;

/** Those of the editor itself are not meant, nor this extension. */
export function rivalsAmong(
  extensions: readonly InstalledExtension[],
  ownId: string,
): readonly RivalExtension[] {
  return extensions
    .filter(({ id }) => id.toLowerCase() !== ownId.toLowerCase() && !/^vscode\./i.test(id))
    .filter(
      ({ id, packageJSON }) =>
        wellKnown.has(id.toLowerCase()) || settingNames(packageJSON).some((name) => inlineSetting.test(name)),
    )
    .map(({ id, isActive }) => ({ id: id.slice(0, 100), isActive }));
}

/** Keys of a manifest's settings. A manifest is anybody's. */
export function settingNames(manifest: unknown): readonly string[] {
  return settingProperties(manifest).map(([name]) => name);
}

/** The settings of a manifest with what it says of them. */
export function settingProperties(manifest: unknown): readonly (readonly [string, unknown])[] {
  const configuration = fieldOf(fieldOf(manifest, 'contributes'), 'configuration');
  const groups: readonly unknown[] = Array.isArray(configuration) ? configuration : [configuration];
  return groups.flatMap((group) => {
    const properties = fieldOf(group, 'properties');
    return typeof properties === 'object' && properties !== null ? Object.entries(properties) : [];
  });
}

export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;
}
