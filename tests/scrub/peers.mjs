// What redact-pii leaves of the same texts: node peers.mjs texts.jsonl redact-pii > results.jsonl
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [, , path, folder] = process.argv;
const { SyncRedactor } = createRequire(`${folder}/`)('redact-pii');
const redactor = new SyncRedactor();
const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
const out = lines.map((line) => {
  const left = redactor.redact(JSON.parse(line).text);
  return JSON.stringify({ left: left.split(/\s+/).filter(Boolean).join(' ') });
});
process.stdout.write(`${out.join('\n')}\n`);
