// Which code blocks are meant for a terminal, by the language after their fence.

const shells = new Set(
  'sh bash zsh fish ksh shell shellscript console shell-session terminal bat cmd batch powershell pwsh ps1 ps'.split(
    ' ',
  ),
);

export function isShell(language: string): boolean {
  return shells.has(language.toLowerCase());
}
