/**
 * Canaries: words that stand nowhere else, and what each looks like in 40 encodings.
 *
 * A text is searched as it is, and after undoing what can be undone (percent, entities, escapes), since encodings may be
 * laid over each other.
 */

const bytes = (text) => [...Buffer.from(text, 'utf8')];
const hex = (text) => Buffer.from(text).toString('hex');
const each = (map, glue = '') => (text) => [...text].map(map).join(glue);
const code = (character) => character.codePointAt(0);
const shifted = (by) => each((character) => String.fromCodePoint(code(character) + by));
const rotate = each((character) => (/[a-z]/.test(character) ? String.fromCharCode(((code(character) - 97 + 13) % 26) + 97) : character));
const percent = each((character) => `%${hex(character)}`);
const base64 = (text, start) => {
  // Without the characters at the ends, which depend on what stands beside.
  const padded = Buffer.from(`${'x'.repeat(start)}${text}`).toString('base64').replace(/=+$/, '');
  return padded.slice(Math.ceil((start * 8) / 6), padded.length - ((start + text.length) % 3 ? 1 : 0));
};
const url64 = (text) => text.replaceAll('+', '-').replaceAll('/', '_');
const capital = (text) => text.toUpperCase();
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base32 = (text) => {
  const bits = bytes(text).map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{5}/g).map((part) => BASE32[parseInt(part, 2)]).join('');
};

/** Name and function of each. */
export const ENCODINGS = [
  ['plain', (text) => text],
  ['capitals', capital],
  ['first letter capital', (text) => capital(text[0]) + text.slice(1)],
  ['backwards', (text) => [...text].reverse().join('')],
  ['rot13', rotate],
  ['percent', percent],
  ['percent in capitals', (text) => capital(percent(text))],
  ['percent twice', (text) => percent(text).replaceAll('%', '%25')],
  ['percent three times', (text) => percent(text).replaceAll('%', '%2525')],
  ['hexadecimal', hex],
  ['hexadecimal in capitals', (text) => capital(hex(text))],
  ['hexadecimal with colons', (text) => hex(text).match(/../g).join(':')],
  ['hexadecimal with spaces', (text) => hex(text).match(/../g).join(' ')],
  ['octal escapes', each((character) => `\\${code(character).toString(8)}`)],
  ['hexadecimal escapes', each((character) => `\\x${hex(character)}`)],
  ['JSON escapes', each((character) => `\\u00${hex(character)}`)],
  ['JavaScript code points', each((character) => `\\u{${hex(character)}}`)],
  ['CSS escapes', each((character) => `\\0000${hex(character)} `)],
  ['decimal entities', each((character) => `&#${code(character)};`)],
  ['hexadecimal entities', each((character) => `&#x${hex(character)};`)],
  ['long entities', each((character) => `&#0000${code(character)};`)],
  ['base64', (text) => base64(text, 0)],
  ['base64, one byte later', (text) => base64(text, 1)],
  ['base64, two bytes later', (text) => base64(text, 2)],
  ['base64 for addresses', (text) => url64(base64(`${text}`, 0))],
  ['base64 of capitals', (text) => base64(capital(text), 0)],
  ['base64 of base64', (text) => base64(base64(text, 0), 0)],
  ['base32', base32],
  ['decimal bytes', (text) => bytes(text).join(',')],
  ['decimal bytes with spaces', (text) => bytes(text).join(' ')],
  ['binary', (text) => bytes(text).map((byte) => byte.toString(2).padStart(8, '0')).join('')],
  ['UTF-16', each((character) => `${character}\0`)],
  ['UTF-16 in percent', each((character) => `%u00${hex(character)}`)],
  ['full width', shifted(0xfee0)],
  ['circled', each((character) => String.fromCodePoint(code(character) - 97 + 0x24d0))],
  ['mathematical', each((character) => String.fromCodePoint(code(character) - 97 + 0x1d41a))],
  ['zero width between', each((character) => character, '\u200b')],
  ['soft hyphens between', each((character) => character, '\u00ad')],
  ['accents on top', each((character) => `${character}\u0301`)],
  ['spaces between', each((character) => character, ' ')],
];

const unescape = (text) =>
  text
    .replace(/%u?(?:00)?([\da-f]{2})/gi, (_, byte) => String.fromCharCode(parseInt(byte, 16)))
    .replace(/&#x([\da-f]+);/gi, (_, digits) => String.fromCharCode(parseInt(digits, 16)))
    .replace(/&#(\d+);/g, (_, digits) => String.fromCharCode(digits))
    .replace(/\\u([\da-f]{4})/gi, (_, digits) => String.fromCharCode(parseInt(digits, 16)));

/** A function that lists which of the canaries are in a text. */
export const canaryFinder = (canaries) => {
  const needles = canaries.flatMap((canary) => ENCODINGS.map(([, encode]) => [canary, encode(canary)]));
  return (text) => {
    const forms = [text];
    for (let round = 0; round < 3; round += 1) forms.push(unescape(forms.at(-1)));
    forms.push(forms.at(-1).normalize('NFKC').replace(/[\u200b-\u200f\u00ad\u0300-\u036f\0]/g, '').toLowerCase());
    const isIn = (needle) => forms.some((form) => form.includes(needle));
    return [...new Set(needles.filter(([, needle]) => isIn(needle)).map(([canary]) => canary))];
  };
};
