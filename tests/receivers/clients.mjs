/**
 * The vendors' own clients: how each is told the shopper's day, and how its requests differ from ours.
 *
 * `send` posts to `url` and nowhere else; `theirs` and `ours` take requests apart into events, everything of a batch
 * that stands beside them under `batch`. The vendors' words for events and properties stand here once more, as their
 * documentation has them, and not taken from the formats.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import * as amplitude from '@amplitude/analytics-node';
import { Client as Elastic } from '@elastic/elasticsearch';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { Umami } from '@umami/node';
import KafkaRest from 'kafka-rest';
import MatomoTracker from 'matomo-tracker';
import mixpanel from 'mixpanel';
import LokiTransport from 'winston-loki';
import { DAY } from './day.mjs';
import { until } from '../e2e/support/until.mjs';

const require = createRequire(import.meta.url);
const { dependencies } = require('./package.json');
const named = (name) => `${name} ${dependencies[name]}`;

/** https://segment.com/docs/connections/spec/ecommerce/v2/, which RudderStack has too. */
const COMMERCE = {
  events: { view_item: 'Product Viewed', add_to_cart: 'Product Added', search: 'Products Searched', begin_checkout: 'Checkout Started', purchase: 'Order Completed' },
  properties: { item_id: 'product_id', item_name: 'name', item_brand: 'brand', item_category: 'category', search_term: 'query', transaction_id: 'order_id' },
};

const worded = ({ events, properties: words }) =>
  DAY.map(({ name, properties }) => ({ event: events[name] ?? name, properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [words[key] ?? key, value])) }));

const json = ({ body }) => JSON.parse(body);
/** The events of bodies that have them in a list, with the rest of the body beside them. */
const listed = (key) => (requests) => requests.map(json).flatMap(({ [key]: events, ...batch }) => events.map((event) => ({ ...event, batch })));

const JOURNEY = 'where the event stands, in place of a visitor id';
const DEVICE = 'describes the shopper\'s device, which ours never does';
const FREE = 'the shop\'s own field: the collector takes any';
const EACH = 'made anew for each event';
const CLOCK = 'whole minutes, so that times tell nobody apart';

/** What stands beside properties in the formats that have no place of their own for it. */
const journey = (path, device = 'device_class', from = 'from_step') =>
  Object.fromEntries(['page_type', 'page_path', 'nth', from, 'channel', device].map((key) => [`${path}${key}`, JOURNEY]));
const reasons = (why, ...keys) => Object.fromEntries(keys.map((key) => [`properties.${key}`, why]));
const without = (all, ...keys) => Object.fromEntries(Object.entries(all).filter(([key]) => !keys.some((it) => key.endsWith(it))));

/** Snowplow's vendor name of its e-commerce schemas. */
const SHOP = 'iglu:com.snowplowanalytics.snowplow.ecommerce';

const segmentLike = {
  ours: {
    ...journey('properties.'),
    'context.ip': 'keeps the vendor from storing the address',
    'context.page.*': 'the page as a template',
  },
  differ: { messageId: EACH, anonymousId: 'theirs is the shop\'s to choose, ours is random for each batch', 'context.library.*': 'says which client it was' },
};

