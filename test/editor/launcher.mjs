#!/usr/bin/env node
// Stands in for the executable of a desktop VS Code: @vscode/test-electron starts it with the desktop's flags.
import { runInHostTests } from './launch.ts';

process.exit(await runInHostTests(process.argv.slice(2)));
