import { createServer } from 'node:http';
import type { Page } from '@playwright/test';

import { address, port } from '../harness/address.ts';
import { steps } from '../harness/birth.ts';
import { beginFiling, expect, test } from '../harness/member.ts';

/** Of the lists that testers keep: what runs where it is not written as text, and what trips those who read text. */
const strange = [
  '<script>alert(1)</script>',
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '</textarea><img src=x onerror=alert(1)>',
  '</title><svg onload=alert(1)>',
  '</script><script>alert(1)</script>',
  '" onfocus=alert(1) autofocus x="',
  "' onmouseover='alert(1)",
  '` onerror=`alert(1)`',
  '<svg/onload=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;img src=x onerror=alert(1)&#62;',
  '\u003cimg src=x onerror=alert(1)\u003e',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<object data="javascript:alert(1)"></object>',
  '{{7*7}} ${7*7} #{7*7} <%= 7*7 %>',
  '{"__proto__":{"x":1}}',
  "'; DROP TABLE draft; --",
  '../../../../etc/passwd%00',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  'Ω≈ç√∫˜µ≤≥÷ 田中さん ثم نفس سقطت 👾🙇💁🙅',
  '\u202Etest\u202E \u2066test\u2067 \uFEFF',
  'Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤',
  'NULL undefined NaN true -1e400',
];

/** What would be there if something typed had not come out as text. */
async function isText(page: Page, where: string): Promise<void> {
  const smuggled = 'img[src="x"], [onerror], [onload], [onfocus], [onmouseover], iframe, object, base, a[href^="javascript:" i], svg[onload]';
  await expect(page.locator(smuggled), where).toHaveCount(0);
}

function watchDialogs(page: Page): string[] {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(`${dialog.message()} on ${page.url()}`);
    void dialog.dismiss();
  });
  return dialogs;
}

test('what is typed comes out as text on every page that shows it', async ({ member, page }) => {
  test.setTimeout(240_000);
  const dialogs = watchDialogs(page);
  await beginFiling(member, 'requester');
  const draft = /nop-ho-so\/([^/]+)/.exec(page.url())![1];
  let next = 0;
  let typed = 0;
  for (const step of steps.slice(1, -1)) {
    for (let round = 0; round < 3; round += 1) {
      await page.goto(`/nop-ho-so/${draft}/${step}`);
      const names = await page
        .locator('main [name^="answers["]:not([type=radio]):not([type=checkbox]):not([type=hidden])')
        .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).name));
      const form = new URLSearchParams({ draft, step });
      for (const name of names) form.set(name, strange[next++ % strange.length]);
      typed += names.length;
      const kept = await page.request.post('/api/dossier/save', {
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', 'sec-fetch-site': 'same-origin' },
        data: form.toString(),
      });
      expect(kept.status(), step).toBeLessThan(500);
      for (const where of [`/nop-ho-so/${draft}/${step}?kiem-tra`, `/nop-ho-so/${draft}/kiem-tra`]) {
        await page.goto(where);
        await isText(page, where);
      }
    }
  }
  expect(typed).toBeGreaterThan(strange.length);
  for (const text of strange) {
    const query = encodeURIComponent(text);
    for (const where of [`/dich-vu-cong?tim=${query}`, `/tra-cuu?ma=${query}&ket-qua=khong-thay`, `/dang-nhap/tinh?tiep=${query}`]) {
      await page.goto(where);
      await isText(page, where);
    }
    await page.request.post('/api/account/login', { form: { number: text, password: '' } });
    await page.goto('/dang-nhap/tinh?kiem-tra');
    await isText(page, 'login');
  }
  expect(dialogs).toEqual([]);
});

test('a page of another site cannot send forms for whoever is logged in', async ({ member, page, troubles }) => {
  troubles.expect(/403/);
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(`<form method="post" action="${address}/api/account/logout"></form><script>document.forms[0].submit()</script>`);
  }).listen(port + 22, '127.0.0.1');
  try {
    // Another site altogether, and another host of the same one.
    for (const host of ['127.0.0.1', 'localhost']) {
      const refused = page.waitForResponse(`${address}/api/account/logout`);
      await page.goto(`http://${host}:${port + 22}/`);
      expect((await refused).status(), host).toBe(403);
      await member.open('/ho-so');
      await expect(page).toHaveURL(/\/ho-so$/);
    }
  } finally {
    server.close();
  }
});
