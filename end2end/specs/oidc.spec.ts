import { accessible } from '../harness/axe.ts';
import { port } from '../harness/address.ts';
import type { Visitor } from '../harness/journey.ts';
import { expect, test } from '../harness/member.ts';
import { somebody } from '../harness/people.ts';
import { startProvider, type Forgery, type Running } from '../harness/provider.ts';
import { startPortal, type Portal } from '../harness/server.ts';

/** To the provider and back; what one does there are the forms of its demonstration. */
async function goAndComeBack(visitor: Visitor, providerPort: number): Promise<void> {
  const { page } = visitor;
  await visitor.open('/dang-nhap?tiep=/tai-khoan');
  await page.getByRole('button', { name: 'Đăng nhập bằng Tỉnh bạn' }).click();
  await page.waitForURL(new RegExp(`localhost:${providerPort}/`));
  const login = page.locator('input[name=login]');
  if (await login.isVisible()) {
    await login.fill('nguoi-dung');
    await page.locator('input[name=password]').fill('gì cũng được');
    await page.locator('button[type=submit]').click();
  }
  await page.locator('button[type=submit], input[type=submit]').first().click();
  await page.waitForURL((url) => url.port !== String(providerPort));
  await visitor.arrived();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    const ownPort = port + (javaScriptEnabled ? 14 : 16);
    const providerPort = ownPort + 1;
    test.use({ javaScriptEnabled, baseURL: `http://localhost:${ownPort}` });
    test.describe.configure({ mode: 'serial' });

    const person = somebody();
    let portal: Portal;
    let provider: Running;
    test.beforeAll(async () => {
      provider = await startProvider(providerPort, `http://localhost:${ownPort}`, person);
      portal = await startPortal(`oidc-${ownPort}`, ownPort, { MOTCUA_OPENID_PROVIDERS: provider.file });
    });
    // The provider's own pages ask for a font from elsewhere.
    test.beforeEach(({ context }) =>
      context.route('https://fonts.googleapis.com/**', (route) => route.fulfill({ contentType: 'text/css', body: '' })),
    );
    test.afterAll(async () => {
      await portal.stop();
      await provider.stop();
    });

    const forgeries: Forgery[] = ['wrong audience', 'wrong issuer', 'wrong nonce', 'expired', 'alg none', 'unknown key'];
    test('forged tokens let nobody in', async ({ visitor, page, context }) => {
      for (const forgery of forgeries) {
        provider.forge(forgery);
        await goAndComeBack(visitor, providerPort);
        await expect(page, forgery).toHaveURL(/\/dang-nhap\?chua-xong$/);
        await expect(page.getByRole('alert'), forgery).toContainText('Chưa đăng nhập được bằng tài khoản đó.');
        await context.clearCookies();
      }
      await accessible(page);
    });

    test('whoever a provider vouches for is logged in, and leads back to where they wanted to go', async ({ visitor, page }) => {
      provider.forge('none');
      await goAndComeBack(visitor, providerPort);
      await expect(page).toHaveURL(/\/tai-khoan$/);
      await expect(page.getByRole('main')).toContainText(person.name);
      await expect(page.getByRole('main')).toContainText(person.identityNumber.slice(-4));
    });
  });
}
