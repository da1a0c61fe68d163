// What the host and the thread of the codebase index say to each other. Both are ours; file texts never travel, but for unsaved ones.
import type { Piece } from '../core/codebase/rank.ts';

/** A file that the guard lets be read. */
export interface JudgedFile {
  /** Absolute, as the machine writes it. */
  readonly path: string;
  /** Relative to the project, with `/`: what people say. */
  readonly name: string;
  /** Of an open document with changes that are not saved. */
  readonly text?: string;
}

export type CodebaseTask =
  /** Makes the index hold these files and no others. */
  | { readonly kind: 'build'; readonly roots: readonly string[]; readonly files: readonly JudgedFile[] }
  /** Some files may have changed. */
  | { readonly kind: 'update'; readonly roots: readonly string[]; readonly files: readonly JudgedFile[] }
  /** Files or whole folders are gone, or may not be read any more. */
  | { readonly kind: 'remove'; readonly paths: readonly string[] }
  | { readonly kind: 'find'; readonly question: string }
  | { readonly kind: 'delete' };

export type CodebaseJob = (CodebaseTask | { readonly kind: 'cancel' }) & { readonly job: number };

/** How a build went, or stands. */
export interface BuildReport {
  readonly files: number;
  /** Of them looked at so far. */
  readonly done: number;
  /** Read and taken in, because they were new or had changed. */
  readonly read: number;
  /** The file of the index was damaged and was begun anew. */
  readonly wasDamaged: boolean;
  readonly wasCancelled: boolean;
}

export type CodebaseAnswer =
  | { readonly kind: 'progress'; readonly report: BuildReport }
  | { readonly kind: 'built'; readonly report: BuildReport }
  | {
      readonly kind: 'found';
      readonly pieces: readonly Piece[];
      readonly files: number;
      readonly wasDamaged: boolean;
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

export type CodebaseReply = CodebaseAnswer & { readonly job: number };
