import { accessible } from '../harness/axe.ts';
import { fits } from '../harness/fits.ts';
import { Visitor } from '../harness/journey.ts';
import { expect, test } from '../harness/member.ts';
import { agency, logInAsOfficer, officers, setUpApp } from '../harness/officer.ts';
import { mail } from '../harness/outbox.ts';
import { somebody } from '../harness/people.ts';

/** A day so many days from now, as one types it. */
function day(later: number): string {
  return new Date(Date.now() + later * 86_400_000).toLocaleDateString('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' });
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('somebody is invited, sets up a second factor, accepts, and is let go', async ({ visitor, page, anotherDevice, troubles }) => {
      troubles.expect(/404/);
      const person = somebody();
      await visitor.register(person);
      await visitor.confirm(person);

      const administrator = new Visitor(await (await anotherDevice()).newPage());
      await logInAsOfficer(administrator, officers.administrator);
      await administrator.open('/quan-tri/nhan-su');
      await administrator.press('Gửi lời mời');
      await expect(administrator.page.locator('#error-summary li')).toHaveCount(4);
      await administrator.input('Cơ quan').selectOption({ label: agency });
      await administrator.input('Vai trò').selectOption({ label: 'Cán bộ một cửa' });
      await administrator.fill('Số định danh cá nhân', person.identityNumber);
      await administrator.fill('Email công vụ', person.email);
      await administrator.press('Gửi lời mời');
      await expect(administrator.page.getByRole('main')).toContainText('Đã gửi lời mời.');

      // The first mail confirmed the account.
      const link = /https?:\/\/\S+\/tiep-nhan\/moi\/\S+/.exec((await mail(page.request, person.email, 1)).text)![0];
      const stranger = new Visitor(await (await anotherDevice()).newPage());
      await logInAsOfficer(stranger, officers.specialist);
      await stranger.page.goto(link);
      await expect(stranger.page.getByRole('main')).toContainText('Lời mời này dành cho người có số định danh khác.');

      await page.goto(link);
      await expect(page, 'one logs in first').toHaveURL(/\/dang-nhap/);
      await visitor.fill('Số CMND/CCCD', person.identityNumber);
      await visitor.fill('Mật khẩu', person.password);
      await visitor.press('Đăng nhập', page.getByRole('main'));
      await expect(page).toHaveURL(link);
      await expect(page.getByRole('main')).toContainText('Cán bộ một cửa');
      await visitor.press('Cài xác thực hai bước');
      await setUpApp(visitor);
      await expect(page, 'and comes back').toHaveURL(link);
      await visitor.press('Nhận lời');
      await visitor.open('/');
      await expect(page.getByRole('banner').getByRole('link', { name: 'Bàn làm việc' }).first()).toBeAttached();
      await visitor.open('/tiep-nhan/vang-mat');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Vắng mặt');
      await visitor.open('/tai-khoan/xac-thuc');
      await visitor.press('Bỏ ứng dụng xác thực');
      await expect(page.getByRole('main')).toContainText('bước cuối cùng không bỏ được');

      await administrator.open('/quan-tri/nhan-su');
      const row = administrator.page.getByRole('listitem').filter({ hasText: person.name }).last();
      await administrator.leave(() => row.getByRole('button').click());
      await expect(administrator.page.getByRole('main')).toContainText('Đã cho thôi vai trò.');
      expect((await page.goto('/tiep-nhan/vang-mat'))?.status(), 'at once').toBe(404);
    });

    test('a colleague stands in from a day on, until it is taken back', async ({ visitor, page }) => {
      await logInAsOfficer(visitor, officers.leader);
      await visitor.open('/tiep-nhan/vang-mat');
      await visitor.input('Người làm thay').selectOption({ label: `Trần Quốc Đạt (Chuyên viên · ${agency})` });
      await visitor.fill('Từ ngày', day(9));
      await visitor.fill('Đến hết ngày', day(8));
      await visitor.press('Giao việc');
      await expect(page.locator('#error-summary')).toContainText('không trước ngày đầu');
      await expect(visitor.input('Từ ngày')).toHaveValue(day(9));
      await visitor.fill('Đến hết ngày', day(12));
      await visitor.press('Giao việc');
      const row = page.getByRole('listitem').filter({ hasText: 'Trần Quốc Đạt làm thay bạn' });
      await expect(row.first()).toContainText(`từ ${day(9)} đến hết ${day(12)}`);
      await visitor.leave(() => row.first().getByRole('button').click());
      await expect(page.getByRole('main')).toContainText('Đã thu hồi.');
    });
  });
}

test.describe('320 px', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  for (const prefix of ['', '/en']) {
    test(`pages of officers are narrow and accessible ${prefix}`, async ({ visitor, page }) => {
      await logInAsOfficer(visitor, officers.administrator);
      await visitor.open(`${prefix}/quan-tri/nhan-su`);
      await fits(page);
      await accessible(page);
      await page.context().clearCookies();
      await logInAsOfficer(visitor, officers.leader);
      for (const where of ['/tiep-nhan/vang-mat', '/tiep-nhan/moi/0']) {
        await visitor.open(prefix + where);
        await fits(page);
        await accessible(page);
      }
    });
  }
});

test('citizens find no pages of officers', async ({ member, page, troubles }) => {
  troubles.expect(/404/);
  for (const where of ['/quan-tri/nhan-su', '/tiep-nhan/vang-mat', '/tiep-nhan/buoc-hai']) {
    expect((await page.goto(where))?.status(), where).toBe(404);
  }
  await member.open('/');
  await expect(page.getByRole('link', { name: 'Bàn làm việc' })).toHaveCount(0);
});
