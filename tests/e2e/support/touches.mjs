/**
 * Notes what the shop's scripts, tallymark's among them, read of browser and storage, and what the engine reads of
 * elements and form controls.
 *
 * The getters of a page are wrapped before any other script runs; what the test's own driver reads does not count,
 * for no file of the shop is on its stack.
 */

const TOUCHED_PATH = '/__tests-touched';

/** Runs in the page. */
const watch = (path) => {
  const report = fetch.bind(window);
  const noted = new Set();
  const note = (what, by = '/assets/') => {
    if (noted.has(what) || !new Error().stack.includes(by)) return;
    noted.add(what);
    report(`${path}?what=${encodeURIComponent(what)}`, { method: 'POST', keepalive: true }).catch(() => {});
  };
  const wrap = (owner, name, label, by) => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (!descriptor?.configurable) return;
    const { get, value } = descriptor;
    if (get) {
      Object.defineProperty(owner, name, {
        ...descriptor,
        get() {
          note(label(this), by);
          return get.call(this);
        },
      });
    } else if (typeof value === 'function' && name !== 'constructor') {
      owner[name] = function (...parameters) {
        note(label(this, ...parameters), by);
        return value.apply(this, parameters);
      };
    }
  };
  const wrapAll = (owner, name) => {
    for (const property of Object.getOwnPropertyNames(owner)) wrap(owner, property, () => `${name}.${property}`);
  };
  wrapAll(Navigator.prototype, 'navigator');
  wrapAll(Screen.prototype, 'screen');
  wrapAll(HTMLCanvasElement.prototype, 'canvas');
  for (const property of ['cookie', 'fonts', 'lastModified']) wrap(Document.prototype, property, () => `document.${property}`);
  for (const property of ['localStorage', 'indexedDB', 'caches', 'screen', 'devicePixelRatio', 'cookieStore', 'name']) {
    wrap(window, property, () => `window.${property}`);
  }
  wrap(Date.prototype, 'getTimezoneOffset', () => 'date.getTimezoneOffset');
  wrap(Intl.DateTimeFormat.prototype, 'resolvedOptions', () => 'intl.resolvedOptions');
  wrapAll(Intl, 'intl');
  const area = (storage) => (storage === window.sessionStorage ? 'session' : 'other');
  for (const name of ['getItem', 'setItem', 'removeItem']) {
    wrap(Storage.prototype, name, (storage, key) => `stored in ${area(storage)}: ${String(key).replace(/[0-9a-f]{32}/, 'ID')}`);
  }
  wrap(Element.prototype, 'getAttribute', (_, name) => `attribute ${name}`, '/assets/engine');
  for (const name of ['innerHTML', 'outerHTML', 'attributes', 'className']) wrap(Element.prototype, name, () => `element.${name}`, '/assets/engine');
  for (const name of ['innerText', 'outerText', 'dataset', 'title', 'lang']) wrap(HTMLElement.prototype, name, () => `element.${name}`, '/assets/engine');
  for (const name of ['files', 'selectionStart', 'validity', 'labels', 'valueAsNumber', 'defaultValue', 'checked']) {
    wrap(HTMLInputElement.prototype, name, () => `input.${name}`, '/assets/engine');
  }
  wrap(HTMLFormElement.prototype, 'elements', () => 'form.elements', '/assets/engine');
  const element = ({ nodeName, classList }) => [nodeName.toLowerCase(), ...(classList ?? [])].join('.');
  wrap(Node.prototype, 'textContent', (node) => `text of ${element(node)}`, '/assets/engine');
  for (const name of ['nodeValue', 'baseURI']) wrap(Node.prototype, name, () => `node.${name}`, '/assets/engine');
  wrap(CharacterData.prototype, 'data', () => 'node.data', '/assets/engine');
  wrap(window, 'matchMedia', (_, query) => `media ${query}`, '/assets/engine');
  for (const name of ['innerWidth', 'outerWidth', 'visualViewport', 'screenX', 'history', 'performance', 'crypto']) {
    wrap(window, name, () => `window.${name}`, '/assets/engine');
  }
  const control = ({ localName, type, name, id }) => `value of ${localName} ${type} ${name || id}`;
  for (const { prototype } of [HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement]) wrap(prototype, 'value', control, '/assets/engine');
};

/** From now on; gives a function that lists what was read so far, each once. */
export const watchTouches = (proxy) => {
  proxy.override(TOUCHED_PATH, { status: 204 });
  proxy.injectScript(`(${watch})(${JSON.stringify(TOUCHED_PATH)})`);
  return () => {
    const touched = proxy.requests.map(({ url }) => new URL(url, proxy.url)).filter(({ pathname }) => pathname === TOUCHED_PATH);
    return [...new Set(touched.map(({ searchParams }) => searchParams.get('what')))].sort();
  };
};
