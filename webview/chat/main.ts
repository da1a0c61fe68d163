// Starts the chat page: controls, elements, the app. Faults of the page itself go to the host's log.
import { editorBridge } from '../bridge.ts';
import { registerControls } from '../controls.ts';
import { connectFiles, hearFiles } from '../markdown/fileLinks.ts';
import { registerMarkdown } from '../markdown/markdownView.ts';
import { ChatApp } from './chatApp.ts';
import { Composer } from './composer.ts';
import { ConfirmBox } from './confirmBox.ts';
import { keepFocus } from './focusKeeper.ts';
import { ForecastLine } from './forecastLine.ts';
import { HistoryPanel } from './historyPanel.ts';
import { ModelPicker } from './modelPicker.ts';
import { PreviewPanel } from './previewPanel.ts';
import { ThinkingPicker } from './thinkingPicker.ts';
import { TurnElement } from './turnView.ts';
import { TypeAhead } from './typeAhead.ts';
import { WindowMeterElement } from './windowMeter.ts';

registerControls();
registerMarkdown();
customElements.define('sf-turn', TurnElement);
customElements.define('sf-models', ModelPicker);
customElements.define('sf-thinking', ThinkingPicker);
customElements.define('sf-confirm', ConfirmBox);
customElements.define('sf-forecast', ForecastLine);
customElements.define('sf-meter', WindowMeterElement);
customElements.define('sf-typeahead', TypeAhead);
customElements.define('sf-request', PreviewPanel);
customElements.define('sf-history', HistoryPanel);
customElements.define('sf-composer', Composer);
customElements.define('sf-chat', ChatApp);

const bridge = editorBridge();
connectFiles((paths) => bridge.send({ type: 'findFiles', paths: [...paths] }));
bridge.onMessage(hearFiles);
/** A fault that repeats with every frame must not flood the log. */
let reportsLeft = 20;

function report(fault: unknown): void {
  if (reportsLeft-- <= 0) return;
  const message = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  bridge.send({ type: 'pageError', message: message.slice(0, 2_000) });
}

window.addEventListener('error', (event) => report(event.error ?? event.message));
window.addEventListener('unhandledrejection', (event) => report(event.reason));
const app = new ChatApp(bridge);
keepFocus(app);
document.body.append(app);
