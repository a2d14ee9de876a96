import { createHash } from 'node:crypto';
import type { SearchDocument } from '@assay/contracts';

const hash = (name: string, text: string) => createHash(name).update(text).digest('hex');
/** Of a fixed sequence, so that every run measures the same files. */
const pick = <T>(all: readonly T[], number: number, salt: string): T =>
  all[Number.parseInt(hash('md5', `${salt} ${number}`).slice(0, 8), 16) % all.length] as T;

const WORDS = 'invoice report setup photo update backup notes driver letter budget archive patch scan plan list'.split(
  ' ',
);
const TYPES = ['peexe', 'pdf', 'docx', 'zip', 'elf', 'text', 'html', 'javascript'];
const FAMILIES = ['Emotet', 'Qakbot', 'Remcos', 'Mirai', 'Agent', 'Lokibot'];
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MINUTE_MS = 60_000;

/** File `number` of a user as the describing and detecting engines leave it: one in ten is malicious. */
export function searchDocumentOf(userId: string, number: number): SearchDocument {
  const type = pick(TYPES, number, 'type');
  const malicious = number % 10 === 0;
  const family = pick(FAMILIES, number, 'family');
  const time = new Date(Date.UTC(2026, 0, 1) + number * MINUTE_MS).toISOString();
  const name = `${pick(WORDS, number, 'a')}-${pick(WORDS, number, 'b')}_${number}.${type}`;
  const label = malicious ? `Win.Trojan.${family}-${number}` : null;
  return {
    userId,
    sha256: hash('sha256', `file ${number}`),
    version: 1,
    md5: hash('md5', `file ${number}`),
    sha1: hash('sha1', `file ${number}`),
    names: [name],
    tags: [type, pick(['signed', 'overlay', 'macros', 'packed'], number, 'tag')],
    typeTag: type,
    typeTags: ['document', type],
    typeDescription: `${type} file`,
    size: 1000 + ((number * 7919) % 5_000_000),
    firstSubmitted: time,
    lastSubmitted: time,
    lastAnalysed: time,
    timesSubmitted: 1 + (number % 5),
    verdict: malicious ? 'malicious' : 'undetected',
    malicious: malicious ? 1 + (number % 3) : 0,
    engines: ['clamav', 'yara'].map((engine) => ({
      engine,
      verdict: malicious ? 'malicious' : 'undetected',
      label,
      signatures: '27900',
    })),
    imphash: type === 'peexe' ? hash('md5', `imports ${number % 500}`) : null,
    ssdeep: ssdeepOf(number),
    tlsh: `T1${hash('sha256', `body ${number}`)}${hash('md5', `head ${number}`).slice(0, 6)}`.toUpperCase(),
  };
}

/** Twenty files in a row are alike: they differ in a few characters. */
function ssdeepOf(number: number): string {
  const seed = hash('sha512', `family ${Math.floor(number / 20)}`);
  const text = [...seed.slice(0, 60)].map(
    (_, at) => ALPHABET[Number.parseInt(seed.slice(at * 2, at * 2 + 2), 16) % 64],
  );
  text[number % 20] = '/';
  return `${3 * 2 ** (6 + (Math.floor(number / 20) % 4))}:${text.join('')}:${text.slice(0, 30).join('')}`;
}
