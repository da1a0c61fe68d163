// What the host and the thread of the codebase index say to each other. Both are ours; file texts never travel, but for unsaved ones.
import type { Answer, BuildReport, JudgedFile } from '../core/codebase/projectIndex.ts';

export type CodebaseTask =
  /** Makes the index hold these files and no others. */
  | { readonly kind: 'build'; readonly roots: readonly string[]; readonly files: readonly JudgedFile[] }
  /** Some files may have changed. */
  | { readonly kind: 'update'; readonly roots: readonly string[]; readonly files: readonly JudgedFile[] }
  /** Files or whole folders are gone, or may not be read any more. */
  | { readonly kind: 'remove'; readonly paths: readonly string[] }
  | { readonly kind: 'find'; readonly question: string };

export type CodebaseJob = (CodebaseTask | { readonly kind: 'cancel' }) & { readonly job: number };

export type CodebaseAnswer =
  | { readonly kind: 'progress'; readonly report: BuildReport }
  | { readonly kind: 'built'; readonly report: BuildReport }
  | ({ readonly kind: 'found' } & Answer)
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

export type CodebaseReply = CodebaseAnswer & { readonly job: number };
