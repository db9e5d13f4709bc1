import type { CDPSession, Page } from '@playwright/test';
import { port } from '../harness/address.ts';
import { accessible } from '../harness/axe.ts';
import { fits } from '../harness/fits.ts';
import { Visitor } from '../harness/journey.ts';
import { expect, test } from '../harness/member.ts';
import { mail } from '../harness/outbox.ts';
import { somebody } from '../harness/people.ts';
import { freshDatabase, letProofsGrowOld } from '../harness/postgres.ts';
import { startPortal } from '../harness/server.ts';

const add = 'Thêm khóa truy cập (passkey)';
const logIn = 'Đăng nhập bằng khóa truy cập (passkey)';

/** Gives the browser a device of its own that keeps passkeys, as a phone does; its owner unlocks it whenever asked. */
async function withDevice(page: Page): Promise<{ line: CDPSession; unlocks: (does: boolean) => Promise<void> }> {
  const line = await page.context().newCDPSession(page);
  await line.send('WebAuthn.enable');
  const { authenticatorId } = await line.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const unlocks = async (does: boolean) => {
    await line.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: does });
  };
  return { line, unlocks };
}

/** Presses the button and waits for what is said, in the language of the page. */
async function pressInVain(visitor: Visitor, button: string, sentence: string): Promise<void> {
  const place = visitor.page.locator('[data-passkey]');
  await place.getByRole('button', { name: visitor.say(button) }).click();
  await expect(place.getByRole('alert')).toHaveText(visitor.say(sentence));
}

const stopped = 'Chưa xong: bạn đã dừng, đã quá lâu, hoặc máy này không có khóa truy cập (passkey) của bạn. Hãy thử lại, hoặc dùng cách khác trên trang này.';
const refused = 'Khóa truy cập (passkey) này không dùng được: đã bị bỏ khỏi tài khoản, của tài khoản khác, hoặc đã quá lâu. Hãy thử lại, hoặc dùng cách khác trên trang này.';

for (const language of ['vi', 'en'] as const) {
  test.describe(`320 px, ${language}`, () => {
    test.use({ viewport: { width: 320, height: 640 } });

    test('a passkey is made, logs in alone and after the password, and is taken off', async ({ page, context }) => {
      test.slow();
      const { unlocks } = await withDevice(page);
      const look = async () => {
        await fits(page);
        await accessible(page);
      };
      const visitor = new Visitor(page, language, look);
      const english = language === 'en';
      const person = somebody();
      await new Visitor(page).withAccount(person);
      await visitor.open('/tai-khoan/xac-thuc');
      await unlocks(false);
      await pressInVain(visitor, add, 'Chưa thêm khóa truy cập (passkey): bạn đã dừng, hoặc đã quá lâu. Hãy thử lại khi sẵn sàng.');
      await look();
      await unlocks(true);
      await visitor.press(add);
      await expect(page.locator('.recovery-codes li')).toHaveCount(10);
      await visitor.press('Tôi đã cất mã');
      const cards = page.locator('.card');
      await expect(cards).toHaveCount(1);
      await expect(cards).toContainText('Chrome, ');
      await pressInVain(visitor, add, 'Máy này đã có khóa truy cập (passkey) của tài khoản, không cần thêm nữa.');
      expect((await mail(page.request, person.email, 1)).text).toMatch(/passkey/);
      await cards.locator('summary').click();
      await visitor.fill('Tên để bạn nhận ra khóa này', 'Máy ở nhà');
      await visitor.leave(() => cards.getByRole('button', { name: visitor.part('Lưu tên') }).click());
      await expect(cards.getByRole('heading')).toHaveText('Máy ở nhà');

      // Alone, on a page that one came to by links.
      await visitor.logOut();
      await visitor.header('Đăng nhập');
      await visitor.provider();
      await unlocks(false);
      await pressInVain(visitor, logIn, stopped);
      await look();
      await unlocks(true);
      await visitor.press(logIn);
      await expect(page.getByRole('banner')).toContainText(person.name);

      // After the password, which is not enough any more.
      await context.clearCookies();
      await visitor.open('/dang-nhap/tinh?tiep=/ho-so');
      await visitor.fill('Số CMND/CCCD', person.identityNumber);
      await visitor.fill('Mật khẩu', person.password);
      await visitor.press('Đăng nhập', page.getByRole('main').locator('form'));
      await expect(page).toHaveURL(/\/dang-nhap\/buoc-hai$/);
      await unlocks(false);
      await pressInVain(visitor, logIn, stopped);
      await unlocks(true);
      await visitor.press(logIn);
      await expect(page).toHaveURL(/\/ho-so$/);

      await visitor.open('/tai-khoan/xac-thuc');
      await expect(cards).not.toContainText(english ? 'not yet' : 'chưa dùng');
      await visitor.leave(() => cards.getByRole('button', { name: visitor.part('Bỏ khóa này') }).click());
      await expect(cards).toHaveCount(0);
      await visitor.logOut();
      await visitor.open('/dang-nhap/tinh');
      await pressInVain(visitor, logIn, refused);
      await look();
    });
  });
}

