/** What the loader needs only when the page is idle: the build puts it behind the engine's glue. */
export { createOutbox } from './outbox.js';
export { addParts } from './parts.js';
export { wordsAbove } from './words.js';
