import { createHash } from 'node:crypto';

import { address } from '../harness/address.ts';
import { expect, test } from '../harness/test.ts';
import { startPortal } from '../harness/server.ts';

const everywhere = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^same-origin$/,
  'content-security-policy': /frame-ancestors 'none'/,
};

for (const where of ['/', '/en', '/dang-ky', '/dang-nhap', '/dich-vu-cong', '/dich-vu-cong/1.001193', '/tra-cuu', '/khong-co', '/healthz', '/favicon.svg']) {
  test(`security headers are on ${where}`, async ({ request }) => {
    const answer = await request.get(where);
    for (const [name, value] of Object.entries(everywhere)) {
      expect(answer.headers()[name], `${name} of ${where}`).toMatch(value);
    }
  });
}

test('scripts of pages run by a nonce of their own alone', async ({ request }) => {
  const nonces = new Set<string>();
  for (let visit = 0; visit < 2; visit += 1) {
    const policy = (await request.get('/dang-nhap/tinh')).headers()['content-security-policy'];
    expect(policy).not.toContain("'unsafe-inline'");
    expect(policy).not.toContain("'unsafe-eval'");
    const nonce = /script-src [^;]*'nonce-([^']+)'/.exec(policy)?.[1];
    expect(nonce).toBeTruthy();
    nonces.add(nonce!);
  }
  expect(nonces.size).toBe(2);
});

test('scripts of pages that are the same for all strangers run by their hashes alone', async ({ request }) => {
  const page = await request.get('/');
  const policy = page.headers()['content-security-policy'];
  expect(policy).not.toMatch(/'unsafe-inline'|'unsafe-eval'|nonce-/);
  const named = [...policy.matchAll(/'sha256-([^']+)'/g)].map((match) => match[1]);
  const scripts = [...(await page.text()).matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map((match) => match[1]);
  expect(scripts.length).toBeGreaterThan(0);
  expect(named).toEqual(scripts.map((script) => createHash('sha256').update(script).digest('base64')));
});

test('a form sent from another site is refused', async ({ request }) => {
  const answer = await request.post('/api/account/log_out', {
    headers: { Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' },
    form: {},
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
});

test('assets with a hash in their name may be kept for ever', async ({ request }) => {
  const home = await (await request.get('/')).text();
  const assets = [...home.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|woff2))"/g)].map((match) => match[1]);
  expect(assets.length).toBeGreaterThan(0);
  for (const asset of assets) {
    expect((await request.get(asset)).headers()['cache-control'], asset).toContain('immutable');
  }
});

test('the outbox is there in demo mode', async ({ request }) => {
  expect((await request.get('/dev/outbox')).status()).toBe(200);
});

test('without demo mode there is no outbox', async () => {
  const portal = await startPortal('without-demo', 4352, { MOTCUA_DEMO: undefined });
  try {
    for (const where of ['/dev/outbox', '/dev/outbox.json']) {
      const answer = await fetch(`${portal.url}${where}`);
      expect(answer.status, where).toBe(404);
    }
    expect((await fetch(portal.url)).status).toBe(200);
  } finally {
    await portal.stop();
  }
});

test('an unknown address says so and gives the help line', async ({ page, troubles }) => {
  troubles.expect(/404/);
  for (const where of ['/khong-co-trang-nay', '/dich-vu-cong/9.999999', '/en/khong-co-trang-nay']) {
    const answer = await page.goto(`${address}${where}`);
    expect(answer?.status(), where).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('main').getByRole('link', { name: /1022/ })).toBeVisible();
  }
});
