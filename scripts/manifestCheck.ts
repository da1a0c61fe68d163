// Holds package.json against ids.ts, the text tables and the conventions of a first-class extension. One function a topic,
// each answering with sentences about what is wrong.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, parseManifest, parseTexts } from './manifestSchema.ts';

export interface ManifestFacts {
  readonly manifest: Manifest;
  /** `commands`, `views`, `settings` of src/ids.ts. */
  readonly ids: {
    readonly commands: Readonly<Record<string, string>>;
    readonly views: Readonly<Record<string, string>>;
    readonly settings: Readonly<Record<string, string>>;
  };
  /** package.nls.json and its translations, by file name. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether a file of the package exists, by path from the root. */
  readonly exists: (path: string) => boolean;
}

/** Settings that must have no default, with the reason. */
const withoutDefault: ReadonlySet<string> = new Set(['siliconflow.site']); // the first run asks

/** Keys that VS Code itself binds by default and that an extension must leave alone. */
const takenKeys: ReadonlySet<string> = new Set(
  'ctrl+p ctrl+shift+p ctrl+s ctrl+n ctrl+o ctrl+w ctrl+f ctrl+h ctrl+g ctrl+b ctrl+j ctrl+i ctrl+l ctrl+d ctrl+k ctrl+t ctrl+u ctrl+m ctrl+e ctrl+r ctrl+q ctrl+enter ctrl+space ctrl+. ctrl+/ ctrl+, ctrl+` ctrl+\\ ctrl+tab ctrl+shift+e ctrl+shift+f ctrl+shift+g ctrl+shift+d ctrl+shift+x ctrl+shift+m ctrl+shift+u ctrl+shift+n ctrl+shift+k ctrl+shift+l ctrl+shift+o ctrl+shift+i ctrl+shift+t ctrl+shift+space ctrl+alt+i f1 f2 f3 f5 f8 f9 f10 f11 f12 escape tab enter'.split(
    ' ',
  ),
);

export function manifestFaults(facts: ManifestFacts): string[] {
  return [
    identityFaults(facts),
    activationFaults(facts),
    commandFaults(facts),
    keyFaults(facts),
    menuFaults(facts),
    settingFaults(facts),
    viewFaults(facts),
    trustFaults(facts),
    walkthroughFaults(facts),
    textFaults(facts),
  ].flat();
}

/** Reads the project at `root` and checks it. */
export async function checkManifest(root: string): Promise<string[]> {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const missing = ['package.nls.json', 'package.nls.zh-cn.json', 'src/ids.ts'].filter(
    (file) => !existsSync(join(root, file)),
  );
  if (missing.length > 0) return missing.map((file) => `${file} is missing.`);
  const tables = Object.fromEntries(
    ['package.nls.json', 'package.nls.zh-cn.json'].map((file) => [file, parseTexts(read(file))]),
  );
  const ids: ManifestFacts['ids'] = await import(join(root, 'src/ids.ts'));
  const exists = (path: string): boolean => existsSync(join(root, path));
  return manifestFaults({ manifest: parseManifest(read('package.json')), ids, tables, exists });
}

function identityFaults({ manifest: m, exists }: ManifestFacts): string[] {
  const required = ['name', 'displayName', 'description', 'publisher', 'license', 'main'] as const;
  const faults = required.filter((key) => m[key] === '').map((key) => `package.json has no "${key}".`);
  if (!/^[a-z0-9-]+$/.test(m.name)) faults.push('"name" must be lower-case.');
  if (!/^\^\d+\.\d+\.0$/.test(m.engines.vscode)) faults.push('engines.vscode must be a floor like ^1.106.0.');
  const types = m.devDependencies['@types/vscode'] ?? '';
  if (compareVersions(types, m.engines.vscode) > 0)
    faults.push(`@types/vscode ${types} is newer than engines.vscode ${m.engines.vscode}.`);
  if (!m.main.startsWith('./dist/')) faults.push('"main" must be a bundle in ./dist.');
  if (m.categories.length === 0) faults.push('"categories" is missing.');
  if (m.pricing !== 'Free') faults.push('"pricing" must say Free: the extension itself costs nothing.');
  if (m.extensionKind === undefined) faults.push('"extensionKind" must be stated.');
  if (m.icon === undefined || !m.icon.endsWith('.png') || !exists(m.icon))
    faults.push('"icon" must name a PNG that exists.');
  return faults;
}

