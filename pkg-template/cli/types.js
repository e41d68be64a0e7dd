/**
 * `npx tallymark types`: TypeScript types of a config's events and their properties, on standard output.
 */
import { CONFIG, Complaint, checkConfig, readWords } from './files.js';

export const usage = `types [${CONFIG}] > tallymark-events.d.ts`;
export const summary = 'TypeScript types of the names and properties of its events';

const KINDS = { text: 'string', number: 'number', integer: 'number', money: 'number', boolean: 'boolean' };
const PROPERTY = 'events[].properties.';

export const run = async (words) => {
  const { rest } = readWords(words, {});
  if (1 < rest.length) throw new Complaint(`types takes one file, not "${rest.join(' ')}"`);
  const [path = CONFIG] = rest;
  const found = await checkConfig(path);
  for (const { place, text } of found.problems) console.error(`${path}: ${place ? `${place}: ` : ''}${text}`);
  // Types of half a config would hide the other half.
  if (found.problems.length) return 1;
  console.log(declarations(found));
  return 0;
};

const declarations = ({ events, fields }) => {
  const lines = [
    '// Made by `npx tallymark types` from the config; make it anew after each change.',
    "import type { Tally, TallyEvent } from 'tallymark';",
    '',
    '/** The events of the config, each with the properties that it can have. */',
    'export interface EventProperties {',
  ];
  for (const event of [...new Set(events)]) lines.push(`  ${event}: {${members(event, fields)} };`);
  lines.push(
    '}',
    '',
    'export type EventName = keyof EventProperties;',
    '',
    '/** `const tally = (await init(…)) as TypedTally`: wrong names are errors of the compiler. */',
    "export interface TypedTally extends Omit<Tally, 'on' | 'track'> {",
    '  on<Name extends EventName>(name: Name, callback: (event: TypedEvent<Name>) => unknown): () => void;',
    '  track<Name extends EventName>(name: Name, properties?: EventProperties[Name]): void;',
    '}',
    '',
    'export type TypedEvent<Name extends EventName> = TallyEvent & {',
    '  readonly name: Name;',
    '  readonly properties: Readonly<EventProperties[Name]>;',
    '};',
  );
  return lines.join('\n');
};

const members = (event, fields) => {
  const own = fields.filter(({ field, events }) => field.startsWith(PROPERTY) && !field.endsWith('*') && events.includes(event));
  const named = new Map();
  for (const { field, type } of own) {
    const name = field.slice(PROPERTY.length);
    const kind = KINDS[type] ?? 'string';
    // Of several sources each may have a type of its own.
    const kinds = named.get(name)?.split(' | ') ?? [];
    named.set(name, [...new Set([...kinds, kind])].join(' | '));
  }
  return [...named].map(([name, type]) => ` ${name}?: ${type};`).join('');
};
