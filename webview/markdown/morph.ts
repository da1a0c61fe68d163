// Changes a piece of the page into another with as few touches as can be: nodes that stay equal stay the same objects,
// so that a selection, the focus and the scroll position inside them survive.

/** Makes the siblings from `old` to the end of `parent` equal to the children of `fresh`, which is used up. */
export function morphSiblings(parent: Node, old: ChildNode | null, fresh: Node): void {
  let at = old;
  let next = fresh.firstChild;
  while (next) {
    const following = next.nextSibling;
    if (!at) parent.appendChild(next);
    else {
      const after: ChildNode | null = at.nextSibling;
      if (!at.isEqualNode(next)) morph(at, next);
      at = after;
    }
    next = following;
  }
  while (at) {
    const after: ChildNode | null = at.nextSibling;
    at.remove();
    at = after;
  }
}

function morph(old: ChildNode, fresh: ChildNode): void {
  if (old instanceof Text && fresh instanceof Text) {
    if (fresh.data.startsWith(old.data)) old.appendData(fresh.data.slice(old.data.length));
    else old.data = fresh.data;
  } else if (old instanceof Element && fresh instanceof Element && old.tagName === fresh.tagName) {
    for (const { name } of Array.from(old.attributes))
      if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of Array.from(fresh.attributes)) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    morphSiblings(old, old.firstChild, fresh);
  } else old.replaceWith(fresh);
}
