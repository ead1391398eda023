import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RehearsalEvent } from '../events';
import { livePage, liveSection, UPDATES_PATH } from './live-page';
import type { Drawing } from './live-page';

/** Milliseconds between two drawings: the machine has a release to rehearse, too. */
const DRAW_MS = 500;

/** Milliseconds that a browser gets to take the last drawing. */
const GOODBYE_MS = 500;

/** A part of the run: what happened in it so far, or how it looks in the end. */
interface Part {
  readonly title: string;
  readonly events: RehearsalEvent[];
  finished?: string;
  changed: boolean;
}

/** Shows a run in browsers of this machine while it goes on. Nothing is drawn while nobody looks. */
export class LiveView {
  private readonly parts: Part[] = [];
  private readonly browsers = new Set<ServerResponse>();
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly server: Server,
    /** Address of the page. */
    readonly url: string,
  ) {
    server.on('request', (request, response) => this.answer(request, response));
    this.timer = setInterval(() => this.drawChanges(), DRAW_MS).unref();
  }

  /** Starts on any free port of the loopback address. */
  static async start(): Promise<LiveView> {
    const server = createServer();
    server.listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    return new LiveView(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  /** Begins a part; what is shown from now on belongs to it. */
  begin(title: string): void {
    this.parts.push({ title, events: [], changed: true });
  }

  /** Adds an event to the part that goes on. */
  show(event: RehearsalEvent): void {
    const part = this.parts.at(-1);
    if (part === undefined || event.type === 'log') return;
    part.events.push(event);
    part.changed = true;
  }

  /** Ends the part that goes on; `html` is how it stays. */
  finish(html: string): void {
    const part = this.parts.at(-1);
    if (part === undefined) return;
    part.finished = html;
    part.changed = true;
    this.drawChanges();
  }

  /** Sends the last drawing and the end to every browser, and closes the port. Safe to call twice. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    clearInterval(this.timer);
    this.drawChanges();
    for (const browser of this.browsers) browser.end(message('end', ''));
    const closed = once(this.server.close(), 'close');
    const late = setTimeout(() => this.server.closeAllConnections(), GOODBYE_MS);
    this.server.closeIdleConnections();
    await closed;
    clearTimeout(late);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '', headers } = request;
    // Another name for this address in a page of somebody else must not read the run.
    const known = `http://${headers.host ?? ''}/` === this.url;
    if (!known || method !== 'GET' || (url !== '/' && url !== UPDATES_PATH)) {
      response.writeHead(known ? 404 : 403).end();
    } else if (url === '/') sendPage(response);
    else this.follow(response);
  }

  private follow(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    this.parts.forEach((part, index) => response.write(message('draw', drawing(part, index))));
    this.browsers.add(response);
    response.on('close', () => this.browsers.delete(response)).on('error', () => undefined);
  }

  private drawChanges(): void {
    if (this.browsers.size === 0) return;
    this.parts.forEach((part, index) => {
      if (!part.changed) return;
      part.changed = false;
      const text = message('draw', drawing(part, index));
      for (const browser of this.browsers) browser.write(text);
    });
  }
}

function drawing({ title, events, finished }: Part, part: number): Drawing {
  return { part, html: finished ?? liveSection(title, events) };
}

/** A server-sent event; JSON has no line ends, which would end the data. */
function message(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function sendPage(response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; connect-src 'self'; img-src data:; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'`;
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
    })
    .end(livePage(nonce));
}
