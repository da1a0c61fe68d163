// The page's few icons, drawn for it: 16 px line drawings that take the colour of the text. Decoration only: names are on controls.

const paths = {
  add: 'M8 3v10M3 8h10',
  history: 'M3 8a5 5 0 1 0 1.6-3.7M3 3v2.6h2.6M8 5.5V8l1.8 1.4',
  send: 'M8 13V3.5M4 7.2 8 3.2l4 4',
  stop: 'M5 5h6v6H5z',
  copy: 'M6 5.5h6.5v7.5H6zM3.5 10.5V3h6.5',
  apply: 'M9 2.5H4v11h8V5.5zM5.9 9l1.6 1.6L10.3 7.4',
  terminal: 'M2.5 3.5h11v9h-11zM5 6.3 6.8 8 5 9.7M8.6 10h2.6',
  insert: 'M3 3.5h10M3 12.5h10M3 8h6M11 5.8 13.2 8 11 10.2',
  newFile: 'M9 2.5H4v11h8V5.5zM9 2.5v3h3M8 7.7v3.6M6.2 9.5h3.6',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7M13 3v2.6h-2.6',
  refreshWith: 'M11.2 7.2a4.4 4.4 0 1 1-1.4-3.2M11.2 2.6v2.3H8.9M9.4 11.4l2.1 2.1 2.1-2.1',
  edit: 'M3 13l.6-2.6 7-7 2 2-7 7zM9.2 4.8l2 2',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3.5 8.5l3 3 6-7',
  chevron: 'M4.5 6.5 8 10l3.5-3.5',
  file: 'M9 2.5H4v11h8V5.5zM9 2.5v3h3',
  selection: 'M3 4h6M3 8h10M3 12h4M11.5 2.5v3M13 4h-3',
  image: 'M2.5 3.5h11v9h-11zM2.5 11l3.2-3.4 2.6 2.6 1.8-1.8 3.4 3.1M10.6 6.1h.1',
  thought: 'M8 2.5a4 4 0 0 0-2.4 7.2c.5.4.7.9.7 1.5h3.4c0-.6.2-1.1.7-1.5A4 4 0 0 0 8 2.5zM6.6 13.5h2.8',
  warning: 'M8 2.8 14 13H2zM8 6.6v3M8 11.2v.1',
  info: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 7.2v3.6M8 5.2v.1',
  down: 'M8 3v10M4 9l4 4 4-4',
  vision: 'M1.8 8S4 4 8 4s6.2 4 6.2 4S12 12 8 12 1.8 8 1.8 8zM8 6.4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2z',
  spark: 'M8 2.5 9.3 6.7 13.5 8 9.3 9.3 8 13.5 6.7 9.3 2.5 8l4.2-1.3z',
  request:
    'M6 3c-1.6 0-2 .8-2 2v1.4C4 7.4 3.5 8 2.5 8 3.5 8 4 8.6 4 9.6V11c0 1.2.4 2 2 2M10 3c1.6 0 2 .8 2 2v1.4c0 1 .5 1.6 1.5 1.6-1 0-1.5.6-1.5 1.6V11c0 1.2-.4 2-2 2',
  search: 'M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4zM10.2 10.2 13.5 13.5',
  pin: 'M6 2.5h4M6.6 2.5v4L4.5 9h7L9.4 6.5v-4M8 9v4.5',
  trash: 'M3 4.5h10M6 4.5v-2h4v2M4.3 4.5l.6 9h6.2l.6-9M6.8 7v4M9.2 7v4',
  export: 'M8 9.5v-7M5.2 5.2 8 2.4l2.8 2.8M3 9v4.5h10V9',
  import: 'M8 2.5v7M5.2 6.8 8 9.6l2.8-2.8M3 9v4.5h10V9',
  wrap: 'M2.5 4h11M2.5 8h9a2 2 0 0 1 0 4H8M9.6 10.4 8 12l1.6 1.6M2.5 12h3',
} as const;

export type IconName = keyof typeof paths;

const svgNamespace = 'http://www.w3.org/2000/svg';
const drawn = new Map<IconName, SVGElement>();

/** A new element each time, copied from one that was drawn once. */
export function icon(name: IconName): SVGElement {
  let first = drawn.get(name);
  if (!first) {
    first = document.createElementNS(svgNamespace, 'svg');
    for (const [key, value] of Object.entries({
      class: 'icon',
      viewBox: '0 0 16 16',
      'aria-hidden': 'true',
    })) {
      first.setAttribute(key, value);
    }
    const path = document.createElementNS(svgNamespace, 'path');
    path.setAttribute('d', paths[name]);
    first.append(path);
    drawn.set(name, first);
  }
  return document.importNode(first, true);
}
