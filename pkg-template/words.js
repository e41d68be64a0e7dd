/**
 * What elements can be found by, in one text: the engine looks there which of many selectors may match.
 */

/** As much of it as is looked at. */
const MAX_CHARS = 20_000;

/**
 * Names of attributes, classes and the id of an element and of those above it, with white space between. Before names
 * stands U+0001, before classes U+0002, before an id U+0003.
 */
export const wordsAbove = (element) => {
  let words = '';
  for (let at = element; at && words.length < MAX_CHARS; at = at.parentElement) {
    words += ` \x01 ${at.getAttributeNames().join(' ')} \x02 ${at.getAttribute('class') ?? ''} \x03 ${at.getAttribute('id') ?? ''}`;
  }
  return words.slice(0, MAX_CHARS);
};
