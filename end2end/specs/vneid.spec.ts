import { accessible } from '../harness/axe.ts';
import { port } from '../harness/address.ts';
import { expect, test } from '../harness/member.ts';
import type { Visitor } from '../harness/journey.ts';
import { mails, textCode, textMessage } from '../harness/outbox.ts';
import { startPortal, type Portal } from '../harness/server.ts';
import { directory, known, type Known } from '../harness/vneid.ts';

/** Number and password of VNeID, up to the page that asks for the code. */
async function begin(visitor: Visitor, person: Known): Promise<void> {
  await visitor.logIn({ ...person, password: person.vneidPassword });
  await expect(visitor.page).toHaveURL(/\/dang-nhap\/ma-xac-nhan$/);
}

/** Types the code of the text message after the first `seen` ones. */
async function typeCode(visitor: Visitor, person: Known, seen = 0): Promise<void> {
  const code = textCode(await textMessage(visitor.page.request, person.phone, seen));
  await visitor.fill('Mã trong tin nhắn', code);
  await visitor.press('Đăng nhập', visitor.page.getByRole('main'));
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    const ownPort = port + (javaScriptEnabled ? 12 : 13);
    test.use({ javaScriptEnabled, baseURL: `http://localhost:${ownPort}`, viewport: { width: 360, height: 740 } });
    test.describe.configure({ mode: 'serial' });

    const [newcomer, member, rightful] = [known(), known(), known()];
    let portal: Portal;
    test.beforeAll(async () => {
      const people = directory([newcomer, member, rightful]);
      portal = await startPortal(`vneid-${ownPort}`, ownPort, { MOTCUA_VNEID_DIRECTORY: people });
    });
    test.afterAll(() => portal.stop());

    test('whoever logs in by VNeID types the code from the text message', async ({ visitor, page }) => {
      await begin(visitor, newcomer);
      await accessible(page);
      await expect(page.getByRole('main')).toContainText(`•••• ••• ${newcomer.phone.slice(-3)}`);
      await expect(page.getByRole('main')).not.toContainText(newcomer.phone);
      const input = visitor.input('Mã trong tin nhắn');
      await expect(input).toHaveAttribute('autocomplete', 'one-time-code');

      const right = textCode(await textMessage(page.request, newcomer.phone));
      await input.fill(right.startsWith('0') ? '123456' : '012345');
      await visitor.press('Đăng nhập', page.getByRole('main'));
      await expect(page.getByRole('main')).toContainText('Bạn còn nhập được 4 lần.');
      await accessible(page);
      await visitor.press('Gửi lại mã');
      await expect(page.getByRole('main')).toContainText('Chưa gửi lại. Gửi được từ');
      await accessible(page);

      await visitor.fill('Mã trong tin nhắn', right);
      await visitor.press('Đăng nhập', page.getByRole('main'));
      await expect(page).toHaveURL(/localhost:\d+\/$/);
      await visitor.open('/tai-khoan');
      await expect(page.getByRole('main')).toContainText(newcomer.name);

      await visitor.open('/dang-nhap/ma-xac-nhan');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lần đăng nhập này đã hết giờ');
    });

    test('an account one had stays, with its password once', async ({ visitor, page }) => {
      await visitor.withAccount(member);
      await visitor.logOut();
      await begin(visitor, member);
      await typeCode(visitor, member);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Số này đã có tài khoản');
      await accessible(page);
      await visitor.fill('Mật khẩu của tài khoản đó', 'không phải mật khẩu');
      await visitor.press('Đây là tài khoản của tôi');
      await expect(page.getByRole('main')).toContainText('Mật khẩu không đúng. Hãy nhập lại.');
      await visitor.fill('Mật khẩu của tài khoản đó', member.password);
      await visitor.press('Đây là tài khoản của tôi');
      await visitor.open('/tai-khoan');
      await expect(page.getByRole('main')).toContainText(member.email);
      await visitor.logOut();
      await begin(visitor, member);
      await typeCode(visitor, member, 1);
      await expect(page).toHaveURL(/localhost:\d+\/$/);
    });

    test('a number that a stranger registered is won back', async ({ visitor, page, anotherDevice }) => {
      const { Visitor } = await import('../harness/journey.ts');
      const stranger = new Visitor(await (await anotherDevice()).newPage());
      await stranger.withAccount(rightful);
      await begin(visitor, rightful);
      await typeCode(visitor, rightful);
      await visitor.press('Không phải của tôi, lập tài khoản mới');
      await visitor.open('/tai-khoan');
      await expect(page.getByRole('main')).toContainText(rightful.name);
      await expect(page.getByRole('main')).not.toContainText(rightful.email);

      await stranger.page.goto('/tai-khoan');
      await expect(stranger.page).toHaveURL(/\/dang-nhap/);
      await stranger.logIn(rightful);
      await expect(stranger.page.getByRole('main')).toContainText('mật khẩu không đúng');
      await expect.poll(async () => (await mails(page.request, rightful.email)).length).toBe(2);
      expect((await mails(page.request, rightful.email))[1].subject).toContain('đã đóng');
    });
  });
}
