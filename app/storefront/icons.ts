/** Drawings of the products on a 48 by 48 grid, as the inside of an `svg` element. */
const DRAWINGS = new Map<string, string>([
  [
    'mug',
    '<path d="M11 17h22v17a6 6 0 0 1-6 6H17a6 6 0 0 1-6-6z"/><path d="M33 21h3a5 5 0 0 1 0 11h-3"/>' +
      '<path d="M17 12c0-3 3-3 3-6M25 12c0-3 3-3 3-6"/>',
  ],
  [
    'socks',
    '<path d="M14 7h11v18l7 7a6 6 0 0 1-8 9L14 31z"/><path d="M14 13h11M14 25c3 0 5 2 5 5"/>' +
      '<path d="M30 7h8v16l5 6a5 5 0 0 1-3 8"/><path d="M30 13h8"/>',
  ],
  [
    'rope',
    '<path d="M23 25a3 3 0 0 1 6 0 6 6 0 0 1-12 0 9 9 0 0 1 18 0 12 12 0 0 1-24 0 15 15 0 0 1 15-15c7 0 10-1 12-4"/>' +
      '<circle cx="40" cy="8" r="3.5"/><path d="M32 37l4 5"/>',
  ],
  [
    'clock',
    '<circle cx="24" cy="26" r="14"/><path d="M24 18v8l6 4"/><path d="M8 14l6-6M40 14l-6-6"/>' +
      '<path d="M14 37l-3 4M34 37l3 4"/>',
  ],
  [
    'compass',
    '<circle cx="24" cy="24" r="17"/><path d="M31 17l-4 10-10 4 4-10z"/><path d="M24 7v3M24 38v3M7 24h3M38 24h3"/>',
  ],
  [
    'notebook',
    '<path d="M13 7h21a3 3 0 0 1 3 3v28a3 3 0 0 1-3 3H13z"/><path d="M13 7v34"/>' +
      '<path d="M9 14h8M9 24h8M9 34h8M23 17h8M23 24h8"/>',
  ],
]);

const PARCEL = '<path d="M7 16l17-9 17 9v17l-17 9-17-9z"/><path d="M7 16l17 9 17-9M24 25v17M15 11.5l17 9"/>';

/** The drawing of a product as an `svg` element; a parcel when the key is unknown. */
export function drawing(key: string): string {
  return `<svg viewBox="0 0 48 48" aria-hidden="true">${DRAWINGS.get(key) ?? PARCEL}</svg>`;
}
