/** The style of the report: light and dark, from a phone to a desktop, printable. */
export const STYLE = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1c2430;--quiet:#5d6878;--rule:#dfe3ea;
--blue:#2f6fde;--green:#1a8f4c;--bad:#cf2f2f;--good:#9fd8b6;--step:#b9c4d6;--shift:#2f9f63;--unknown:#d5dae2;
--on-badge:#fff;--badge:#566070;--released:#12703a;--rolled-back:#96490a;--link:#1d57bd}
@media (prefers-color-scheme:dark){:root{--page:#10141a;--card:#181e27;--text:#e5eaf2;--quiet:#98a4b5;--rule:#2b3441;
--blue:#6ea4ff;--green:#4cc584;--bad:#ff6b62;--good:#2f6b49;--step:#64748f;--shift:#3fae74;--unknown:#39424f;
--on-badge:#10141a;--badge:#a9b4c4;--released:#5fd394;--rolled-back:#f0a35a;--link:#8db7ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1040px;margin:0 auto;padding:20px 16px 48px}
h1{font-size:1.5rem;line-height:1.25;margin:.4rem 0 .2rem}
h2{font-size:1.25rem;line-height:1.3;margin:1.1rem 0 .4rem}h2::first-letter{text-transform:uppercase}
h3{font-size:1rem;margin:1.4rem 0 .4rem}
p{margin:.3rem 0}
a{color:var(--link)}
.quiet,figcaption span,dt,th{color:var(--quiet)}
.center{text-align:center;font-size:.8rem}
section{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:4px 20px 20px;margin-top:20px}
.badge{display:inline-block;border-radius:99px;padding:1px 12px;font-weight:600;font-size:.85rem;color:var(--on-badge);background:var(--badge)}
.badge.released{background:var(--released)}.badge.rolled-back{background:var(--rolled-back)}
.lead{font-size:1.06rem}
.tiles{display:grid;grid-template-columns:repeat(var(--n),1fr);gap:10px;margin:14px 0 6px}
.tile{border:1px solid var(--rule);border-radius:10px;padding:8px 12px}
.tile b{display:block;font-size:1.35rem;line-height:1.25;font-variant-numeric:tabular-nums}
.tile span{color:var(--quiet);font-size:.82rem}
.tile.bad b{color:var(--bad)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:10px 0}
dd{margin:0;overflow-wrap:anywhere}
.timeline{margin-top:8px;--left:0px}
figure{margin:14px 0 0}
figcaption{font-size:.86rem;display:flex;flex-wrap:wrap;gap:0 8px;align-items:baseline}
.legend{margin-left:auto;white-space:nowrap}
.legend i{display:inline-block;width:10px;height:10px;border-radius:3px;margin:0 4px 0 8px;background:var(--blue)}
.legend i.green{background:var(--green)}
.plot{position:relative;border:1px solid var(--rule);border-radius:6px;overflow:hidden;margin-top:3px}
.plot svg{display:block;width:100%;height:92px}
.plot .top{position:absolute;left:0;top:0;padding:0 6px;border-radius:0 0 6px 0;background:var(--card);font-size:.72rem;color:var(--quiet);font-variant-numeric:tabular-nums}
path{fill:none;stroke-width:2;vector-effect:non-scaling-stroke;stroke-linejoin:round}
path.line.blue{stroke:var(--blue)}path.line.green{stroke:var(--green)}
path.thin{stroke-width:1.2;stroke-dasharray:4 3}
path.area{stroke:none;opacity:.75}path.area.blue{fill:var(--blue)}path.area.green{fill:var(--green)}
path.bars{stroke:var(--bad);stroke-width:3}
.lane{position:relative;margin-top:5px}
.lane .name b{font-weight:600;color:var(--text)}
.lane .name{display:block;font-size:.76rem;line-height:1.3;color:var(--quiet);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.lane svg{display:block;width:100%;height:11px;border-radius:4px;background:color-mix(in srgb,var(--rule) 55%,transparent)}
.span.bad{fill:var(--bad)}.span.good{fill:var(--good)}.span.step{fill:var(--step)}.span.shift{fill:var(--shift)}.span.unknown{fill:var(--unknown)}
.span.new{fill:var(--green)}.span.old{fill:var(--blue)}.legend i.bad{background:var(--bad)}
.trace{border-top:1px solid var(--rule);padding-top:8px}.trace p{font-size:.86rem}
.call{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr) 8em;gap:0 12px;align-items:center;margin-top:5px;font-size:.8rem}
.call .name{padding-left:calc(var(--d)*12px);overflow-wrap:anywhere;line-height:1.3;color:var(--quiet)}
.call .name b{font-weight:600;color:var(--text)}.call em{font-style:normal;color:var(--text)}
.call svg{display:block;width:100%;height:12px;border-radius:4px;background:color-mix(in srgb,var(--rule) 55%,transparent)}
.call .end{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
rect.span{stroke:var(--card);stroke-width:1;vector-effect:non-scaling-stroke}
.axis{position:relative;height:20px;margin-top:8px;border-top:1px solid var(--rule)}
.axis span{position:absolute;transform:translateX(-50%);font-size:.72rem;color:var(--quiet);font-variant-numeric:tabular-nums}
.axis span:first-child{transform:none}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.86rem}
th{text-align:left;font-weight:500}
th,td{padding:5px 12px 5px 0;border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:break-word}
td:first-child{white-space:nowrap;font-variant-numeric:tabular-nums}
details{margin-top:14px}summary{cursor:pointer}
@media (max-width:560px){section{padding:2px 14px 16px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:6px}.minor{display:none}
.legend{margin-left:0;white-space:normal}.call{grid-template-columns:1fr auto}.call svg{grid-row:2;grid-column:1/-1}.tiles{grid-template-columns:1fr 1fr}.tile b{font-size:1.15rem}
thead{display:none}tr{display:flex;flex-wrap:wrap;gap:0 10px;padding:6px 0;border-bottom:1px solid var(--rule)}
td{border:0;padding:0;overflow-wrap:anywhere}td:empty{display:none}}
@media print{section{break-inside:avoid}}
`;
