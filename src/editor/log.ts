// The extension's log channel behind the core's port.
import * as vscode from 'vscode';
import type { Log } from '../core/ports.ts';

export interface ChannelLog extends Log {
  show(): void;
  dispose(): void;
}

/** Keys have no business in a log; this is the net under the places that already take them out. */
const keyShape = /\bsk-[A-Za-z0-9_-]{8,}/g;

export function openLog(): ChannelLog {
  const channel = vscode.window.createOutputChannel('SiliconFlow', { log: true });
  const clean = (text: string): string => text.replace(keyShape, 'sk-…');
  return {
    debug: (message) => channel.debug(clean(message)),
    info: (message) => channel.info(clean(message)),
    warn: (message) => channel.warn(clean(message)),
    error: (message, error) =>
      channel.error(clean(error instanceof Error ? `${message}\n${error.stack ?? error.message}` : message)),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}
