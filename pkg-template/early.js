/**
 * Keeps the clicks, submissions and changes that happen before the engine runs.
 *
 * Reads nothing of the page, but keeps a picture of it for each click: by the time the engine
 * runs, the cart's counter that the click moved has moved already, and what it was before would be
 * lost. The picture is made in a document without a window, where nothing loads and nothing runs.
 */

/** Most events that are kept. */
const MAX_EARLY = 50;
/** Most pictures that are kept: one takes about a millisecond for a thousand elements. */
const MAX_PICTURES = 5;

const KINDS = ['click', 'submit', 'change'];

/** Starts listening; `stop()` ends it and gives `[kind, element, event]` of each, once. */
export const watchEarly = () => {
  const kept = [];
  const keep = (event) => {
    const [target] = event.composedPath();
    if (kept.length >= MAX_EARLY || !(target instanceof Element)) return;
    // A change is read as the shopper left it, so it needs no picture.
    const isPictured = event.type !== 'change' && kept.length < MAX_PICTURES;
    kept.push([event.type, isPictured ? twin(target) : target, event]);
  };
  const options = { capture: true, passive: true };
  for (const kind of KINDS) document.addEventListener(kind, keep, options);
  return {
    stop() {
      for (const kind of KINDS) document.removeEventListener(kind, keep, options);
      return kept.splice(0);
    },
  };
};

/** The element's twin in a picture of the page as it is now; shadow trees have none. */
const twin = (target) => {
  const root = document.documentElement;
  if (!root.contains(target)) return target;
  const path = [];
  for (let node = target; node !== root; node = node.parentNode) {
    path.unshift([].indexOf.call(node.parentNode.childNodes, node));
  }
  const picture = document.implementation.createHTMLDocument('');
  picture.replaceChild(picture.importNode(root, true), picture.documentElement);
  return path.reduce((node, index) => node.childNodes[index], picture.documentElement);
};
