// Packs what is built into a VSIX.
import { createVSIX } from '@vscode/vsce';

/** `dist/` must be built. What goes in is said by .vscodeignore. */
export async function packVsix(root: string, packagePath: string): Promise<void> {
  await createVSIX({
    cwd: root,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    // There is no public address yet that relative links of the readme could be turned into.
    rewriteRelativeLinks: false,
    skipLicense: false,
  });
}
