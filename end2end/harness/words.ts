import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Language } from './test.ts';

const project = resolve(import.meta.dirname, '../..');

/** The name that holes in sentences are filled with under test, as the demo settings have it. */
const holes: Record<string, string> = { province: 'Gia Lai' };

/** Vietnamese sentence → its English ones: the interface's and the catalogue's. */
const english = new Map<string, Set<string>>();

function learn(vietnamese: string, translation: string): void {
  const known = english.get(vietnamese) ?? new Set();
  english.set(vietnamese, known.add(translation));
}

function filled(sentence: string): string {
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => holes[name] ?? hole);
}

function sentences(file: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const match = /^([a-z0-9_]+)\s*=\s*(".*")\s*$/.exec(line);
    if (match) found.set(match[1], JSON.parse(match[2]) as string);
  }
  return found;
}

for (const file of readdirSync(join(project, 'app/locales/vi'))) {
  const translations = sentences(join(project, 'app/locales/en', file));
  for (const [key, sentence] of sentences(join(project, 'app/locales/vi', file))) {
    learn(filled(sentence), filled(translations.get(key) ?? ''));
  }
}

function learnTexts(value: unknown): void {
  if (Array.isArray(value)) value.forEach(learnTexts);
  else if (value && typeof value === 'object') {
    const { vi, en } = value as { vi?: unknown; en?: unknown };
    if (typeof vi === 'string') learn(vi, typeof en === 'string' ? en : vi);
    else Object.values(value).forEach(learnTexts);
  }
}

for (const file of readdirSync(join(project, 'catalogue/procedures'))) {
  learnTexts(JSON.parse(readFileSync(join(project, 'catalogue/procedures', file), 'utf8')));
}

/** Rules say some questions themselves: `Text::new("Nơi tiếp nhận", "Receiving desk")`. */
function learnRules(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.name.endsWith('.rs')) continue;
    const source = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const run of source.matchAll(/"(?:[^"\\\n]|\\.)*"(?:,\s*"(?:[^"\\\n]|\\.)*")+/g)) {
      const literals = [...run[0].matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]);
      literals.slice(1).forEach((literal, index) => learn(literals[index], literal));
    }
  }
}

learnRules(join(project, 'crates/domain/src'));

/** Text as a pattern; a hole stands for anything. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\\\{\w+\\\}/g, '.+');
}

/**
 * What the page shows for a Vietnamese label, as a pattern for accessible names: the whole label, and nothing behind
 * it but the remark that it is optional.
 *
 * In Vietnamese that is the label itself, word for word; in English what the sentence files and the catalogue make of it.
 */
export function say(language: Language, vietnamese: string): RegExp {
  const labels = language === 'vi' ? [vietnamese] : [...(english.get(vietnamese) ?? [])];
  if (labels.length === 0) throw new Error(`No sentence file has “${vietnamese}”.`);
  const optional = language === 'vi' ? '(không bắt buộc)' : '(optional)';
  return new RegExp(`^(${labels.map(escaped).join('|')})(\\s*${escaped(optional)})?$`);
}
