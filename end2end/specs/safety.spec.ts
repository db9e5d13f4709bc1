import { port } from '../harness/address.ts';
import { Visitor } from '../harness/journey.ts';
import { expect, test } from '../harness/member.ts';
import { mail, textCode, textMessage } from '../harness/outbox.ts';
import { somebody } from '../harness/people.ts';
import { freshDatabase, letProofsGrowOld, letSessionsNearlyRunOut } from '../harness/postgres.ts';
import { startPortal } from '../harness/server.ts';
import { authenticatorCode } from '../harness/totp.ts';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('one sees where one is logged in, and ends it', async ({ visitor, page, anotherDevice }) => {
      const person = somebody();
      await visitor.withAccount(person);
      const there = new Visitor(await (await anotherDevice()).newPage());
      await there.logIn(person);

      await visitor.open('/tai-khoan');
      await visitor.press('Các thiết bị đang đăng nhập');
      const cards = page.locator('.card');
      await expect(cards).toHaveCount(2);
      await expect(cards.first()).toContainText(visitor.part('Thiết bị này'));
      await visitor.leave(() => cards.nth(1).getByRole('button').click());
      await expect(cards).toHaveCount(1);
      await expect(page.getByRole('main')).toContainText(visitor.part('Bạn chỉ đang đăng nhập trên thiết bị này.'));
      await there.page.goto('/ho-so');
      await expect(there.page).toHaveURL(/\/dang-nhap/);
    });

    test('an authenticator app is set up, and asked for at the login; a recovery code stands in for it', async ({ visitor, page, context }) => {
      const person = somebody();
      await visitor.withAccount(person);
      await visitor.open('/tai-khoan/xac-thuc');
      await visitor.press('Thêm ứng dụng xác thực');
      const secret = (await page.locator('.secret').innerText()).replace(/\s/g, '');
      expect(secret).toMatch(/^[A-Z2-7]{32}$/);
      await visitor.fill('Mã ứng dụng đang hiện', '000000');
      await visitor.press('Xác nhận', page.getByRole('main'));
      await expect(page.locator('#error-summary')).toContainText(visitor.part('Mã này chưa đúng. Hãy nhập mã đang hiện, và xem giờ trên điện thoại có đúng không.'));
      // Of the step before, so that the one that is shown now is left for the login; again where a step just ended.
      do {
        await visitor.fill('Mã ứng dụng đang hiện', authenticatorCode(secret, Date.now() - 30_000));
        await visitor.press('Xác nhận', page.getByRole('main'));
      } while ((await page.locator('#error-summary').count()) > 0);
      const codes = await page.locator('.recovery-codes li').allInnerTexts();
      expect(codes).toHaveLength(10);
      await visitor.press('Tôi đã cất mã');
      await visitor.open('/tai-khoan/xac-thuc/ma-khoi-phuc');
      await expect(page.locator('.recovery-codes')).toHaveCount(0);

      const password = async () => {
        await visitor.open('/dang-nhap');
        await visitor.provider();
        await visitor.fill('Số CMND/CCCD', person.identityNumber);
        await visitor.fill('Mật khẩu', person.password);
        await visitor.press('Đăng nhập', page.getByRole('main'));
        await expect(page).toHaveURL(/\/dang-nhap\/buoc-hai$/);
      };
      await visitor.logOut();
      await password();
      await page.goto('/ho-so');
      await expect(page, 'the password alone opens nothing').toHaveURL(/\/dang-nhap/);
      await visitor.open('/dang-nhap/buoc-hai');
      await visitor.fill('Mã trong ứng dụng xác thực', '000000');
      await visitor.press('Đăng nhập', page.getByRole('main'));
      await expect(page.locator('#error-summary')).toContainText(visitor.part('Mã không đúng. Hãy nhập mã đang hiện; mỗi mã chỉ dùng một lần.'));
      await visitor.fill('Mã trong ứng dụng xác thực', authenticatorCode(secret));
      await visitor.press('Đăng nhập', page.getByRole('main'));
      await expect(page.getByRole('banner')).toContainText(person.name);

      await context.clearCookies();
      await password();
      await visitor.fill('Mã trong ứng dụng xác thực', codes[4].toLowerCase());
      await visitor.press('Đăng nhập', page.getByRole('main'));
      await expect(page.getByRole('banner')).toContainText(person.name);
      await visitor.open('/tai-khoan/xac-thuc');
      await expect(page.getByRole('main')).toContainText('9');
    });

    test('who forgot the password gets back in by mail', async ({ visitor, page }) => {
      const person = somebody();
      await visitor.register(person);
      await visitor.confirm(person);
      await visitor.open('/dang-nhap/tinh');
      await page.locator('summary').filter({ hasText: visitor.part('Quên mật khẩu?') }).click();
      await visitor.press('Đặt mật khẩu mới');
      await visitor.fill('Số CMND/CCCD', '0641');
      await visitor.press('Gửi thư');
      await expect(page.locator('#error-summary')).toBeVisible();
      await expect(visitor.input('Số CMND/CCCD')).toHaveValue('0641');
      await visitor.fill('Số CMND/CCCD', person.identityNumber);
      await visitor.press('Gửi thư');
      const message = await mail(page.request, person.email, 1);
      const link = /https?:\/\/\S+\/quen-mat-khau\/[0-9a-f]+/.exec(message.text)![0];
      await page.goto(link);
      await visitor.arrived();
      const password = `${person.password} nữa`;
      await visitor.fill('Mật khẩu mới', password);
      await visitor.fill('Nhập lại mật khẩu', person.password);
      await visitor.press('Đặt mật khẩu mới', page.getByRole('main'));
      await expect(page.locator('#error-summary')).toBeVisible();
      await visitor.fill('Mật khẩu mới', password);
      await visitor.fill('Nhập lại mật khẩu', password);
      await visitor.press('Đặt mật khẩu mới', page.getByRole('main'));
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(visitor.say('Đã đặt mật khẩu mới'));
      await visitor.logIn({ ...person, password });
      await expect(page.getByRole('banner')).toContainText(person.name);
      await page.goto(link);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(visitor.say('Nút trong thư không còn dùng được'));
    });

    test('a confirmed phone opens what needs more proof, and gets one back in', async ({ visitor, page }) => {
      const person = somebody();
      await visitor.withAccount(person);
      await visitor.open('/dich-vu-cong/1.012765');
      await visitor.press('Nộp hồ sơ', page.getByRole('main'));
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(visitor.say('Cần biết chắc hơn bạn là ai'));
      await visitor.press('Xác nhận số điện thoại bằng mã gửi đến điện thoại');
      await expect(page.getByRole('main')).toContainText(visitor.part('chưa xác nhận'));
      await visitor.fill('Số điện thoại di động', '0905');
      await visitor.press('Gửi mã');
      await expect(page.locator('#error-summary')).toBeVisible();
      await expect(visitor.input('Số điện thoại di động')).toHaveValue('0905');
      await visitor.fill('Số điện thoại di động', person.phone);
      await visitor.press('Gửi mã');
      const code = textCode(await textMessage(page.request, person.phone));
      await visitor.fill('Mã trong tin nhắn', code === '000000' ? '111111' : '000000');
      await visitor.press('Xác nhận', page.getByRole('main'));
      await expect(page.locator('#error-summary')).toContainText('4');
      await visitor.fill('Mã trong tin nhắn', code);
      await visitor.press('Xác nhận', page.getByRole('main'));
      await expect(page.getByRole('main')).toContainText(visitor.part('Đã xác nhận số điện thoại.'));
      await visitor.open('/dich-vu-cong/1.012765');
      await visitor.press('Nộp hồ sơ', page.getByRole('main'));
      await expect(page.getByRole('main').getByRole('button', { name: visitor.say('Bắt đầu') })).toBeVisible();
      await visitor.logOut();

      // What a stranger's number gets is what everybody gets.
      const said: string[] = [];
      for (const number of [somebody().identityNumber, person.identityNumber]) {
        await visitor.open('/dang-nhap/quen-mat-khau');
        await visitor.fill('Số CMND/CCCD', number);
        await visitor.press('Gửi mã đến điện thoại');
        await visitor.fill('Mã trong tin nhắn', '000000');
        await visitor.press('Tiếp tục', page.getByRole('main'));
        await expect(page.locator('#error-summary')).toBeVisible();
        said.push((await page.getByRole('main').innerText()).replace(/\d\d:\d\d(:\d\d)?/g, 'then'));
      }
      expect(said[0]).toBe(said[1]);
      await visitor.fill('Mã trong tin nhắn', textCode(await textMessage(page.request, person.phone, 1)));
      await visitor.press('Tiếp tục', page.getByRole('main'));
      const password = `${person.password} nữa`;
      await visitor.fill('Mật khẩu mới', password);
      await visitor.fill('Nhập lại mật khẩu', password);
      await visitor.press('Đặt mật khẩu mới', page.getByRole('main'));
      await visitor.logIn({ ...person, password });
      await expect(page.getByRole('banner')).toContainText(person.name);
    });
  });
}

