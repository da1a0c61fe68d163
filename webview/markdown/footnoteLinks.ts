// From a footnote's mark to its text and back. Both are found by the words of the mark, inside one answer only.

/** Goes where `link` leads; false when it is no footnote's. */
export function followFootnote(link: HTMLElement, answer: HTMLElement): boolean {
  const back = link.classList.contains('footnote-mark');
  if (!back && !link.classList.contains('footnote-ref')) return false;
  const label = link.textContent;
  const there = Array.from(
    answer.querySelectorAll<HTMLElement>(back ? '.footnote-ref' : '.footnote-mark'),
  ).find((one) => one.textContent === label);
  there?.scrollIntoView({ block: 'nearest' });
  there?.focus({ preventScroll: true });
  return true;
}
