// Reads the two formats of recorded typing, plain or gzipped: VS Code's workspace recording and josephg's editing-traces.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import type { RawStep, Recording, TextEdit } from './session.ts';
import { applied } from './session.ts';

const Offset = v.pipe(v.number(), v.integer(), v.minValue(0));
const EditSchema = v.tuple([Offset, Offset, v.string()]);

const EventSchema = v.variant('kind', [
  v.object({ kind: v.literal('documentEncountered'), id: v.number(), relativePath: v.string() }),
  v.object({ kind: v.literal('setContent'), id: v.number(), content: v.string() }),
  v.object({ kind: v.literal('storeContent'), id: v.number(), contentId: v.string() }),
  v.object({ kind: v.literal('restoreContent'), id: v.number(), contentId: v.string() }),
  v.object({
    kind: v.literal('selectionChanged'),
    id: v.number(),
    time: v.number(),
    selection: v.array(v.tuple([Offset, Offset])),
  }),
  v.object({ kind: v.literal('changed'), id: v.number(), time: v.number(), edit: v.array(EditSchema) }),
]);
const KNOWN = new Set([
  'documentEncountered',
  'setContent',
  'storeContent',
  'restoreContent',
  'selectionChanged',
  'changed',
]);
const WorkspaceSchema = v.object({ log: v.array(v.looseObject({ kind: v.string() })) });
const TracesSchema = v.object({
  startContent: v.string(),
  txns: v.array(
    v.object({
      time: v.optional(v.pipe(v.string(), v.transform(Date.parse))),
      patches: v.array(v.tuple([Offset, Offset, v.string()])),
    }),
  ),
});
type Traces = v.InferOutput<typeof TracesSchema>;

/** What the names of traces say of the language; the others are taken for plain text. */
const ENDINGS: readonly (readonly [string, string])[] = [
  ['rust', '.rs'],
  ['svelte', '.svelte'],
];

/** Caret positions reported this soon after a change belong to it. */
const CARET_WITHIN_MS = 30;

/** Loads a recording; throws with the file's name when it is neither format. */
export function recording(file: string): Recording {
  const bytes = readFileSync(file);
  const data: unknown = JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  const name = basename(file);
  if (v.is(WorkspaceSchema, data)) return workspaceRecording(name, data.log);
  const traces = v.safeParse(TracesSchema, data);
  if (traces.success) return editingTrace(name, traces.output);
  throw new Error(`${file} is neither a workspace recording nor an editing trace`);
}

function workspaceRecording(name: string, log: readonly { kind: string }[]): Recording {
  const events = log.filter((entry) => KNOWN.has(entry.kind)).map((entry) => v.parse(EventSchema, entry));
  const paths = new Map<number, string>();
  const texts = new Map<number, string>();
  const stored = new Map<string, string>();
  const steps: RawStep[] = [];
  const resets = new Map<number, Map<string, string>>();
  const reset = (id: number, content: string): void => {
    texts.set(id, content);
    const at = resets.get(steps.length) ?? new Map<string, string>();
    at.set(paths.get(id) ?? String(id), content);
    resets.set(steps.length, at);
  };
  events.forEach((event, index) => {
    if (event.kind === 'documentEncountered') paths.set(event.id, event.relativePath.replaceAll('\\', '/'));
    else if (event.kind === 'setContent') reset(event.id, event.content);
    else if (event.kind === 'storeContent') stored.set(event.contentId, texts.get(event.id) ?? '');
    else if (event.kind === 'restoreContent') reset(event.id, stored.get(event.contentId) ?? '');
    else if (event.kind === 'changed') {
      // A recording that was cut out of a longer one lacks what it began with.
      if (!texts.has(event.id) && !paths.has(event.id)) return;
      texts.set(event.id, applied(texts.get(event.id) ?? '', event.edit));
      let caret: number | null = null;
      for (const later of events.slice(index + 1, index + 8)) {
        if (later.kind === 'changed') break;
        if (
          later.kind === 'selectionChanged' &&
          later.id === event.id &&
          later.time - event.time < CARET_WITHIN_MS
        ) {
          caret = later.selection[0]?.[1] ?? null;
          break;
        }
      }
      if (caret === null) {
        // The recorder lists several edits of one change last place first; the first in the text is where the hand was.
        const first = [...event.edit].sort((a, b) => a[0] - b[0])[0];
        caret = first === undefined ? 0 : first[0] + first[2].length;
      }
      steps.push({
        file: paths.get(event.id) ?? String(event.id),
        timeMs: event.time,
        edits: event.edit,
        caret,
      });
    }
  });
  return { name, initial: new Map(), steps, resets };
}

/** Patches of one transaction follow one another. Gaps are drawn where the times are to the second only. */
function editingTrace(name: string, { startContent, txns }: Traces): Recording {
  const ending = ENDINGS.find(([start]) => name.startsWith(start))?.[1] ?? '.txt';
  const file = name.replace(/\.json(\.gz)?$/, '') + ending;
  const isTimed = txns.some(({ time = 0 }) => time % 1000 !== 0);
  const inUnits = unitCounter(startContent, txns);
  const steps: RawStep[] = [];
  for (const { time, patches } of txns) {
    for (const patch of patches) {
      const edit = inUnits(patch);
      const timeMs = isTimed ? (time ?? null) : null;
      if (edit[1] > edit[0] || edit[2] !== '') steps.push({ file, timeMs, edits: [edit], caret: null });
    }
  }
  return { name, initial: new Map([[file, startContent]]), steps, resets: new Map() };
}

type Patch = Traces['txns'][number]['patches'][number];

/** These traces count characters, an editor counts UTF-16 code units. Takes the patches in their order. */
function unitCounter(startContent: string, txns: Traces['txns']): (patch: Patch) => TextEdit {
  const isWide = (text: string): boolean => /[\u{10000}-\u{10ffff}]/u.test(text);
  if (!isWide(startContent) && !txns.some(({ patches }) => patches.some((patch) => isWide(patch[2]))))
    return ([at, removed, inserted]) => [at, at + removed, inserted];
  let characters = [...startContent];
  return ([at, removed, inserted]) => {
    const from = characters.slice(0, at).join('').length;
    const to = from + characters.slice(at, at + removed).join('').length;
    characters = [...characters.slice(0, at), ...inserted, ...characters.slice(at + removed)];
    return [from, to, inserted];
  };
}