test('what keeps an account safe is changed only by whoever has just proved who they are', async ({ browser, anotherDevice }) => {
  const ownPort = port + 8;
  const database = await freshDatabase(`motcua_safety_${ownPort}`);
  const portal = await startPortal(`safety-${ownPort}`, ownPort, { MOTCUA_DATABASE_URL: database });
  try {
    const context = await browser.newContext({ baseURL: portal.url });
    const page = await context.newPage();
    const visitor = new Visitor(page);
    const person = somebody();
    await visitor.withAccount(person);
    const elsewhere = await (await anotherDevice()).newPage();
    await elsewhere.goto(`${portal.url}/dang-nhap/tinh`);
    const there = new Visitor(elsewhere);
    await there.arrived();
    await there.fill('Số CMND/CCCD', person.identityNumber);
    await there.fill('Mật khẩu', person.password);
    await there.press('Đăng nhập', elsewhere.getByRole('main'));

    await letProofsGrowOld(database);
    const before = (await context.cookies()).find((cookie) => cookie.name === 'motcua')!.value;
    await visitor.open('/tai-khoan');
    await visitor.press('Đổi mật khẩu');
    await expect(page).toHaveURL(/\/tai-khoan\/xac-nhan/);
    await visitor.fill('Mật khẩu hiện tại', 'bò vàng leo núi');
    await visitor.press('Xác nhận', page.getByRole('main'));
    await expect(page.locator('#error-summary')).toContainText('Mật khẩu không đúng');
    await visitor.fill('Mật khẩu hiện tại', person.password);
    await visitor.press('Xác nhận', page.getByRole('main'));
    await expect(page).toHaveURL(/\/tai-khoan\/mat-khau/);
    const after = (await context.cookies()).find((cookie) => cookie.name === 'motcua')!.value;
    expect(after, 'a new token').not.toBe(before);
    const old = await fetch(`${portal.url}/tai-khoan`, { headers: { Accept: 'text/html', Cookie: `motcua=${before}` }, redirect: 'manual' });
    expect(old.status, 'the old one is worth nothing').toBe(302);

    const password = `${person.password} mới`;
    await visitor.fill('Mật khẩu mới', password);
    await visitor.fill('Nhập lại mật khẩu', password);
    await visitor.press('Đổi mật khẩu', page.getByRole('main'));
    await expect(page.getByRole('main')).toContainText('Đã đổi mật khẩu');
    await elsewhere.goto(`${portal.url}/ho-so`);
    await expect(elsewhere, 'all others are logged out').toHaveURL(/\/dang-nhap/);
    expect((await mail(page.request, person.email, 1)).text).toContain('mật khẩu đã được đổi');

    await visitor.open('/tai-khoan/hop-thu');
    const mailbox = person.email.replace('@', '.moi@');
    await visitor.fill('Hộp thư mới', mailbox);
    await visitor.press('Gửi mã');
    const code = /^ {4}(\d{6})$/m.exec((await mail(page.request, mailbox)).text)![1];
    await visitor.fill('Mã 6 chữ số trong thư', code);
    await visitor.press('Xác nhận', page.getByRole('main'));
    await expect(page.getByRole('main')).toContainText('Đã đổi hộp thư.');
    await expect(page.getByRole('main')).toContainText(mailbox);
    expect((await mail(page.request, person.email, 2)).text).toContain('hộp thư email đã được đổi');

    // A session that is about to run out says so, and one press goes on.
    await page.clock.install();
    await visitor.open('/ho-so');
    await letSessionsNearlyRunOut(database);
    await page.clock.fastForward('55:01');
    const notice = page.getByRole('alert').filter({ hasText: 'Bạn sắp bị đăng xuất' });
    await expect(notice).toBeVisible();
    await notice.getByRole('button', { name: 'Tiếp tục dùng' }).click();
    await expect(notice).toHaveCount(0);
    await context.close();
  } finally {
    await portal.stop();
  }
});
