// Work beside each other, on so many lanes: whichever lane is free takes the next piece.

/** Does every piece of `work` and gives what each came to, in the order of the pieces. The first that fails is its failure, and none is begun after it. */
export async function onLanes<Piece, Result>(
  lanes: number,
  work: readonly Piece[],
  act: (piece: Piece) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const next = work.entries();
  let hasFailed = false;
  const lane = async (): Promise<void> => {
    for (const [at, piece] of next) {
      if (hasFailed) return;
      results[at] = await act(piece).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
