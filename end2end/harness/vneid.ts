import { randomInt } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { somebody, type Person } from './people.ts';

/** Somebody with an account of VNeID, whose password is another than the one for the province's account. */
export interface Known extends Person {
  vneidPassword: string;
}

/** A person whom VNeID knows. */
export function known(): Known {
  return { ...somebody(), vneidPassword: `cồng chiêng ${randomInt(0, 1_000_000)}` };
}

/** Writes a directory in the place of VNeID's; returns the file. */
export function directory(people: Known[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'motcua-vneid-')), 'vneid.json');
  const entries = people.map((person) => ({
    number: person.identityNumber,
    password: person.vneidPassword,
    name: person.name,
    birth_date: person.birthDate.split('/').reverse().join('-'),
    phone: person.phone,
    address: { province: '52', commune: '23575', detail: 'Làng Ốp' },
    level: 2,
  }));
  writeFileSync(file, JSON.stringify(entries));
  return file;
}
