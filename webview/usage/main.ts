// Starts the usage page: controls and the app. Faults of the page itself go to the host's log.
import type { ToUsageHost } from '../../src/protocol/usage.ts';
import { editorBridge } from '../bridge.ts';
import { registerControls } from '../controls.ts';
import { UsageApp } from './usageApp.ts';

registerControls();
customElements.define('sf-usage', UsageApp);

const bridge = editorBridge<ToUsageHost>();
/** A fault that repeats with every frame must not flood the log. */
let reportsLeft = 20;

function report(fault: unknown): void {
  if (reportsLeft-- <= 0) return;
  const message = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  bridge.send({ type: 'pageError', message: message.slice(0, 2_000) });
}

window.addEventListener('error', (event) => report(event.error ?? event.message));
window.addEventListener('unhandledrejection', (event) => report(event.reason));
document.body.append(new UsageApp(bridge));
