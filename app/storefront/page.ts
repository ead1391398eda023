import { createHash } from 'node:crypto';
import type { Product } from '../catalog/products';
import { CHECKOUT_PATH, type Identity } from '../shared/contract';
import { Html, markup } from './html';
import { drawing } from './icons';
import type { Order } from './orders';
import { pageHeaders } from './page-headers';
import { pageStyle, versionHue } from './style';

const PRICE = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });
/** Digits of an image digest that a person can compare. */
const DIGEST_DIGITS = 12;

interface Note {
  readonly title: string;
  readonly text: string;
  /** Text of the one link, which leads to the shop. */
  readonly action: string;
}

const EMPTY: Note = {
  title: 'The shelves are still empty',
  text: 'The shop is open, and its first delivery is on the way.',
  action: 'Look again',
};

const NOTES = new Map<number, Note>([
  [
    400,
    {
      title: 'We cannot take this order',
      text: 'Something about it is not right, so nothing was ordered. Please choose again.',
      action: 'To the shop',
    },
  ],
  [
    404,
    {
      title: 'There is nothing here',
      text: 'This address leads nowhere in our shop.',
      action: 'To the shop',
    },
  ],
  [
    503,
    {
      title: 'The shelves are being restocked',
      text: 'Our catalog does not answer right now. The shop itself is fine: please try again in a moment.',
      action: 'Try again',
    },
  ],
]);

const BROKEN: Note = {
  title: 'That did not work',
  text: 'Something broke on our side, and we have been told. Please try again.',
  action: 'Try again',
};

/** Writes the shop's pages for one version of the storefront. */
export class ShopPage {
  /** Headers of every page; the style is allowed by its hash, nothing else may load or run. */
  readonly headers: Readonly<Record<string, string>>;
  private readonly style: string;
  private readonly hue: number;

  constructor(private readonly identity: Identity) {
    this.hue = versionHue(identity.version);
    this.style = pageStyle(this.hue);
    this.headers = pageHeaders(`'sha256-${createHash('sha256').update(this.style).digest('base64')}'`);
  }

  /** The shop with its products. */
  products(products: readonly Product[]): string {
    if (products.length === 0) return this.note(EMPTY);
    const cards = products.map(
      (product) =>
        markup`<li class="card">
          <div class="pic">${new Html(drawing(product.picture))}</div>
          <div class="text">
            <h2>${product.name}</h2>
            <p>${product.description}</p>
            <form class="buy" method="post" action="${CHECKOUT_PATH}">
              <span class="price">${price(product.priceCents)}</span>
              <input type="hidden" name="id" value="${product.id}" />
              <button class="order" aria-label="Order one ${product.name}">Order</button>
            </form>
          </div>
        </li>`,
    );
    return this.page(
      'Harbour Supply',
      markup`<ul class="grid">
        ${cards}
      </ul>`,
    );
  }

  /** Shown when an order was taken. */
  thanks({ orderId, totalCents, note }: Order): string {
    const title = 'Thank you for your order';
    return this.note({
      title,
      text: `${price(totalCents)}, order ${orderId}. ${note}`,
      action: 'To the shop',
    });
  }

  /** Shown instead of an answer with this status; 503 means that the catalog cannot be reached. */
  error(status: number): string {
    return this.note(NOTES.get(status) ?? BROKEN);
  }

  private note({ title, text, action }: Note): string {
    return this.page(
      title,
      markup`<section class="note">
        ${new Html(drawing('parcel'))}
        <h2>${title}</h2>
        <p>${text}</p>
        <a class="button" href="/">${action}</a>
      </section>`,
    );
  }

  private page(title: string, content: Html): string {
    const { version } = this.identity;
    return markup`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <link rel="icon" href="${this.icon()}" />
          <style>${new Html(this.style)}</style>
        </head>
        <body>
          <header class="band">
            <div class="wrap top">
              <a class="brand" href="/">${ANCHOR} Harbour Supply</a>
              <span class="badge" title="The version that answered"><i></i><b>${version}</b></span>
            </div>
            <div class="wrap hero">
              <h1>Goods for people who ship.</h1>
              <p>Small batches, shipped often, and always a way back.</p>
            </div>
          </header>
          <main class="wrap">${content}</main>
          <footer><dl class="wrap">${this.facts()}</dl></footer>
        </body>
      </html>`.text.replace(/>\s+</g, '><');
  }

  private facts(): Html[] {
    const { service, environment, version, image } = this.identity;
    const digest = image.split('@sha256:')[1]?.slice(0, DIGEST_DIGITS);
    const facts = [
      ['service', service],
      ['environment', environment],
      ['version', version],
      ['image', digest],
    ];
    return facts.flatMap(([name, value]) =>
      name && value
        ? [
            markup`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
          ]
        : [],
    );
  }

  private icon(): string {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="oklch(55% .16 ${this.hue})"/></svg>`;
    return `data:image/svg+xml,${encodeURIComponent(svg)}`;
  }
}

const ANCHOR = new Html(
  '<svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="11" r="5"/>' +
    '<path d="M24 16v26M15 23h18M8 29c1 8 8 13 16 13s15-5 16-13M8 29l-3 5M8 29l6 2M40 29l3 5M40 29l-6 2"/></svg>',
);

function price(cents: number): string {
  return PRICE.format(cents / 100);
}
