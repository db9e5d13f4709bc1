import type { Page } from '@playwright/test';
import { expect, test } from '../harness/member.ts';
import { somebody } from '../harness/people.ts';

/** Gives the browser an authenticator of its own, as a phone has, whose owner unlocks it whenever asked. */
async function withAuthenticator(page: Page): Promise<(isUserVerified: boolean) => Promise<void>> {
  const line = await page.context().newCDPSession(page);
  await line.send('WebAuthn.enable');
  const { authenticatorId } = await line.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
  return async (isUserVerified) => {
    await line.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  };
}

test('a passkey is made, logs in alone and after the password, and is taken off', async ({ visitor, page, context }) => {
  const unlocks = await withAuthenticator(page);
  const person = somebody();
  await visitor.withAccount(person);
  await visitor.open('/tai-khoan');
  await visitor.press('Xác thực hai lớp');
  await visitor.press('Thêm khóa truy cập');
  await expect(page.locator('.recovery-codes li')).toHaveCount(10);
  await visitor.press('Tôi đã cất mã');
  await expect(page.locator('.kept')).toHaveCount(1);

  // Alone, from a page that one came to by links.
  await visitor.logOut();
  await visitor.header('Đăng nhập');
  await visitor.provider();
  await visitor.press('Đăng nhập bằng khóa truy cập');
  await expect(page.getByRole('banner')).toContainText(person.name);

  // After the password, which is not enough any more; and never by a device that nobody unlocked.
  await context.clearCookies();
  await visitor.open('/dang-nhap/tinh?tiep=/ho-so');
  await visitor.fill('Số CMND/CCCD', person.identityNumber);
  await visitor.fill('Mật khẩu', person.password);
  await visitor.press('Đăng nhập', page.getByRole('main'));
  await expect(page).toHaveURL(/\/dang-nhap\/buoc-hai$/);
  await unlocks(false);
  await page.getByRole('button', { name: visitor.say('Đăng nhập bằng khóa truy cập') }).click();
  await expect(page.locator('[data-failed]')).toBeVisible();
  await unlocks(true);
  await visitor.press('Đăng nhập bằng khóa truy cập');
  await expect(page).toHaveURL(/\/ho-so$/);

  await visitor.open('/tai-khoan/xac-thuc');
  await visitor.leave(() => page.locator('.kept').getByRole('button').click());
  await expect(page.locator('.kept')).toHaveCount(0);
  await visitor.logOut();
  await visitor.open('/dang-nhap/tinh');
  await page.getByRole('button', { name: visitor.say('Đăng nhập bằng khóa truy cập') }).click();
  await expect(page.locator('[data-failed]'), 'what was taken off opens nothing').toBeVisible();
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('pages with passkeys are whole without them', async ({ visitor, page }) => {
    await visitor.open('/dang-nhap/tinh');
    await expect(page.locator('[data-passkey]')).toBeHidden();
    await expect(page.getByRole('main').getByRole('button', { name: visitor.say('Đăng nhập') })).toBeVisible();
  });
});
