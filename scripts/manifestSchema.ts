// The part of package.json that VS Code reads, parsed: what the manifest check and the package script look at.
import * as v from 'valibot';

const texts = v.record(v.string(), v.string());
const menuItem = v.looseObject({
  command: v.optional(v.string()),
  submenu: v.optional(v.string()),
  when: v.optional(v.string()),
  group: v.optional(v.string()),
});
const setting = v.looseObject({
  type: v.optional(v.union([v.string(), v.array(v.string())])),
  scope: v.optional(v.string()),
  order: v.optional(v.number()),
  default: v.optional(v.unknown()),
  description: v.optional(v.string()),
  markdownDescription: v.optional(v.string()),
  enum: v.optional(v.array(v.unknown())),
  enumDescriptions: v.optional(v.array(v.string())),
  markdownEnumDescriptions: v.optional(v.array(v.string())),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  pattern: v.optional(v.string()),
  patternErrorMessage: v.optional(v.string()),
  additionalProperties: v.optional(v.unknown()),
  properties: v.optional(v.unknown()),
});
const view = v.looseObject({
  id: v.string(),
  name: v.optional(v.string()),
  type: v.optional(v.string()),
  icon: v.optional(v.string()),
});
const container = v.looseObject({
  id: v.string(),
  title: v.optional(v.string()),
  icon: v.optional(v.string()),
});
const step = v.looseObject({
  id: v.string(),
  title: v.optional(v.string()),
  description: v.optional(v.string()),
  completionEvents: v.optional(v.array(v.string())),
  media: v.optional(v.looseObject({})),
});

export const manifestSchema = v.looseObject({
  name: v.optional(v.string(), ''),
  version: v.optional(v.string(), ''),
  displayName: v.optional(v.string(), ''),
  description: v.optional(v.string(), ''),
  publisher: v.optional(v.string(), ''),
  license: v.optional(v.string(), ''),
  icon: v.optional(v.string()),
  main: v.optional(v.string(), ''),
  l10n: v.optional(v.string()),
  engines: v.optional(v.looseObject({ vscode: v.optional(v.string(), '') }), {}),
  categories: v.optional(v.array(v.string()), []),
  keywords: v.optional(v.array(v.string()), []),
  pricing: v.optional(v.string()),
  galleryBanner: v.optional(v.looseObject({ color: v.optional(v.string()), theme: v.optional(v.string()) })),
  extensionKind: v.optional(v.array(v.string())),
  activationEvents: v.optional(v.array(v.string()), []),
  capabilities: v.optional(
    v.looseObject({
      untrustedWorkspaces: v.optional(
        v.looseObject({ supported: v.unknown(), description: v.optional(v.string()) }),
      ),
      virtualWorkspaces: v.optional(
        v.union([
          v.boolean(),
          v.looseObject({ supported: v.unknown(), description: v.optional(v.string()) }),
        ]),
      ),
    }),
    {},
  ),
  devDependencies: v.optional(texts, {}),
  contributes: v.optional(
    v.looseObject({
      commands: v.optional(
        v.array(
          v.looseObject({
            command: v.string(),
            title: v.optional(v.string(), ''),
            category: v.optional(v.string()),
            icon: v.optional(v.unknown()),
          }),
        ),
        [],
      ),
      menus: v.optional(v.record(v.string(), v.array(menuItem)), {}),
      submenus: v.optional(v.array(v.looseObject({ id: v.string(), label: v.optional(v.string()) })), []),
      keybindings: v.optional(
        v.array(
          v.looseObject({
            command: v.string(),
            key: v.optional(v.string(), ''),
            mac: v.optional(v.string()),
            when: v.optional(v.string()),
          }),
        ),
        [],
      ),
      configuration: v.optional(
        v.array(
          v.looseObject({
            title: v.optional(v.string()),
            order: v.optional(v.number()),
            properties: v.optional(v.record(v.string(), setting), {}),
          }),
        ),
        [],
      ),
      viewsContainers: v.optional(v.record(v.string(), v.array(container)), {}),
      views: v.optional(v.record(v.string(), v.array(view)), {}),
      walkthroughs: v.optional(
        v.array(
          v.looseObject({
            id: v.string(),
            title: v.optional(v.string()),
            description: v.optional(v.string()),
            steps: v.optional(v.array(step), []),
          }),
        ),
        [],
      ),
    }),
    {},
  ),
});

export type Manifest = v.InferOutput<typeof manifestSchema>;

/** Parses the text of a package.json. Throws a sentence naming the field that has a wrong shape. */
export function parseManifest(text: string): Manifest {
  const result = v.safeParse(manifestSchema, JSON.parse(text));
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new Error(`package.json: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
}

/** Parses a flat table of texts: package.nls.json or an l10n bundle. */
export function parseTexts(text: string): Readonly<Record<string, string>> {
  return v.parse(texts, JSON.parse(text));
}
