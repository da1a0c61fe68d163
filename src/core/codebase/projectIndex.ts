// What an index of a project does for whoever asks it. Interfaces only; the store keeps it.
import type { Piece } from './rank.ts';

/** A file that the guard lets be read. */
export interface JudgedFile {
  /** Absolute, as the machine writes it. */
  readonly path: string;
  /** Relative to the project, with `/`: what people say. */
  readonly name: string;
  /** Of an open document with changes that are not saved. */
  readonly text?: string;
}

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

export interface Answer {
  /** The best file first; a file's pieces together. */
  readonly pieces: readonly Piece[];
  /** Files that the index holds. */
  readonly files: number;
}

/** All of them reject when the index can be neither read nor written. */
export interface ProjectIndex {
  /** Makes the index hold these files and no others. `roots` are the project's folders: nothing is read through a link. */
  build(
    roots: readonly string[],
    files: readonly JudgedFile[],
    signal: AbortSignal,
    onProgress: (report: BuildReport) => void,
  ): Promise<BuildReport>;
  /** Looks at some files again. */
  update(roots: readonly string[], files: readonly JudgedFile[]): Promise<void>;
  /** Takes files and whole folders out. */
  remove(paths: readonly string[]): Promise<void>;
  /** The pieces that answer a question best. */
  find(question: string): Promise<Answer>;
  /** Lets go of the file; what runs is rejected, and what was done of it stays done. The next call opens it again. */
  dispose(): Promise<void>;
}
