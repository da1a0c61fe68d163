// What work costs, whatever else the machine does meanwhile.

/** Processor time of this thread, in ms. */
export function spentMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
