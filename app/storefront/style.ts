/**
 * The page's whole style. Everything coloured derives from one hue, which derives from the version,
 * so that two versions side by side are told apart at a glance.
 */
export function pageStyle(hue: number): string {
  return `:root{--hue:${hue};${LIGHT}}@media(prefers-color-scheme:dark){:root{${DARK}}}${RULES}`;
}

/** Hue of a version label, 0 to 359: the same label always has the same colour (FNV-1a hash). */
export function versionHue(version: string): number {
  let hash = 0x811c9dc5;
  for (const character of version) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash % 360;
}

// OKLCH keeps lightness equal over all hues, so that text stays readable whatever the version's colour is.
const LIGHT =
  'color-scheme:light dark;--paper:#fbfaf8;--card:#fff;--ink:#1d1b19;--soft:#67625c;--line:#e7e3de;' +
  '--accent:oklch(46% .14 var(--hue));--tint:oklch(95.5% .03 var(--hue));--band:oklch(31% .09 var(--hue));' +
  '--band2:oklch(47% .15 calc(var(--hue) + 24));--dot:oklch(85% .14 var(--hue));';

const DARK =
  '--paper:#141312;--card:#1e1c1b;--ink:#f2efeb;--soft:#a8a199;--line:#33302d;' +
  '--accent:oklch(84% .12 var(--hue));--tint:oklch(30% .04 var(--hue));';

const RULES = `
*{box-sizing:border-box;margin:0}
body{font:16px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:var(--paper);
color:var(--ink);min-height:100vh;display:flex;flex-direction:column;-webkit-font-smoothing:antialiased}
.wrap{width:100%;max-width:72rem;margin-inline:auto;padding-inline:1.25rem}
.band{color:#fff;background:linear-gradient(120deg,var(--band),var(--band2))}
.top{display:flex;align-items:center;justify-content:space-between;gap:1rem;padding-top:1.1rem;padding-bottom:1.1rem}
.brand{display:flex;align-items:center;gap:.6rem;font-weight:700;letter-spacing:-.01em;color:inherit;text-decoration:none}
.brand svg{width:1.75rem;height:1.75rem}
.badge{display:inline-flex;align-items:center;gap:.5rem;padding:.3rem .8rem;border-radius:99px;background:#ffffff24;
border:1px solid #ffffff40;font-size:.875rem;font-variant-numeric:tabular-nums;max-width:60%}
.badge b{font-weight:650;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.badge i{flex:none;width:10px;height:10px;border-radius:50%;background:var(--dot);box-shadow:0 0 0 3px #ffffff30}
.hero{padding-top:1.25rem;padding-bottom:2.5rem}
h1{font-size:clamp(1.9rem,5.5vw,3.1rem);line-height:1.08;letter-spacing:-.03em;max-width:18ch;text-wrap:balance}
.hero p{margin-top:.9rem;max-width:46ch;color:#ffffffd9;font-size:1.06rem}
main{flex:1;padding-top:2rem;padding-bottom:3rem}
.grid{list-style:none;padding:0;display:grid;gap:1.1rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,17.5rem),1fr))}
.card{display:flex;flex-direction:column;background:var(--card);border:1px solid var(--line);border-radius:1rem;overflow:hidden}
.pic{display:grid;place-items:center;aspect-ratio:16/7;background:var(--tint);color:var(--accent)}
.pic svg{width:4.75rem;height:4.75rem}
svg{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.text{display:flex;flex-direction:column;flex:1;gap:.35rem;padding:1.1rem 1.2rem 1.2rem}
h2{font-size:1.08rem;letter-spacing:-.01em}
.text p{color:var(--soft);font-size:.95rem;flex:1;text-wrap:pretty}
.buy{display:flex;align-items:center;justify-content:space-between;gap:1rem;margin-top:.5rem}
.order{font:inherit;font-size:.9rem;font-weight:600;padding:.4rem 1rem;min-height:2.75rem;border:1px solid var(--line);border-radius:99px;
background:var(--tint);color:var(--accent);cursor:pointer}
.order:hover{border-color:currentColor}
.price{font-weight:650;font-variant-numeric:tabular-nums;color:var(--accent)}
.note{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:2.5rem 1.5rem;text-align:center}
.note svg{width:4.5rem;height:4.5rem;color:var(--accent)}
.note h2{font-size:1.4rem;line-height:1.25;text-wrap:balance;margin-top:.75rem}
.note p{color:var(--soft);max-width:44ch;margin:.5rem auto 0;text-wrap:balance}
.button{display:inline-block;margin-top:1.4rem;padding:.6rem 1.3rem;border-radius:99px;background:var(--band);color:#fff;
text-decoration:none;font-weight:600}
a:focus-visible,button:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:.3rem}
footer{border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
footer dl{display:flex;flex-wrap:wrap;gap:.35rem 1.75rem;padding-top:1.1rem;padding-bottom:1.4rem}
footer div{display:flex;gap:.45rem;min-width:0}
footer dd{color:var(--ink);overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
@media(max-width:30rem){.hero{padding-top:.75rem;padding-bottom:1.75rem}main{padding-top:1.25rem}
.card{flex-direction:row}.pic{aspect-ratio:auto;flex:none;width:6.25rem}.pic svg{width:3.25rem;height:3.25rem}.text{padding:.95rem 1.05rem}}
`.replaceAll('\n', '');
