import { accessible } from '../harness/axe.ts';
import { port } from '../harness/address.ts';
import { beginFiling, expect, test } from '../harness/member.ts';
import { pdf } from '../harness/papers.ts';
import { somebody } from '../harness/people.ts';
import { startScanner, sign } from '../harness/scanner.ts';
import { startPortal } from '../harness/server.ts';

const certificate = 'Giấy chứng sinh';

for (const javaScriptEnabled of [true, false]) {
  const ownPort = port + (javaScriptEnabled ? 18 : 20);
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled, baseURL: `http://localhost:${ownPort}` });

    test('nobody opens a file before it is clean, and the page says so', async ({ visitor, page, troubles }) => {
      test.setTimeout(150_000);
      const scanner = await startScanner(ownPort + 1);
      const portal = await startPortal(`scan-${ownPort}`, ownPort, {
        MOTCUA_CLAMD: `tcp://127.0.0.1:${ownPort + 1}`,
      });
      try {
        await visitor.withAccount(somebody());
        await beginFiling(visitor, 'thanh-phan-ho-so');
        const card = page.getByRole('region', { name: certificate, exact: true });
        const row = (name: string) => card.getByRole('listitem').filter({ hasText: name });
        await visitor.upload(certificate, pdf('sạch.pdf', 'Giay chung sinh'));
        await visitor.upload(certificate, pdf('bẩn.pdf', sign));
        for (const name of ['sạch.pdf', 'bẩn.pdf']) await expect(row(name)).toContainText('đang kiểm tra vi-rút');
        await accessible(page);

        const address = async (name: string) => {
          const button = row(name).locator('button[value^="withdraw:"]');
          return `/giay-to/${(await button.getAttribute('value'))!.split(':')[1]}`;
        };
        const [clean, infected] = [await address('sạch.pdf'), await address('bẩn.pdf')];
        for (const file of [clean, infected]) {
          const held = await page.request.get(file, { headers: { Accept: 'text/html' } });
          expect(held.status()).toBe(423);
          expect(await held.text()).toContain('Tệp đang được kiểm tra vi-rút');
        }
        const papers = new URL(page.url()).pathname;
        await visitor.open(papers.replace(/[^/]*$/, 'kiem-tra'));
        const main = page.getByRole('main');
        await expect(main).toContainText('Đang kiểm tra vi-rút');
        await expect(main.getByRole('link', { name: 'sạch.pdf' })).toHaveCount(0);
        await accessible(page);

        await visitor.open(papers);
        scanner.answer();
        const looked = expect(async () => {
          // With scripts the page looks again by itself.
          if (!javaScriptEnabled) await page.reload();
          await expect(row('sạch.pdf')).not.toContainText('đang kiểm tra', { timeout: 1000 });
          await expect(row('bẩn.pdf')).toContainText('Tệp này có vi-rút nên không nhận được', { timeout: 1000 });
        });
        await looked.toPass({ timeout: 45_000 });
        await accessible(page);
        expect((await page.request.get(clean)).status()).toBe(200);
        troubles.expect(/404|423/);
        expect((await page.request.get(infected)).ok()).toBe(false);
      } finally {
        await portal.stop();
        await scanner.stop();
      }
    });
  });
}
