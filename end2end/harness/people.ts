import { randomInt } from 'node:crypto';

/** Somebody who uses the portal. All invented. */
export interface Person {
  identityNumber: string;
  name: string;
  birthDate: string;
  sex: 'male' | 'female';
  phone: string;
  email: string;
  password: string;
}

/** A person nobody else in this run is. */
export function somebody(): Person {
  const digits = String(randomInt(0, 1_000_000)).padStart(6, '0');
  const more = String(randomInt(0, 10_000_000)).padStart(7, '0');
  return {
    identityNumber: `064190${digits}`,
    name: 'Nguyễn Thị Hồng Hạnh',
    birthDate: '12/03/1990',
    sex: 'female',
    phone: `098${more}`,
    email: `hanh.${digits}${more}@vidu.vn`,
    password: `nhà rông bên sông ${digits}`,
  };
}