export const CLIENTS = {
  segment: {
    client: named('@segment/analytics-node'),
    async send(url) {
      const analytics = new Analytics({ writeKey: 'the-write_key', host: url, path: '/v1/batch', maxEventsInBatch: DAY.length, disable: false });
      for (const { event, properties } of worded(COMMERCE)) analytics.track({ anonymousId: 'nobody', event, properties });
      await analytics.closeAndFlush();
    },
    theirs: listed('batch'),
    ours: listed('batch'),
    explained: {
      ...segmentLike,
      theirs: { '_metadata.*': 'says which Node it runs on' },
      differ: { ...segmentLike.differ, timestamp: CLOCK, 'batch.sentAt': 'when the request was sent' },
    },
  },
  rudderstack: {
    client: named('@rudderstack/rudder-sdk-node'),
    async send(url) {
      const analytics = new RudderAnalytics('the-write_key', { dataPlaneUrl: url, flushAt: DAY.length, gzip: false, logLevel: 'silent' });
      for (const { event, properties } of worded(COMMERCE)) analytics.track({ anonymousId: 'nobody', event, properties });
      await analytics.flush();
    },
    theirs: listed('batch'),
    ours: listed('batch'),
    explained: { ...segmentLike, theirs: { '_metadata.*': 'says which Node it runs on', sentAt: 'when the request was sent', 'batch.timestamp': 'when the request was sent' }, differ: { ...segmentLike.differ, originalTimestamp: CLOCK, 'batch.sentAt': 'when the request was sent', channel: 'ours comes from a browser' } },
  },
  amplitude: {
    client: named('@amplitude/analytics-node'),
    async send(url) {
      const client = amplitude.createInstance();
      await client.init('the-api_key', { serverUrl: `${url}/2/httpapi`, flushQueueSize: DAY.length, minIdLength: 1, logLevel: 0 }).promise;
      for (const { name, properties } of DAY) client.track(name, properties, { device_id: 'nobody' });
      await client.flush().promise;
    },
    theirs: listed('events'),
    ours: listed('events'),
    explained: { ours: journey('event_properties.'), theirs: { event_id: 'a number beside insert_id', 'batch.client_upload_time': 'when the request was sent' }, differ: { insert_id: EACH, device_id: 'theirs is the shop\'s to choose, ours is random for each batch', time: CLOCK, library: 'says which client it was' } },
  },
  mixpanel: {
    client: named('mixpanel'),
    answer: () => '1',
    async send(url) {
      const { host } = new URL(url);
      const client = mixpanel.init('the-token', { host, protocol: 'http', geolocate: false });
      const events = DAY.map(({ name: event, properties }) => ({ event, properties: { distinct_id: '', time: new Date(), $insert_id: 'i', ...properties } }));
      await new Promise((done, failed) => client.track_batch(events, { max_batch_size: 50 }, (errors) => (errors ? failed(errors) : done())));
    },
    // A form with the events as Base64, and a form with them as they are: the endpoint takes both.
    theirs: (requests) => requests.flatMap(({ body }) => JSON.parse(Buffer.from(body.slice('data='.length), 'base64').toString())),
    ours: (requests) => requests.flatMap(({ body }) => JSON.parse(new URLSearchParams(body).get('data'))),
    explained: {
      ours: { ...journey('properties.'), 'properties.$lib_version': 'says which client it was', 'properties.mp_lib': 'says which client it was', 'properties.$current_url': 'the page as a template' },
      theirs: {},
      differ: { 'properties.$insert_id': EACH, 'properties.time': CLOCK },
    },
  },
  umami: {
    client: named('@umami/node'),
    async send(url) {
      const umami = new Umami({ hostUrl: url, websiteId: 'the-website_id' });
      for (const { name, properties: data } of DAY) await umami.track({ hostname: 'shop.example', url: '/p/{slug}', name, data });
    },
    // One event a request, where ours go to the batch endpoint, which takes a list of the same.
    theirs: (requests) => requests.map(json),
    ours: (requests) => requests.flatMap(json),
    explained: {
      ours: { ...without(journey('payload.data.', 'device', 'from'), 'page_path'), 'payload.timestamp': 'when it happened, since a batch may come later' },
      differ: { 'payload.hostname': 'the page\'s own host' },
    },
  },
  matomo: {
    client: named('matomo-tracker'),
    async send(url) {
      const tracker = new MatomoTracker('the-site_id', `${url}/matomo.php`);
      const page = { apiv: 1, url: 'page', cdt: 1, rand: 'r' };
      const queries = DAY.map(({ name, properties: of }) => ({ ...page, ...MATOMO[name]?.(of) ?? { ca: 1, e_c: 'waystone', e_a: name, e_n: of.item_id ?? of.reason ?? of.value, e_v: of.price } }));
      await new Promise((done) => tracker.trackBulk(JSON.parse(JSON.stringify(queries)), done));
    },
    theirs: (requests) => hits(requests),
    ours: (requests) => hits(requests),
    explained: {
      ours: { 'batch.send_image': '0: an answer without a picture' },
      theirs: {},
      differ: { url: 'the page as a template', cdt: 'when it happened', rand: EACH },
    },
  },
  'kafka-rest': {
    client: named('kafka-rest'),
    async send(url) {
      const client = new KafkaRest({ url });
      const records = DAY.map(({ name: event, properties }) => ({ key: 'k', value: JSON.stringify({ event, properties }) }));
      await new Promise((done, failed) => client.topic('shop_events').produce(records, (error) => (error ? failed(error) : done())));
    },
    theirs: (requests) => listed('records')(requests).map(unpacked),
    ours: listed('records'),
    explained: {
      ours: Object.fromEntries(['time', 'site', 'batch', 'seq', 'nth', 'from', 'channel', 'device', 'page_type', 'page'].map((key) => [`value.${key}`, FREE])),
      differ: { key: EACH },
    },
  },
  elasticsearch: {
    client: named('@elastic/elasticsearch'),
    async send(url) {
      const client = new Elastic({ node: url });
      const operations = DAY.flatMap(({ name: event, properties }) => [{ create: { _id: 'i' } }, { event, properties }]);
      await client.bulk({ index: 'shop-events', operations }).catch(({ name, message }) => {
        // The recorder isn't Elasticsearch, which the client finds out after it was answered.
        if (name !== 'ProductNotSupportedError') throw new Error(message);
      });
      await client.close();
    },
    theirs: (requests) => lines(requests),
    ours: (requests) => lines(requests),
    explained: {
      ours: Object.fromEntries(['@timestamp', 'site', 'batch', 'seq', 'nth', 'from', 'channel', 'device', 'page_type', 'page'].map((key) => [`document.${key}`, FREE])),
      differ: { 'action.create._id': EACH },
    },
  },
  loki: {
    client: named('winston-loki'),
    async send(url, shop, receiver) {
      const loki = new LokiTransport({ host: url, json: true, batching: false, gracefulShutdown: false, labels: { service_name: 'tallymark', site: 'waystone' } });
      for (const { name: event, properties } of DAY) loki.log({ message: JSON.stringify({ event, properties }) }, () => {});
      await until('winston-loki to send', () => DAY.length <= receiver.requests.length);
    },
    theirs: (requests) => entries(requests).sort((one, other) => byName('event')(one.line, other.line)),
    ours: (requests) => entries(requests).sort((one, other) => byName('event')(one.line, other.line)),
    explained: {
      ours: Object.fromEntries(['batch', 'seq', 'nth', 'from', 'channel', 'device', 'page_type', 'page'].map((key) => [`line.${key}`, FREE])),
      theirs: {},
      differ: { ns: 'when it happened' },
    },
  },
  posthog: {
    client: named('posthog-js'),
    async send(url, shop, receiver) {
      await shop.withClients((api, day) => window.clients.posthogJs(api, day), url, DAY);
      await until('posthog-js to send', () => DAY.length <= CLIENTS.posthog.theirs(receiver.requests).length);
    },
    theirs: (requests) => requests.filter(({ path }) => path.startsWith('/e/') || path.startsWith('/i/')).flatMap(posthogEvents).sort(byName('event')),
    ours: (requests) => requests.flatMap(posthogEvents).sort(byName('event')),
    explained: {
      ours: { ...journey('properties.'), 'properties.$geoip_disable': 'keeps the vendor from placing the address on a map' },
      theirs: {
        ...reasons(DEVICE, '$os*', '$browser*', '$device_*', '$timezone*', '$raw_user_agent', '$screen_*', '$viewport_*'),
        ...reasons('says how the client is set up', '$sdk_*', '$lib_*', '$config_*', '$initialization_time', '$is_identified'),
        ...reasons('ours has the channel in its place', '$referr*'),
        ...reasons('once more what uuid and timestamp say', '$insert_id', '$time'),
        'batch.api_key': 'ours has the key as each event\'s token, as theirs has too',
        'batch.sent_at': 'when the request was sent',
      },
      differ: {
        uuid: EACH,
        timestamp: CLOCK,
        'properties.$lib*': 'says which client it was',
        'properties.$current_url': 'the page as a template',
        'properties.$pathname': 'the page as a template',
        'properties.$host': 'ours has no port',
      },
    },
  },
  plausible: {
    client: named('@plausible-analytics/tracker'),
    async send(url, shop, receiver, names) {
      await shop.withClients((endpoint, day, words) => window.clients.plausible(endpoint, day, words), `${url}/api/event`, DAY, names.events);
      await until('the tracker to send', () => DAY.length <= receiver.requests.length);
    },
    theirs: (requests) => requests.map(json).sort(byName('n')),
    ours: (requests) => requests.map(json).sort(byName('n')),
    explained: {
      ours: without(journey('p.', 'device', 'from'), 'page_path'),
      theirs: { r: 'null here; ours sends no referrer', v: 'the version of the script' },
      differ: { u: 'the page as a template' },
    },
  },
  snowplow: {
    client: named('@snowplow/browser-tracker'),
    async send(url, shop, receiver) {
      await shop.withClients((collector, day) => window.clients.snowplow(collector, day), url, DAY);
      await until('the tracker to send', () => DAY.length <= CLIENTS.snowplow.theirs(receiver.requests).length);
    },
    theirs: (requests) => listed('data')(requests).map(unfolded),
    ours: (requests) => listed('data')(requests).map(unfolded),
    explained: {
      ours: {},
      theirs: {
        ...Object.fromEntries(['cookie', 'cs', 'lang', 'res', 'cd', 'tz', 'vp', 'ds'].map((key) => [key, DEVICE])),
        tna: 'which of several trackers of a page it was',
        stm: 'when the request was sent',
        [`co.${SHOP}/cart/jsonschema/1-0-0.*`]: 'what the cart is worth, which no event of the day says',
        [`co.${SHOP}/checkout_step/jsonschema/1-0-0.*`]: 'a number of steps that tallymark doesn\'t count',
      },
      differ: { tv: 'says which client it was', eid: EACH, dtm: CLOCK, url: 'the page as a template' },
    },
  },
};

