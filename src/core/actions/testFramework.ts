// Which test framework a project uses, read off the files that say so. Only its name ever leaves the machine.

/** A file that may tell, by its name and what stands in it. */
export interface ProjectFile {
  readonly name: string;
  readonly text: string;
}

/** File names worth reading, by the editor's id of the language; nothing for the rest: their usual framework is known. */
export function projectFileNames(languageId: string): readonly string[] {
  if (/^(?:java|type)script(?:react)?$|^vue$|^svelte$/.test(languageId)) return ['package.json'];
  if (languageId === 'python')
    return ['pytest.ini', 'conftest.py', 'pyproject.toml', 'setup.cfg', 'tox.ini', 'requirements-dev.txt'];
  return [];
}

/** The most telling first: a project that has Vitest often has Jest's types as well. */
const packages: readonly (readonly [dependency: string, name: string])[] = [
  ['vitest', 'Vitest'],
  ['jest', 'Jest'],
  ['@jest/globals', 'Jest'],
  ['mocha', 'Mocha'],
  ['ava', 'AVA'],
  ['jasmine', 'Jasmine'],
  ['@playwright/test', 'Playwright Test'],
];

/** The framework's name, or null when the files do not say. Files come nearest first. */
export function testFrameworkOf(files: readonly ProjectFile[]): string | null {
  for (const { name, text } of files) {
    const found = name === 'package.json' ? fromPackage(text) : fromPython(name, text);
    if (found) return found;
  }
  return null;
}

function fromPackage(text: string): string | null {
  const manifest = record(parsed(text));
  const dependencies = { ...record(manifest.dependencies), ...record(manifest.devDependencies) };
  const known = packages.find(([dependency]) => dependency in dependencies);
  if (known) return known[1];
  const { test } = record(manifest.scripts);
  if (typeof test !== 'string') return null;
  const node = test.search(/\bnode\b/);
  if (node >= 0 && /\s--test\b/.test(test.slice(node))) return 'node:test';
  return /\bbun test\b/.test(test) ? 'bun:test' : null;
}

function fromPython(name: string, text: string): string | null {
  if (name === 'pytest.ini' || name === 'conftest.py') return 'pytest';
  return /\bpytest\b/.test(text) ? 'pytest' : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
