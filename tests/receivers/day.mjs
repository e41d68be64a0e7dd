/**
 * What the shopper of these tests does, and the page on which it happens.
 *
 * The same for every format and for every vendor's own client. One of the events is a real click whose values are read
 * from the page; the others are tracked by the page's code. Texts have what encodings get wrong.
 */

/** All of it, in our own words, in order. */
export const DAY = [
  { name: 'view_item', properties: { item_id: 'WS-1001-M', item_name: 'Ridge "2" tent <3', item_brand: 'Waystone', item_category: 'Tents', price: 1299.9, currency: 'EUR' } },
  { name: 'add_to_cart', properties: { item_id: 'WS-1001-M', price: 1299.9, currency: 'EUR', quantity: 2 } },
  { name: 'search', properties: { search_term: 'Zelt für 2 & mehr', results: 3 } },
  { name: 'add_to_cart_failed', properties: { item_id: 'WS-1002', reason: 'refused' } },
  { name: 'begin_checkout', properties: {} },
  { name: 'purchase', properties: { transaction_id: 'T-77', value: 2599.8, currency: 'EUR' } },
  { name: 'gift_wrap', properties: { paper: 'gold & green', fee: -0.5, is_gift: true } },
];

/** The event that is a click. */
const CLICKED = 'add_to_cart';

const { item_id: id, price, currency, quantity } = DAY.find(({ name }) => name === CLICKED).properties;

export const BODY = `<article data-sku="${id}" data-amount="${price}" data-currency="${currency}" data-quantity="${quantity}"><button id="add">add</button></article>`;

/** Everything of a config but its collector. */
export const CONFIG = {
  version: 1,
  site: 'waystone',
  storage: 'memory',
  pages: { product: { path: '/p/{slug}' } },
  funnel: ['view_item', 'add_to_cart', 'begin_checkout', 'purchase'],
  definitions: [
    {
      name: CLICKED,
      trigger: { click: { selector: '#add' } },
      within: 'article',
      properties: {
        item_id: { attribute: 'data-sku' },
        price: { attribute: 'data-amount', type: 'number' },
        currency: { attribute: 'data-currency' },
        quantity: { attribute: 'data-quantity', type: 'integer' },
      },
    },
  ],
};

/** What comes with each event beside its properties: where it stands in the journey, of which only steps of the funnel tell more. */
export const standing = (place) => {
  const step = CONFIG.funnel.indexOf(DAY[place].name);
  return { nth: step < 0 ? undefined : 1, channel: 'direct', device: 'mouse', from: CONFIG.funnel[step - 1] };
};