/** https://developer.matomo.org/api-reference/tracking-api */
const MATOMO = {
  view_item: (of) => ({ action_name: of.item_name, _pks: of.item_id, _pkn: of.item_name, _pkc: of.item_category, _pkp: of.price }),
  search: (of) => ({ search: of.search_term, search_count: of.results }),
  purchase: (of) => ({ idgoal: 0, ec_id: of.transaction_id, revenue: of.value }),
};

const hits = (requests) => requests.map(json).flatMap(({ requests: queries, ...batch }) => queries.map((query) => ({ ...Object.fromEntries(new URLSearchParams(query)), batch })));

const lines = (requests) =>
  requests.flatMap(({ body }) => {
    const values = body.trimEnd().split('\n').map((line) => JSON.parse(line));
    return values.filter((_, place) => place % 2 === 0).map((action, place) => ({ action, document: values[2 * place + 1] }));
  });

/** Version 1 of the API, which this client speaks, has values as Base64; version 2 has them as they are. */
const unpacked = ({ key, value }) => ({ key, value: JSON.parse(Buffer.from(value, 'base64').toString()) });

const posthogEvents = ({ bytes, body }) => {
  if (body.startsWith('data=')) return JSON.parse(Buffer.from(new URLSearchParams(body).get('data'), 'base64').toString());
  // Packed by the page's script, with no header that says so.
  const { batch, ...beside } = JSON.parse(gunzipSync(bytes).toString());
  return batch.map((event) => ({ ...event, batch: beside }));
};

/** Loki's streams: labels, and lines with nanoseconds as a text, which have to be digits. */
const entries = (requests) =>
  requests.map(json).flatMap(({ streams, ...batch }) =>
    streams.flatMap(({ stream, values }) =>
      values.map(([ns, line]) => {
        assert.match(ns, /^\d{19}$/);
        return { stream, ns, line: JSON.parse(line), batch };
      }),
    ),
  );

/** Requests may overtake one another, and no two events of the day have one name. */
const byName = (key) => (one, other) => (one[key] < other[key] ? -1 : 1);

/** JSON in texts as what it is; contexts by their schema's name, since their order means nothing. */
const unfolded = ({ co, ue_pr: unstructured, ...event }) => ({
  ...event,
  ...(unstructured && { ue_pr: JSON.parse(unstructured) }),
  ...(co && { co: Object.fromEntries(JSON.parse(co).data.map(({ schema, data }) => [schema, data])) }),
});
