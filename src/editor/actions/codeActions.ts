// The commands on code: what is meant in the editor becomes a chip, and a question of the chat is asked about it.
import * as vscode from 'vscode';
import { type ActionKind, actionQuestion } from '../../core/actions/actionQuestion.ts';
import { blockAt, type CodeSymbol, type Lines, symbolAt } from '../../core/actions/codeAtCursor.ts';
import { answerLanguage } from '../../core/actions/languageName.ts';
import { type Problem, problemsText, withoutPrivate } from '../../core/actions/problems.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { paragraph } from '../account/failureView.ts';
import type { Account } from '../account/startAccount.ts';
import { shortPathOf } from '../chat/sources.ts';
import type { Chat } from '../chat/startChat.ts';
import type { WindowGuard } from '../requests/windowGuard.ts';
import { say } from '../texts.ts';
import { projectTestFramework } from './projectTestFramework.ts';

export interface CodeActionParts {
  readonly account: Account;
  readonly chat: Pick<Chat, 'host' | 'show' | 'sources'>;
  readonly guard: WindowGuard;
}

/** Where a quick fix was offered. */
export interface FixPlace {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
  readonly diagnostics: readonly vscode.Diagnostic[];
}

interface Meant {
  readonly lines: Lines;
  readonly symbol?: string;
}

/** Shows the chat in any case: it says what is missing, or why the question was not taken. */
export async function askAboutCode(
  kind: ActionKind,
  parts: CodeActionParts,
  { at, words = '' }: { readonly at?: FixPlace; readonly words?: string } = {},
): Promise<void> {
  const { chat, account, guard } = parts;
  const place = at ?? placeInEditor();
  if (account.setup.stage !== 'ready') return chat.show();
  if (!place) {
    chat.host.addAttachments([
      { ok: false, message: sentence('Open a file and put the cursor in the code you mean.') },
    ]);
    return chat.show();
  }
  const document = await vscode.workspace.openTextDocument(place.uri);
  const meant = await codeMeant(document, place.range);
  const code = await chat.sources.fromLines(document, meant.lines);
  const found = kind === 'fix' && code.ok ? problemsIn(document, meant.lines, at?.diagnostics) : [];
  const told = found.map((problem) =>
    withoutPrivate(problem, (path) => isPrivate(path, document.uri, guard)),
  );
  const problems = await problemsChip(chat, document, meant.lines, told);
  const refused = [code, ...problems].filter((one) => !one.ok);
  if (refused.length > 0) {
    chat.host.addAttachments(refused);
    return chat.show();
  }
  const language = answerLanguage(vscode.env.language, vscode.l10n.bundle !== undefined);
  const framework = kind === 'generateTests' ? await projectTestFramework(document) : null;
  const question = actionQuestion(kind, {
    languageId: document.languageId,
    problems: found.length,
    ...(meant.symbol === undefined ? {} : { symbol: meant.symbol }),
    ...(framework ? { testFramework: framework } : {}),
    ...(language ? { answerLanguage: language } : {}),
  });
  const attachments = [code, ...problems].flatMap((one) => (one.ok ? [one.value] : []));
  chat.host.ask(withWords(questionText(question), words), attachments);
  await chat.show();
}

/** What the person typed themselves stands last: it narrows what was said before. */
export function withWords(question: string, words: string): string {
  return words ? `${question}\n\n${words}` : question;
}

export function questionText(question: readonly (readonly Sentence[])[]): string {
  return question.map((sentences) => paragraph(sentences, say)).join('\n\n');
}

function placeInEditor(): Pick<FixPlace, 'uri' | 'range'> | null {
  const editor = vscode.window.activeTextEditor;
  return editor ? { uri: editor.document.uri, range: editor.selection } : null;
}

