// The only importer of the toolkit: leaving it is a change of this file and of its tags.
// The toolkit reads the theme on window `load`, so this must be evaluated before it (a plain script in the head or body is).
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeLink,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';

export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeLink(),
    vsCodeProgressRing(),
  );
}
