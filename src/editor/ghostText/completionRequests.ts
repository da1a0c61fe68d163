// Requests of ghost text on their way through the gate: completions as they stream, probes as a whole.
import * as vscode from 'vscode';
import { quotedFrom } from '../../core/completion/neighbourhood/quoted.ts';
import type { ProbeAnswer } from '../../core/completion/probe.ts';
import type { Failure } from '../../core/failure.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import type { CompletionRequest, ModelEvent } from '../../core/request/modelRequest.ts';
import type { Receipt } from '../../core/spend/receipt.ts';

export type Perform = (request: GateRequest, signal: AbortSignal) => AsyncIterable<GateEvent>;

/** One completion. The gate's own remarks stay here; the listeners hear of its receipt and of a failure before the reader does. */
export async function* streamCompletion(
  perform: Perform,
  {
    signal,
    ...asked
  }: { id: string; request: CompletionRequest; files: readonly string[]; signal: AbortSignal },
  listeners: { onBooked(receipt: Receipt): void; onFailure(failure: Failure): void },
): AsyncGenerator<ModelEvent> {
  const gate = perform(
    {
      ...asked,
      purpose: 'completion',
      floorOutputTokens: asked.request.maxTokens,
      ...workspaceOf(),
    },
    signal,
  );
  for await (const event of gate) {
    if (event.kind === 'booked') listeners.onBooked(event.receipt);
    if (event.kind === 'booked' || event.kind === 'masked' || event.kind === 'limited') continue;
    if (event.kind === 'failed') listeners.onFailure(event.failure);
    yield event;
  }
}

/** One request of a probe, its answer as a whole. */
export async function probeAnswer(perform: Perform, request: CompletionRequest): Promise<ProbeAnswer> {
  let text = '';
  const never = new AbortController().signal;
  for await (const event of perform({ request, purpose: 'probe', floorOutputTokens: 1 }, never)) {
    if (event.kind === 'text') text += event.text;
    if (event.kind === 'failed') return { text, failure: event.failure };
  }
  return { text };
}

/** The file that is typed in, and those of which the prompt quotes something. */
export function filesIn(prompt: string, paths: readonly string[]): readonly string[] {
  const typedIn = vscode.window.activeTextEditor?.document.uri;
  const quoted = paths.filter((path) => prompt.includes(quotedFrom(path)));
  return typedIn ? [...new Set([vscode.workspace.asRelativePath(typedIn), ...quoted])] : quoted;
}

function workspaceOf(): { readonly workspace?: string } {
  const name = vscode.workspace.workspaceFolders?.[0]?.name;
  return name === undefined ? {} : { workspace: name };
}
