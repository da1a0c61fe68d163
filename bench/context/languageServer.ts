// The TypeScript compiler's language service in place of the editor's language server: it says where a name of a file is declared.
import { join } from 'node:path';
import type { NameAt } from '../../src/core/completion/neighbourhood/asked.ts';
import type { Declaration } from '../../src/core/completion/neighbourhood/declared.ts';
import type { Workspace } from './places.ts';

export interface LanguageServer {
  /** A file's text from now on. */
  set(path: string, text: string): void;
  /** Where a name, or its type, is declared in the other files of the workspace. */
  declarations(path: string, at: NameAt, of: 'name' | 'type'): readonly Declaration[];
}

/** Of the compiler only what is called here; it is loaded from the cache, so its types are not at hand. */
interface Span {
  readonly start: number;
  readonly length: number;
}
interface Definition {
  readonly fileName: string;
  readonly textSpan: Span;
  readonly contextSpan?: Span;
}
interface Service {
  getDefinitionAtPosition(file: string, offset: number): readonly Definition[] | undefined;
  getTypeDefinitionAtPosition(file: string, offset: number): readonly Definition[] | undefined;
}
interface Compiler {
  readonly sys: Readonly<Record<string, (path: string) => unknown>>;
  readonly ScriptSnapshot: { fromString(text: string): unknown };
  getDefaultLibFilePath(options: object): string;
  createLanguageService(host: object): Service;
}

const options = {
  allowJs: true,
  target: 99,
  module: 99,
  moduleResolution: 100,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: [],
};

export function languageServer(workspace: Workspace, require: NodeJS.Require): LanguageServer {
  const ts: Compiler = require('typescript');
  const texts = new Map(
    workspace.files.map(({ path, text }) => [join(workspace.root, path), { text, version: 0 }]),
  );
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: (file: string) => String(texts.get(file)?.version ?? 0),
    getScriptSnapshot: (file: string) => {
      const text = texts.get(file)?.text ?? ts.sys.readFile?.(file);
      return typeof text === 'string' ? ts.ScriptSnapshot.fromString(text) : undefined;
    },
    fileExists: (file: string) => texts.has(file) || ts.sys.fileExists?.(file) === true,
    readFile: (file: string) => texts.get(file)?.text ?? ts.sys.readFile?.(file),
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    readDirectory: ts.sys.readDirectory,
    getCurrentDirectory: () => workspace.root,
    getDefaultLibFileName: (some: object) => ts.getDefaultLibFilePath(some),
  });
  return {
    set(path, text) {
      const file = join(workspace.root, path);
      texts.set(file, { text, version: (texts.get(file)?.version ?? 0) + 1 });
    },
    declarations(path, at, of) {
      const file = join(workspace.root, path);
      const offset = offsetOf(texts.get(file)?.text ?? '', at);
      const found =
        of === 'name'
          ? service.getDefinitionAtPosition(file, offset)
          : service.getTypeDefinitionAtPosition(file, offset);
      return (found ?? []).flatMap(({ fileName, textSpan, contextSpan = textSpan }) => {
        const text = texts.get(fileName)?.text;
        if (text === undefined || fileName === file) return [];
        const from = text.slice(0, contextSpan.start).split('\n').length - 1;
        const lines = text
          .slice(contextSpan.start, contextSpan.start + contextSpan.length)
          .split('\n').length;
        return [
          { path: fileName.slice(workspace.root.length + 1), from, to: from + lines - 1, linesAway: null },
        ];
      });
    },
  };
}

function offsetOf(text: string, { line, character }: NameAt): number {
  let at = 0;
  for (let k = 0; k < line; k++) at = text.indexOf('\n', at) + 1;
  return at + character;
}
