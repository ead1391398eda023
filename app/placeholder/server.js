'use strict';

/*
 * The image that a service runs before its first release. It has no dependencies, and it is built on its
 * own, so it repeats the few names that it shares with the services; test/app/placeholder.test.ts holds
 * them together.
 */
const { createHash } = require('node:crypto');
const http = require('node:http');
const { setTimeout } = require('node:timers');

const SHOW_AGAIN_SECONDS = 5;
const METADATA_TIMEOUT_MS = 500;
const METADATA_LENGTH = 100_000;
const LIMITS = {
  keepAliveTimeout: 65_000,
  headersTimeout: 29_000,
  requestTimeout: 29_000,
  connectionsCheckingInterval: 1_000,
};

const STYLE = `
:root{color-scheme:light dark;--paper:#fbfaf8;--ink:#1d1b19;--soft:#67625c;--line:#e7e3de;--deep:hsl(205 45% 30%)}
@media(prefers-color-scheme:dark){:root{--paper:#141312;--ink:#f2efeb;--soft:#a8a199;--line:#33302d;--deep:hsl(205 55% 70%)}}
*{box-sizing:border-box;margin:0}
body{font:16px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:var(--paper);
color:var(--ink);min-height:100vh;display:grid;grid-template-rows:1fr auto;text-align:center}
main{display:grid;place-content:center;justify-items:center;padding:2rem 1.5rem}
svg{width:min(15rem,62vw);fill:none;stroke:var(--deep);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.ship{animation:bob 4s ease-in-out infinite;transform-origin:60px 60px}
.sea{opacity:.45;animation:drift 4s ease-in-out infinite}
h1{font-size:clamp(1.7rem,6vw,2.5rem);line-height:1.12;letter-spacing:-.025em;margin-top:1.5rem;text-wrap:balance}
p{margin-top:.8rem;max-width:42ch;color:var(--soft);text-wrap:balance}
footer{border-top:1px solid var(--line);color:var(--soft);font-size:.875rem;padding:1.1rem 1.25rem 1.4rem}
b{color:var(--ink);font-weight:500;margin:0 .75rem 0 .35rem}
@keyframes bob{50%{transform:translateY(3px) rotate(-1.5deg)}}
@keyframes drift{50%{transform:translateX(-6px)}}
@media(prefers-reduced-motion:reduce){*{animation:none!important}}
`.replaceAll('\n', '');

const SHIP =
  '<svg viewBox="0 0 120 92" aria-hidden="true"><g class="ship"><path d="M20 58h80l-9 17H30z"/>' +
  '<path d="M60 58V12M60 12l13 5-13 5"/><path d="M32 58V44h18v14M70 58V44h18v14M50 58V32h20v26M50 44h20"/></g>' +
  '<path class="sea" d="M8 82c6 0 6-4 13-4s7 4 13 4 6-4 13-4 7 4 13 4 6-4 13-4 7 4 13 4 6-4 13-4 7 4 13 4"/></svg>';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
};

function page({ service, environment }) {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<meta http-equiv="refresh" content="${SHOW_AGAIN_SECONDS}"><title>On its way</title><style>${STYLE}</style></head>` +
    `<body><main>${SHIP}<h1>The first release is on its way</h1>` +
    '<p>The platform is up and waiting for its cargo. This page looks again every few seconds.</p></main>' +
    `<footer>service<b>${escape(service)}</b> environment<b>${escape(environment)}</b></footer></body></html>`
  );
}

function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/* Answers every path with 200, so that any health check passes; `state.draining` asks clients to leave. */
function createServer(identity, state = { draining: false }, limits = LIMITS) {
  const html = page(identity);
  const bodies = new Map([
    ['/health', { status: 'ok' }],
    ['/ready', { status: 'ready' }],
    ['/api/version', identity],
    // A shop that is released before its catalog opens with empty shelves instead of failing its checks.
    ['/products', { products: [] }],
  ]);
  const server = http.createServer(limits, (request, response) => {
    const body = bodies.get((request.url ?? '').split('?', 1)[0]);
    const headers = body ? { 'content-type': 'application/json; charset=utf-8' } : PAGE_HEADERS;
    const connection = state.draining ? { connection: 'close' } : {};
    response.writeHead(200, { 'cache-control': 'no-store', ...headers, ...connection });
    response.end(body ? JSON.stringify(body) : html);
  });
  return server;
}

/* The image as the task definition spells it, from the ECS task metadata endpoint; empty elsewhere. */
function readImage(uri) {
  return new Promise((resolve) => {
    if (!uri) return resolve('');
    const signal = AbortSignal.timeout(METADATA_TIMEOUT_MS);
    const request = http.get(uri, { signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
        if (text.length > METADATA_LENGTH) response.destroy();
      });
      response.on('error', () => undefined);
      // Comes after every end, a good one or not; half an answer names no image.
      response.on('close', () => resolve(response.complete ? imageOf(text) : ''));
    });
    request.on('error', () => resolve(''));
  });
}

const IMAGE = /^[\w.:/@-]{1,512}$/;

function imageOf(text) {
  try {
    const { Image: image } = JSON.parse(text);
    return typeof image === 'string' && IMAGE.test(image) ? image : '';
  } catch {
    return '';
  }
}

async function main(env) {
  const identity = {
    service: env.SERVICE_NAME || 'placeholder',
    version: 'placeholder',
    image: await readImage(env.ECS_CONTAINER_METADATA_URI_V4),
    environment: env.ENVIRONMENT_NAME || 'local',
  };
  const state = { draining: false };
  const server = createServer(identity, state);
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => {
    if (state.draining) process.exit(143);
    state.draining = true;
    setTimeout(() => server.close(() => process.exit(0)), (Number(env.DRAIN_SECONDS) || 0) * 1_000);
  });
  server.listen(Number(env.PORT) || 8080, env.BIND_ADDRESS || '0.0.0.0');
}

module.exports = { createServer, readImage, LIMITS };

if (require.main === module) void main(process.env);