/** The selected lines; without a selection the symbol at the cursor, or the block of its line. */
async function codeMeant(document: vscode.TextDocument, range: vscode.Range): Promise<Meant> {
  const symbols = await symbolsOf(document);
  const at = range.start.line + 1;
  const symbol = symbolAt(symbols, at);
  const isSelection = range instanceof vscode.Selection && !range.isEmpty;
  if (isSelection) {
    // A selection that ends at the start of a line does not include that line.
    const { start, end } = range;
    const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
    const lines = { start: at, end: last };
    const isWhole = symbol?.lines.start === lines.start && symbol.lines.end === lines.end;
    return isWhole ? { lines, symbol: symbol.name } : { lines };
  }
  if (symbol) return { lines: symbol.lines, symbol: symbol.name };
  return { lines: blockAt(document.getText(), at) ?? { start: 1, end: document.lineCount } };
}

async function symbolsOf(document: vscode.TextDocument): Promise<readonly CodeSymbol[]> {
  try {
    const found: unknown = await vscode.commands.executeCommand(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    return (Array.isArray(found) ? found : []).flatMap(symbolOf);
  } catch {
    // A language server that is broken must not take the command with it.
    return [];
  }
}

/** Old providers give a flat list without children; their ranges nest all the same. */
function symbolOf(found: vscode.DocumentSymbol | vscode.SymbolInformation): CodeSymbol {
  const range = 'location' in found ? found.location.range : found.range;
  return {
    name: found.name,
    kind: kinds.get(found.kind) ?? 'value',
    lines: { start: range.start.line + 1, end: range.end.line + 1 },
    children: 'children' in found ? found.children.map(symbolOf) : [],
  };
}

const { SymbolKind } = vscode;
const kinds: ReadonlyMap<vscode.SymbolKind, 'unit' | 'group'> = new Map([
  ...[
    SymbolKind.Function,
    SymbolKind.Method,
    SymbolKind.Constructor,
    SymbolKind.Class,
    SymbolKind.Interface,
    SymbolKind.Struct,
    SymbolKind.Enum,
  ].map((kind) => [kind, 'unit'] as const),
  ...[SymbolKind.File, SymbolKind.Module, SymbolKind.Namespace, SymbolKind.Package].map(
    (kind) => [kind, 'group'] as const,
  ),
]);

/** The problems of a quick fix, or the errors and warnings that the editor reports in these lines. */
export function problemsIn(
  document: Pick<vscode.TextDocument, 'uri'>,
  lines: Lines,
  given: readonly vscode.Diagnostic[] | undefined,
): readonly Problem[] {
  const isInside = ({ range }: vscode.Diagnostic): boolean =>
    range.start.line < lines.end && range.end.line >= lines.start - 1;
  const diagnostics =
    given ??
    vscode.languages
      .getDiagnostics(document.uri)
      .filter((one) => one.severity <= vscode.DiagnosticSeverity.Warning && isInside(one));
  return diagnostics.map(({ range, severity, message, source, code }) => ({
    line: range.start.line + 1,
    column: range.start.character + 1,
    severity: severities[severity],
    message,
    source: [source, typeof code === 'object' ? code.value : code]
      .filter((part) => part !== undefined)
      .join(' '),
  }));
}

/** A message names a file from where its own file or the project stands. */
export function isPrivate(path: string, uri: vscode.Uri, guard: WindowGuard): boolean {
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  const spellings = [
    path,
    vscode.Uri.joinPath(uri, '..', path).path,
    ...(root ? [vscode.Uri.joinPath(root, path).path] : []),
  ];
  return guard.exclusion(spellings) !== null;
}

const severities = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
} as const;

async function problemsChip(
  chat: CodeActionParts['chat'],
  document: vscode.TextDocument,
  lines: Lines,
  problems: readonly Problem[],
): Promise<readonly Awaited<ReturnType<Chat['sources']['fromLines']>>[]> {
  if (problems.length === 0) return [];
  const label =
    problems.length === 1 ? say(sentence('1 problem')) : say(sentence('{0} problems', problems.length));
  const source = `problems of ${shortPathOf(document.uri)}`;
  return [await chat.sources.fromLines(document, lines, { label, source, text: problemsText(problems) })];
}
