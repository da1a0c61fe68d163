// Keeps the index of this workspace: built when it is first asked, up to date from then on, and never holding what may not
// be read. Knows no editor API.
import type { Answer, BuildReport, JudgedFile, ProjectIndex } from '../../core/codebase/projectIndex.ts';
import type { Log } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';

export interface Listing {
  /** Folders of the project. */
  readonly roots: readonly string[];
  readonly files: readonly JudgedFile[];
  /** There are more files than an index takes. */
  readonly isCut: boolean;
}

export interface CodebaseParts {
  readonly index: ProjectIndex;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Why nothing is read now, or null: the workspace is not trusted, or has no folder on this machine's disk. */
  readonly refusal: () => Sentence | null;
  /** The files that may be read now. */
  readonly list: () => Promise<Listing>;
  /** Open files whose changes are not saved. */
  readonly unsaved: () => readonly JudgedFile[];
  /** Shows a build that takes its time; its signal ends it. */
  readonly during: (
    work: (signal: AbortSignal, tell: (report: BuildReport) => void) => Promise<BuildReport>,
  ) => Promise<BuildReport>;
  /** Begins to follow the files. */
  readonly follow: () => { dispose(): void };
}

export type Searched =
  | { readonly ok: true; readonly answer: Answer; readonly isWhole: boolean; readonly isCut: boolean }
  | { readonly ok: false; readonly refusal: Sentence };

export class Codebase {
  readonly #parts: CodebaseParts;
  #following: { dispose(): void } | null = null;
  #building: Promise<BuildReport> | null = null;
  #ending = new AbortController();
  /** Which files the index holds; null before the first build. */
  #listed: ReadonlyMap<string, JudgedFile> | null = null;
  #roots: readonly string[] = [];
  #isWhole = false;
  #isCut = false;

  constructor(parts: CodebaseParts) {
    this.#parts = parts;
  }

  /** The pieces of the project that answer a question. The first question builds the index; a person may end that early. */
  async search(question: string): Promise<Searched> {
    const refusal = this.#parts.refusal();
    if (refusal) return { ok: false, refusal };
    try {
      if (!this.#isWhole) await this.build();
      const unsaved = this.#parts.unsaved().filter(({ path }) => this.#listed?.has(path));
      if (unsaved.length > 0) await this.#parts.index.update(this.#roots, unsaved);
      const answer = await this.#parts.index.find(question);
      // What is not saved may never be: the next question finds the file as it is on the disk, or as it stands then.
      if (unsaved.length > 0) await this.#lookAgain(unsaved.map(({ path }) => path));
      return { ok: true, answer, isWhole: this.#isWhole, isCut: this.#isCut };
    } catch (error) {
      this.#parts.log.error('codebase search', error);
      const reason = error instanceof Error ? error.message.slice(0, 200) : '';
      return { ok: false, refusal: sentence('The project could not be searched: {0}', reason) };
    }
  }

  /** Brings the index up to date with all files. Who asks while one is being built waits for that one. */
  build(): Promise<BuildReport> {
    return this.#once(() => this.#parts.during((signal, tell) => this.#build(signal, tell)));
  }

  /** Files were changed or deleted on the disk, or there are new ones. */
  async changed(changed: readonly string[], deleted: readonly string[], hasNew: boolean): Promise<void> {
    if (this.#listed === null) return;
    try {
      if (deleted.length > 0) await this.#parts.index.remove(deleted);
      if (hasNew) await this.#buildUnseen();
      else await this.#lookAgain(changed);
    } catch (error) {
      this.#missed(error);
    }
  }

  /** Other rules or folders: what may not be read any more is taken out, what may be now is read. */
  async judgeAgain(): Promise<void> {
    if (this.#listed === null) return;
    // Until then nothing is answered from what the old rules let in.
    this.#isWhole = false;
    await this.#buildUnseen().catch((error: unknown) => this.#missed(error));
  }

  /** Ends what runs and lets go of the file; the next question begins anew. */
  async forget(): Promise<void> {
    this.#ending.abort();
    this.#ending = new AbortController();
    this.#following?.dispose();
    this.#following = null;
    this.#listed = null;
    this.#isWhole = false;
    await this.#parts.index.dispose();
  }

  /** The next question builds it again. */
  #missed(error: unknown): void {
    this.#parts.log.warn(`the codebase index missed a change: ${String(error)}`);
    this.#isWhole = false;
  }

  async #buildUnseen(): Promise<void> {
    // One that runs has asked for its files before the change.
    await this.#building?.catch(() => undefined);
    const { signal } = this.#ending;
    await this.#once(() => this.#build(signal, () => undefined));
  }

  #once(build: () => Promise<BuildReport>): Promise<BuildReport> {
    this.#building ??= build().finally(() => {
      this.#building = null;
    });
    return this.#building;
  }

  async #lookAgain(paths: readonly string[]): Promise<void> {
    const files = paths.flatMap((path) => this.#listed?.get(path) ?? []);
    if (files.length > 0) await this.#parts.index.update(this.#roots, files);
  }

  async #build(signal: AbortSignal, tell: (report: BuildReport) => void): Promise<BuildReport> {
    const ending = this.#ending.signal;
    const { index, log } = this.#parts;
    this.#following ??= this.#parts.follow();
    const { roots, files, isCut } = await this.#parts.list();
    const report = await index.build(roots, files, AbortSignal.any([signal, ending]), tell);
    if (ending.aborted) return report;
    this.#roots = roots;
    this.#listed = new Map(files.map((file) => [file.path, file]));
    this.#isCut = isCut;
    this.#isWhole = !report.wasCancelled;
    if (report.wasDamaged) log.warn('the codebase index was damaged and has been built anew');
    if (report.read > 0) log.info(`codebase index: ${report.read} of ${report.files} files read`);
    return report;
  }
}