test('whoever has a passkey proves by it who they are', async ({ browser }) => {
  const ownPort = port + 9;
  const database = await freshDatabase(`motcua_passkey_${ownPort}`);
  const portal = await startPortal(`passkey-${ownPort}`, ownPort, { MOTCUA_DATABASE_URL: database });
  try {
    const context = await browser.newContext({ baseURL: portal.url });
    const page = await context.newPage();
    await withDevice(page);
    const visitor = new Visitor(page);
    await visitor.withAccount(somebody());
    await visitor.open('/tai-khoan/xac-thuc');
    await visitor.press(add);
    await visitor.press('Tôi đã cất mã');
    await letProofsGrowOld(database);
    await visitor.press('Tạo mã mới');
    await expect(page).toHaveURL(/\/tai-khoan\/xac-nhan/);
    await visitor.press('Xác nhận bằng khóa truy cập (passkey)');
    await expect(page).toHaveURL(/\/tai-khoan\/xac-thuc/);
    await visitor.press('Tạo mã mới');
    await expect(page.locator('.recovery-codes li')).toHaveCount(10);
    await visitor.press('Tôi đã cất mã');
    await letProofsGrowOld(database);
    await visitor.press(add);
    await expect(page, 'a session that was left open makes none').toHaveURL(/\/tai-khoan\/xac-nhan/);
    await context.close();
  } finally {
    await portal.stop();
  }
});

test('what goes wrong is said in plain words', async ({ visitor, page, troubles, anotherDevice }) => {
  troubles.expect(/ERR_FAILED/);
  await visitor.open('/dang-nhap/tinh');
  await page.route('**/api/login/passkey-begin', (route) => route.abort());
  await pressInVain(visitor, logIn, 'Chưa dùng được khóa truy cập (passkey). Hãy xem mạng rồi thử lại, hoặc dùng cách khác trên trang này.');
  const old = await (await anotherDevice()).newPage();
  await old.addInitScript(() => Reflect.deleteProperty(globalThis, 'PublicKeyCredential'));
  const elsewhere = new Visitor(old);
  await elsewhere.open('/dang-nhap/tinh');
  await pressInVain(
    elsewhere,
    logIn,
    'Trình duyệt này không dùng được khóa truy cập (passkey). Nếu bạn mở trang từ Zalo hay Facebook, hãy mở lại bằng Chrome hoặc Safari; hoặc dùng cách khác trên trang này.',
  );
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('pages say that a passkey needs them, and lead to the other ways', async ({ visitor, page }) => {
    const sentence = visitor.say('Khóa truy cập (passkey) cần JavaScript, mà trình duyệt này đang tắt. Hãy bật JavaScript, hoặc dùng cách khác trên trang này.');
    await visitor.open('/dang-nhap/tinh');
    await expect(page.locator('[data-passkey]')).toHaveText(sentence, { useInnerText: true });
    await expect(page.getByRole('main').getByRole('button', { name: visitor.say('Đăng nhập') })).toBeVisible();
    await accessible(page);
    await visitor.withAccount(somebody());
    await visitor.open('/tai-khoan/xac-thuc');
    await expect(page.locator('[data-passkey]')).toHaveText(sentence, { useInnerText: true });
    await expect(page.getByRole('button', { name: visitor.say('Thêm ứng dụng xác thực') })).toBeVisible();
    await accessible(page);
  });
});
