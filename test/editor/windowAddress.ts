// The address under which a browser opens a window of the VS Code server.

export interface WindowContent {
  /** Folder or `.code-workspace` file, absolute; absent for an empty window. */
  readonly workspace?: string;
  /** Files to open, absolute. */
  readonly files?: readonly string[];
  /** How much the window and its extension host log. */
  readonly logLevel?: 'info' | 'debug' | 'trace';
  /** Extension under development, for in-host tests. */
  readonly developmentPath?: string;
  /** Absolute path of a CommonJS module with `run()`, for tests inside the extension host; wants `developmentPath`. */
  readonly testsPath?: string;
}

export function windowAddress(port: number, content: WindowContent): string {
  const origin = `127.0.0.1:${port}`;
  const { workspace, files = [], developmentPath, testsPath, logLevel } = content;
  const payload: (readonly [string, string])[] = [];
  const add = (key: string, path: string): void => {
    payload.push([key, `vscode-remote://${origin}${path}`]);
  };
  if (developmentPath !== undefined) add('extensionDevelopmentPath', developmentPath);
  if (testsPath !== undefined) add('extensionTestsPath', testsPath);
  for (const file of files) add('openFile', file);
  if (logLevel !== undefined) payload.push(['logLevel', logLevel]);
  const query = new URLSearchParams();
  if (workspace === undefined) query.set('ew', 'true');
  else query.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://${origin}/?${query}`;
}
