import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { readSettings } from '../../../src/editor/settings.ts';
import { commands, settings } from '../../../src/ids.ts';

const property = v.looseObject({
  scope: v.string(),
  order: v.number(),
  default: v.optional(v.unknown()),
  markdownDescription: v.string(),
  enum: v.optional(v.array(v.unknown())),
  enumDescriptions: v.optional(v.array(v.string())),
  markdownEnumDescriptions: v.optional(v.array(v.string())),
});
const manifestSchema = v.looseObject({
  capabilities: v.looseObject({
    untrustedWorkspaces: v.looseObject({
      supported: v.string(),
      restrictedConfigurations: v.array(v.string()),
    }),
    virtualWorkspaces: v.looseObject({ supported: v.unknown() }),
  }),
  contributes: v.looseObject({
    commands: v.array(
      v.looseObject({ command: v.string(), title: v.string(), category: v.string(), icon: v.string() }),
    ),
    configuration: v.array(
      v.looseObject({ title: v.string(), order: v.number(), properties: v.record(v.string(), property) }),
    ),
    walkthroughs: v.array(
      v.looseObject({
        steps: v.array(
          v.looseObject({
            description: v.string(),
            completionEvents: v.array(v.string()),
            media: v.object({ svg: v.string(), altText: v.string() }),
          }),
        ),
      }),
    ),
  }),
});
const text = readFileSync('package.json', 'utf8');
const { contributes, capabilities } = v.parse(manifestSchema, JSON.parse(text));
const read = (file: string): Record<string, string> => JSON.parse(readFileSync(file, 'utf8'));
const english = read('package.nls.json');
const chinese = read('package.nls.zh-cn.json');
const properties = Object.assign({}, ...contributes.configuration.map((group) => group.properties)) as Record<
  string,
  v.InferOutput<typeof property>
>;

describe('the manifest', () => {
  it('declares exactly the commands and settings of ids.ts', () => {
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).sort(),
      Object.values(commands).sort(),
    );
    assert.deepEqual(Object.keys(properties).sort(), Object.values(settings).sort());
  });

  it('lets no workspace set anything', () => {
    for (const [key, { scope }] of Object.entries(properties)) assert.equal(scope, 'application', key);
    assert.equal(capabilities.untrustedWorkspaces.supported, 'limited');
    assert.deepEqual(
      [...capabilities.untrustedWorkspaces.restrictedConfigurations].sort(),
      Object.values(settings).sort(),
    );
  });

  it('declares the defaults that the code falls back to', () => {
    const inspect = (globalValue: (key: string) => unknown) =>
      readSettings({ inspect: (key) => ({ globalValue: globalValue(key) }) });
    const declared = inspect((key) => properties[key]?.default);
    assert.deepEqual(
      declared,
      inspect(() => undefined),
    );
  });

  it('accepts in the code every value that it offers', () => {
    for (const [key, { enum: values = [], enumDescriptions, markdownEnumDescriptions }] of Object.entries(
      properties,
    )) {
      const described = enumDescriptions ?? markdownEnumDescriptions ?? [];
      assert.equal(described.length, values.length, key);
      for (const value of values) {
        const { remarks } = readSettings({
          inspect: (asked) => ({ globalValue: asked === key ? value : undefined }),
        });
        assert.deepEqual(remarks, [], `${key} = ${String(value)}`);
      }
    }
  });

  it('shows titled groups in an order of their own', () => {
    const orders = contributes.configuration.map(({ order }) => order);
    assert.equal(new Set(orders).size, orders.length);
    for (const group of contributes.configuration) {
      const inside = Object.values(group.properties).map(({ order }) => order);
      assert.equal(new Set(inside).size, inside.length);
    }
  });

  it('says everything through the language files, which say exactly the same things in English and Chinese', () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '');
    assert.deepEqual([...new Set(used)].sort(), Object.keys(english).sort());
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(english).sort());
    for (const [key, value] of Object.entries(chinese)) {
      assert.match(value, /[\u4e00-\u9fff]|^SiliconFlow/, key);
      const code = (of: string | undefined): string[] => (of?.match(/`[^`]+`/g) ?? []).sort();
      assert.deepEqual(code(value), code(english[key]), key);
    }
    for (const { title, category } of contributes.commands) {
      assert.match(title, /^%.+%$/);
      assert.equal(category, 'SiliconFlow');
    }
  });

  it('leads through the first run in four steps with a picture and a way to be ticked off', () => {
    const steps = contributes.walkthroughs[0]?.steps ?? [];
    assert.equal(steps.length, 4);
    for (const { description, media, completionEvents } of steps) {
      assert.ok(existsSync(media.svg), media.svg);
      const drawing = readFileSync(media.svg, 'utf8');
      assert.match(drawing, /--vscode-/, 'follows the theme');
      assert.doesNotMatch(drawing, /<script|href=|<image/);
      // What holds when the editor first reads a walkthrough ticks nothing off: a second event comes true after that.
      const [event = '', ...more] = completionEvents;
      const heldBefore = /siteChosen|noticeAccepted|ready/.test(event);
      assert.deepEqual(more, heldBefore ? [`${event} && activeEditor == gettingStartedPage`] : []);
      const words = english[description.replaceAll('%', '')] ?? '';
      const linked = [...words.matchAll(/\(command:([^)]+)\)/g)].map(([, command]) => command ?? '');
      assert.equal(linked.length, 1);
      for (const command of linked) assert.ok(Object.values<string>(commands).includes(command), command);
    }
  });
});