/** Compares `^1.106.0` and `1.105.0` by their numbers. */
function compareVersions(a: string, b: string): number {
  const numbers = (version: string): number[] => (version.match(/\d+/g) ?? []).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < 2; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function activationFaults({ manifest }: ManifestFacts): string[] {
  return manifest.activationEvents.flatMap((event) => {
    if (event === '*') return ['activationEvents may not be "*": it delays every start of the editor.'];
    return /^(onCommand|onView|onWalkthrough|onLanguageModelChatProvider):/.test(event)
      ? [`activation event "${event}" is implied by the contribution and must not be repeated.`]
      : [];
  });
}

function commandFaults({ manifest, ids, tables }: ManifestFacts): string[] {
  const { commands, menus } = manifest.contributes;
  const english = tables['package.nls.json'] ?? {};
  const inToolbar = new Set(
    Object.entries(menus)
      .filter(([menu]) => menu.endsWith('/title'))
      .flatMap(([, items]) => items.filter((item) => item.group?.startsWith('navigation')))
      .map((item) => item.command),
  );
  const faults = differences(
    commands.map((command) => command.command),
    Object.values(ids.commands),
    'command',
  );
  const categories = new Set(commands.map((command) => command.category));
  if (categories.size > 1 || categories.has(undefined)) faults.push('All commands need one shared category.');
  for (const { command, title, icon } of commands) {
    if (title === '') faults.push(`${command} has no title.`);
    const shown = english[keyOf(title) ?? ''] ?? title;
    if (!isTitleCase(shown)) faults.push(`${command}: "${shown}" is not in Title Case.`);
    if (inToolbar.has(command) && icon === undefined)
      faults.push(`${command} stands in a toolbar and has no icon.`);
  }
  return faults;
}

const smallWords = new Set('a an and as at by for from in into of on or the to with'.split(' '));

function isTitleCase(title: string): boolean {
  return title
    .split(/\s+/)
    .every((word, index) => (index > 0 && smallWords.has(word)) || !/^[a-z]/.test(word.replace(/^\W+/, '')));
}

function keyFaults({ manifest, ids }: ManifestFacts): string[] {
  const known = new Set(Object.values(ids.commands));
  return manifest.contributes.keybindings.flatMap(({ command, key, mac, when }) => {
    const faults: string[] = [];
    if (!known.has(command)) faults.push(`key ${key} runs the unknown command ${command}.`);
    if (when === undefined) faults.push(`key ${key} of ${command} has no "when".`);
    if (takenKeys.has(key.toLowerCase())) faults.push(`key ${key} belongs to the editor.`);
    if (key.includes('ctrl') && mac === undefined)
      faults.push(`key ${key} of ${command} has no "mac" variant.`);
    return faults;
  });
}

function menuFaults({ manifest, ids }: ManifestFacts): string[] {
  const known = new Set(Object.values(ids.commands));
  const { submenus, menus } = manifest.contributes;
  const own = new Set(submenus.map((submenu) => submenu.id));
  return Object.entries(menus).flatMap(([menu, items]) =>
    items.flatMap((item) => {
      const name = `menu ${menu}, ${item.command ?? item.submenu}`;
      const faults: string[] = [];
      if (item.command !== undefined && !known.has(item.command)) faults.push(`${name}: unknown command.`);
      if (item.submenu !== undefined && !own.has(item.submenu)) faults.push(`${name}: unknown submenu.`);
      // An entry of our own submenu is shown under the submenu's own condition.
      if (item.when === undefined && !own.has(menu)) faults.push(`${name}: no "when".`);
      if (menu !== 'commandPalette' && !/@\d+$/.test(item.group ?? ''))
        faults.push(`${name}: "group" has no order (navigation@1).`);
      return faults;
    }),
  );
}

function settingFaults({ manifest, ids }: ManifestFacts): string[] {
  const groups = manifest.contributes.configuration;
  const settings = groups.flatMap((group) => Object.entries(group.properties));
  const faults = differences(
    settings.map(([key]) => key),
    Object.values(ids.settings),
    'setting',
  );
  for (const group of groups) {
    if (group.title === undefined) faults.push('A group of settings has no title.');
    if (group.order === undefined) faults.push(`The settings group ${group.title} has no order.`);
  }
  for (const [key, setting] of settings) {
    const types = [setting.type ?? []].flat();
    if (types.length === 0 && setting.enum === undefined) faults.push(`${key} has no type.`);
    if (setting.scope !== 'application')
      faults.push(`${key}: scope must be application; no workspace may set it.`);
    if (setting.order === undefined) faults.push(`${key} has no order.`);
    if ('default' in setting === withoutDefault.has(key))
      faults.push(withoutDefault.has(key) ? `${key} must have no default.` : `${key} has no default.`);
    if (setting.description === undefined && setting.markdownDescription === undefined)
      faults.push(`${key} has no description.`);
    const described = setting.enumDescriptions ?? setting.markdownEnumDescriptions;
    if (setting.enum !== undefined && described?.length !== setting.enum.length)
      faults.push(`${key}: every value needs its enumDescription.`);
    if (
      types.some((type) => type === 'number' || type === 'integer') &&
      (setting.minimum === undefined || setting.maximum === undefined)
    )
      faults.push(`${key} has no minimum and maximum.`);
    if (setting.pattern !== undefined && setting.patternErrorMessage === undefined)
      faults.push(`${key} has a pattern and no patternErrorMessage.`);
    const isTyped = typeof setting.additionalProperties === 'object' || setting.properties !== undefined;
    if (types.includes('object') && !isTyped)
      faults.push(`${key}: objects need typed properties, so that the settings page can edit them.`);
    if (/key$/i.test(key) || /token$|secret$|password$/i.test(key))
      faults.push(`${key}: secrets are no settings.`);
  }
  return faults;
}

function viewFaults({ manifest, ids, exists }: ManifestFacts): string[] {
  const { viewsContainers, views } = manifest.contributes;
  const containers = Object.values(viewsContainers).flat();
  const all = Object.values(views).flat();
  const faults = differences(
    [...containers.map((container) => container.id), ...all.map((view) => view.id)],
    Object.values(ids.views),
    'view',
  );
  for (const container of containers) {
    if (container.icon === undefined || !exists(container.icon))
      faults.push(`The view container ${container.id} needs an icon that exists.`);
  }
  return faults;
}

function trustFaults({ manifest }: ManifestFacts): string[] {
  const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
  const faults: string[] = [];
  if (untrustedWorkspaces?.supported !== 'limited' || !untrustedWorkspaces.description)
    faults.push('capabilities.untrustedWorkspaces must be "limited", with a description.');
  if (
    virtualWorkspaces === undefined ||
    (typeof virtualWorkspaces === 'object' && !virtualWorkspaces.description)
  )
    faults.push('capabilities.virtualWorkspaces must be stated, with a description.');
  return faults;
}

function walkthroughFaults({ manifest, exists }: ManifestFacts): string[] {
  const { walkthroughs } = manifest.contributes;
  if (walkthroughs.length > 1) return ['One walkthrough is enough.'];
  return walkthroughs.flatMap(({ id, steps }) => {
    const faults: string[] = [];
    if (steps.length < 3 || steps.length > 5) faults.push(`Walkthrough ${id} must have 3 to 5 steps.`);
    for (const step of steps) {
      if ((step.completionEvents ?? []).length === 0) faults.push(`Step ${step.id} has no completionEvents.`);
      const pictures = Object.values(step.media ?? {}).flatMap((entry) =>
        typeof entry === 'object' && entry !== null ? Object.values(entry) : [entry],
      );
      if (pictures.length === 0) faults.push(`Step ${step.id} has no media.`);
      for (const picture of pictures) {
        if (typeof picture === 'string' && /^[^%].*\.(svg|md|png)$/.test(picture) && !exists(picture))
          faults.push(`Step ${step.id}: ${picture} does not exist.`);
      }
    }
    return faults;
  });
}

/** Fields whose value a person reads and which therefore must be a `%key%`. */
const readByPeople = /^(title|label|description|markdownDescription|patternErrorMessage|name|altText)$/;

function textFaults({ manifest, tables }: ManifestFacts): string[] {
  const used = new Set<string>();
  const faults: string[] = [];
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value === 'string') {
      const key = keyOf(value);
      if (key !== undefined) used.add(key);
      else if (mustBeKey(path)) faults.push(`${path.join('.')} must be a %key% of package.nls.json.`);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) visit(inner, [...path, name]);
    }
  };
  const { displayName, description, capabilities, contributes } = manifest;
  visit({ displayName, description }, []);
  visit(capabilities, ['capabilities']);
  visit(contributes, ['contributes']);
  for (const [file, table] of Object.entries(tables)) {
    for (const key of used) if (!table[key]?.trim()) faults.push(`${file} has no text for %${key}%.`);
    for (const key of Object.keys(table))
      if (!used.has(key)) faults.push(`${file}: %${key}% is used nowhere.`);
  }
  return faults;
}

function mustBeKey(path: readonly string[]): boolean {
  if (path.length < 2 || path.includes('default')) return false;
  const last = path.at(-1) ?? '';
  const parent = path.at(-2) ?? '';
  return readByPeople.test(last) || /numDescriptions$/.test(parent);
}

function keyOf(value: string): string | undefined {
  return /^%([^%]+)%$/.exec(value)?.[1];
}

function differences(inManifest: readonly string[], inIds: readonly string[], what: string): string[] {
  return [
    ...inIds
      .filter((id) => !inManifest.includes(id))
      .map((id) => `${what} ${id} of ids.ts is not in package.json.`),
    ...inManifest
      .filter((id) => !inIds.includes(id))
      .map((id) => `${what} ${id} of package.json is not in ids.ts.`),
    ...inManifest
      .filter((id, index) => inManifest.indexOf(id) !== index)
      .map((id) => `${what} ${id} stands twice in package.json.`),
  ];
}
