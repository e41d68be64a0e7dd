/**
 * The vendors' clients that run in pages, bundled for one: each sends the same events to an address on this machine.
 */
import { init as initPlausible, track as trackPlausible } from '@plausible-analytics/tracker';
import { SiteTrackingPlugin, trackSiteSearch } from '@snowplow/browser-plugin-site-tracking';
import {
  setPageType,
  SnowplowEcommercePlugin,
  trackAddToCart,
  trackProductView,
  trackTransaction,
  trackCheckoutStep,
} from '@snowplow/browser-plugin-snowplow-ecommerce';
import { newTracker, trackStructEvent } from '@snowplow/browser-tracker';
import posthog from 'posthog-js';

const product = ({ item_id: id, item_name: name, item_brand: brand, item_category: category = 'unknown', price, currency, quantity }) => ({ id, name, brand, category, price, currency, quantity });

const SNOWPLOW = {
  view_item: (properties) => trackProductView(product(properties)),
  add_to_cart: (properties) => trackAddToCart({ products: [product(properties)], total_value: 2 * properties.price, currency: properties.currency }),
  begin_checkout: () => trackCheckoutStep({ step: 1 }),
  purchase: ({ transaction_id, value: revenue, currency }) => trackTransaction({ transaction_id, revenue, currency, payment_method: 'unknown', total_quantity: 1 }),
  search: ({ search_term, results: totalResults }) => trackSiteSearch({ terms: [search_term], totalResults }),
};

export const snowplow = (url, day) => {
  newTracker('sp', url, { appId: 'waystone', credentials: 'omit', anonymousTracking: { withServerAnonymisation: true }, stateStorageStrategy: 'none', contexts: { webPage: false, session: false }, bufferSize: day.length, plugins: [SnowplowEcommercePlugin(), SiteTrackingPlugin()] });
  setPageType({ type: 'product' });
  for (const { name, properties } of day) {
    const send = SNOWPLOW[name] ?? ((of) => trackStructEvent({ category: 'waystone', action: name, label: of.item_id ?? of.reason, property: 'product' }));
    send(properties);
  }
};

export const plausible = (endpoint, day, names) => {
  initPlausible({ domain: 'the-domain', endpoint, captureOnLocalhost: true, autoCapturePageviews: false });
  for (const { name, properties } of day) {
    const revenue = name === 'purchase' ? { currency: properties.currency, amount: String(properties.value) } : undefined;
    trackPlausible(names[name] ?? name, { props: properties, revenue });
  }
};

export const posthogJs = (api_host, day) => {
  posthog.init('the-project_key', {
    api_host,
    cookieless_mode: 'always',
    advanced_disable_flags: true,
    autocapture: false,
    capture_pageview: false,
    capture_pageleave: false,
    disable_external_dependency_loading: true,
    disable_session_recording: true,
    disable_surveys: true,
    opt_out_useragent_filter: true,
    request_batching: false,
    ip: false,
  });
  for (const { name, properties } of day) posthog.capture(name, properties);
};
