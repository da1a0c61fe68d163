// How a line of comment is written in a language of the editor, by its language id.

export interface CommentSyntax {
  readonly open: string;
  /** Empty for a comment that ends with its line. */
  readonly close: string;
}

const line = (open: string): CommentSyntax => ({ open, close: '' });

/**
 * Ids as VS Code and the common language extensions give them
 * (https://code.visualstudio.com/docs/languages/identifiers#_known-language-identifiers), by what begins a comment.
 */
const groups: readonly (readonly [CommentSyntax, string])[] = [
  [
    line('//'),
    'abap-cds c cpp csharp cuda-cpp dart d fsharp go groovy gradle haxe hlsl glsl shaderlab java javascript javascriptreact ' +
      'jsonc json5 kotlin less objective-c objective-cpp odin php pug jade protobuf proto3 proto qsharp razorcs rust sass scala ' +
      'scss solidity stylus swift typescript typescriptreact v vala verilog systemverilog wgsl zig bicep jsonnet prisma reason',
  ],
  [
    line('#'),
    'awk cmake coffeescript crystal dockerfile dotenv elixir fish gdscript git-commit git-rebase graphql hcl terraform ' +
      'terraform-vars ignore julia just jupyter make makefile mojo nginx nim nix nushell perl perl6 raku pip-requirements ' +
      'powershell properties puppet python r ruby shellscript snakemake starlark bazel tcl toml yaml dockercompose ansible',
  ],
  [line('--'), 'ada elm haskell lua luau plsql purescript sql tsql postgres mysql vhdl agda idris'],
  [line('%'), 'bibtex erlang latex matlab prolog tex'],
  [
    line(';'),
    'asm asm-intel-x86-generic clojure commonlisp emacs-lisp ini lisp nasm racket scheme wat autohotkey',
  ],
  [line("'"), 'vb vbscript brightscript'],
  [line('"'), 'viml vim'],
  [line('!'), 'fortran fortran-modern FortranFreeForm'],
  [line('REM'), 'bat'],
  [line('*'), 'abap'],
  [
    { open: '<!--', close: '-->' },
    'html xml xsl svg markdown mdx vue svelte astro handlebars aspnetcorerazor razor xhtml',
  ],
  [{ open: '/*', close: '*/' }, 'css postcss tailwindcss'],
  [{ open: '(*', close: '*)' }, 'ocaml coq sml pascal objectpascal mathematica wolfram'],
  [{ open: '{#', close: '#}' }, 'jinja twig django-html jinja-html'],
  [{ open: '<%#', close: '%>' }, 'erb'],
];

const byLanguage = new Map(
  groups.flatMap(([syntax, ids]) => ids.split(' ').map((id): [string, CommentSyntax] => [id, syntax])),
);

/** null where a comment cannot be written (`json`, `plaintext`, `csv`), or where nobody here knows how. */
export function commentSyntax(languageId: string): CommentSyntax | null {
  return byLanguage.get(languageId) ?? null;
}
