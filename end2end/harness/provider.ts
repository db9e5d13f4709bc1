import { createServer } from 'node:http';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';
import type { Person } from './people.ts';

/** What a provider may say wrongly in the place of a right token. */
export type Forgery =
  | 'wrong audience'
  | 'wrong issuer'
  | 'wrong nonce'
  | 'expired'
  | 'alg none'
  | 'unknown key'
  | 'none';

/** A provider of OpenID Connect that vouches for `person`. */
export interface Running {
  /** The file that the setting `openid_providers` names. */
  file: string;
  /** From now on tokens are forged so. */
  forge(how: Forgery): void;
  stop(): Promise<void>;
}

const secret = 'a-secret-of-this-test-only';

async function key(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'ES256' };
}

async function sign(claims: JWTPayload, jwk: JWK, kid: string): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(await importJWK(jwk, 'ES256'));
}

/** The same claims, said as nobody should believe them. */
async function forged(token: string, how: Forgery, published: JWK): Promise<string> {
  const claims = decodeJwt(token);
  const now = Math.floor(Date.now() / 1000);
  switch (how) {
    case 'wrong audience':
      return sign({ ...claims, aud: 'another-portal' }, published, 'published');
    case 'wrong issuer':
      return sign({ ...claims, iss: 'https://evil.example' }, published, 'published');
    case 'wrong nonce':
      return sign({ ...claims, nonce: 'another' }, published, 'published');
    case 'expired':
      return sign({ ...claims, iat: now - 3600, exp: now - 1800 }, published, 'published');
    case 'unknown key':
      return sign(claims, await key('unknown'), 'unknown');
    case 'alg none': {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${part({ alg: 'none' })}.${part(claims)}.`;
    }
    case 'none':
      return token;
  }
}

/** Starts the provider at `port` for the portal at `portalUrl`. */
export async function startProvider(port: number, portalUrl: string, person: Person): Promise<Running> {
  const issuer = `http://localhost:${port}`;
  const published = await key('published');
  let forgery: Forgery = 'none';
  const provider = new Provider(issuer, {
    jwks: { keys: [published] },
    clients: [
      {
        client_id: 'motcua',
        client_secret: secret,
        redirect_uris: [`${portalUrl}/dang-nhap/oidc/tinh-ban`],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    claims: { openid: ['sub'], person: ['so_dinh_danh', 'name', 'birthdate', 'phone_number', 'muc'] },
    scopes: ['openid', 'person'],
    // Claims come with the token, as most providers have it.
    conformIdTokenClaims: false,
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    pkce: { required: () => true },
    cookies: { keys: ['of this test only'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        so_dinh_danh: person.identityNumber,
        name: person.name,
        birthdate: person.birthDate.split('/').reverse().join('-'),
        phone_number: person.phone.replace(/^0/, '+84'),
        muc: 2,
      }),
    }),
  });
  provider.use(async (context, next) => {
    await next();
    const body = context.body as { id_token?: string } | undefined;
    if (context.path === '/token' && body?.id_token) {
      context.body = { ...body, id_token: await forged(body.id_token, forgery, published) };
    }
  });
  const server = createServer(provider.callback());
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));

  const file = join(mkdtempSync(join(tmpdir(), 'motcua-openid-')), 'openid.json');
  const described = {
    name: 'tinh-ban',
    label: 'Tỉnh bạn',
    issuer,
    client_id: 'motcua',
    client_secret: secret,
    scopes: ['person'],
    claims: { identity_number: 'so_dinh_danh', level: 'muc' },
  };
  writeFileSync(file, JSON.stringify([described]));
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { file, forge: (how) => (forgery = how), stop };
}
