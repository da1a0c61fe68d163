// Paths that decide what runs on this machine or what an agent is told: a change there needs a second yes (design §6).

import { withoutInvisible } from '../outgoing/visible.ts';
import { type Sentence, sentence } from '../sentence.ts';
import { withoutTail } from '../withoutTail.ts';

const folders: Readonly<Record<string, Sentence>> = {
  '.git': sentence('Git runs what its folder says.'),
  '.vscode': sentence('Settings, tasks and launch configurations decide what the editor runs.'),
  '.idea': sentence('Settings, tasks and launch configurations decide what the editor runs.'),
  '.vs': sentence('Settings, tasks and launch configurations decide what the editor runs.'),
  '.devcontainer': sentence('It decides what runs when the folder is opened in a container.'),
  '.husky': sentence('Hooks run by themselves.'),
  '.githooks': sentence('Hooks run by themselves.'),
  hooks: sentence('Hooks run by themselves.'),
  '.siliconflow': sentence('It tells this assistant what to do.'),
};

/** Where agents find their rules, and mostly the programs they start. */
const agentFolders = new Set(
  `.agents .aiassistant .amazonq .augment .claude .clinerules .codebuddy .codex .continue .cursor .gemini .junie .kiro
  .lingma .opencode .qoder .roo .trae .windsurf .zed`.split(/\s+/),
);

const files: readonly (readonly [RegExp, Sentence])[] = [
  [/\.code-workspace$/, sentence('A workspace file decides what the editor runs.')],
  [
    /^(?:tasks|launch)\.json$/,
    sentence('Settings, tasks and launch configurations decide what the editor runs.'),
  ],
  [
    /^(?:agents|claude|gemini|copilot-instructions|\.cursorrules|\.clinerules|\.windsurfrules|\.roorules)(?:\.local|\.override)?(?:\.md)?$|^\.aider\.conf\.ya?ml$|\.instructions\.md$|\.prompt\.md$|\.mdc$/,
    sentence('It tells agents what to do.'),
  ],
  [/^\.?mcp\.json$/, sentence('It names programs that agents run.')],
  [/^(?:\.gitmodules|\.gitattributes|\.gitconfig)$/, sentence('Git runs what its folder says.')],
  [
    /^(?:\.envrc|\.bashrc|\.zshrc|\.profile|\.bash_profile|\.npmrc|\.yarnrc(?:\.yml)?)$/,
    sentence('Programs read it before they run.'),
  ],
  [
    /^(?:\.pre-commit-config\.yaml|\.?lefthook(?:-local)?\.ya?ml|\.huskyrc.*|\.lintstagedrc.*)$/,
    sentence('Hooks run by themselves.'),
  ],
  [/^\.siliconflowignore$/, sentence('It decides which files may leave this machine.')],
];

/** Why the path is protected, or null. `path` is relative to its workspace folder; every spelling of it is to be asked. */
export function protection(path: string): Sentence | null {
  const segments = path
    .split(/[\\/]/)
    .map(plain)
    .filter((one) => one !== '' && one !== '.');
  const name = segments.at(-1) ?? '';
  for (const segment of segments) {
    const why = Object.hasOwn(folders, segment)
      ? folders[segment]
      : agentFolders.has(segment)
        ? sentence('It tells agents what to do.')
        : shortNames.find(([shape]) => shape.test(segment))?.[1];
    if (why) return why;
  }
  if (segments[0] === '.github' && segments[1] === 'workflows')
    return sentence('Workflows run by themselves.');
  return files.find(([shape]) => shape.test(name))?.[1] ?? null;
}

/** Windows' second names for folders that begin with a dot: `GIT~1`. */
const shortNames: readonly (readonly [RegExp, Sentence])[] = [
  [/^(?:git|gi[0-9a-f]{4})~\d+$/, sentence('Git runs what its folder says.')],
  [
    /^(?:vscod|vs[0-9a-f]{4}|idea)~\d+$/,
    sentence('Settings, tasks and launch configurations decide what the editor runs.'),
  ],
];

/**
 * The segment as file systems read it: Windows drops dots and spaces at the end and takes what follows a colon for a
 * stream, macOS ignores characters without a shape (CVE-2014-9390), both ignore case.
 */
function plain(segment: string): string {
  const [name = ''] = withoutInvisible(segment).normalize('NFKC').toLowerCase().split(':', 1);
  return /^\.+$/.test(name) ? name : withoutTail(name, '. ');
}

/** Whether the path, as an answer names it, can only lie inside the folder it is taken from. */
export function staysInside(path: string): boolean {
  if (/^(?:[A-Za-z]:|[\\/~])/.test(path) || /\p{Cc}/u.test(path)) return false;
  return path.split(/[\\/]/).every((segment) => !/^[. ]{2,}$/.test(withoutInvisible(segment)));
}

/** Whether the new text brings an address of the web as a JSON schema, which the editor would fetch (CVE-2025-49150). */
export function bringsRemoteSchema(before: string, after: string): boolean {
  const shape =
    /"\$schema"\s*:\s*"https?:[^"]*"|^[ \t]*#[ \t]*yaml-language-server:[ \t]*\$schema=https?:\S+/gim;
  const there = new Set(before.match(shape));
  return (after.match(shape) ?? []).some((one) => !there.has(one));
}
