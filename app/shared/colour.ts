import type { IncomingHttpHeaders } from 'node:http';
import { COLOUR_PARAMETER, COLOURS, type Colour } from './contract';

/** A health check, as far as the colour is concerned. */
export interface HealthCheck {
  readonly headers: IncomingHttpHeaders;
  readonly query: unknown;
}

/** Which target group this task is in, as the health checks of that group say. */
export class ColourMemory {
  private known: Colour | undefined;

  /** Undefined until a health check has named a colour. */
  get current(): Colour | undefined {
    return this.known;
  }

  /**
   * Remembers the colour that a health check names. A request that came through the load balancer is no
   * health check, whatever it asks for: the balancer adds these headers to what it passes on, and its own checks
   * have neither.
   */
  learn({ headers, query }: HealthCheck): void {
    if ('x-forwarded-for' in headers || 'x-amzn-trace-id' in headers) return;
    const named = (query as Record<string, unknown>)[COLOUR_PARAMETER];
    this.known = COLOURS.find((colour) => colour === named) ?? this.known;
  }
}
