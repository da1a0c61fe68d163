// An address or path without the slashes at its end. A loop: `/\/+$/` begins anew at every slash of a long run.

export function withoutLastSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}
