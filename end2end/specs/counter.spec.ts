import { accessible } from '../harness/axe.ts';
import { fits } from '../harness/fits.ts';
import { Visitor } from '../harness/journey.ts';
import { logInAsOfficer, officers } from '../harness/officer.ts';
import { somebody } from '../harness/people.ts';
import { expect, test } from '../harness/member.ts';

/** What a scanner types from the card of somebody. */
function card(person: { identityNumber: string; name: string }): string {
  return `${person.identityNumber}||${person.name}|12031990|Nữ|Tổ 3, Phường Diên Hồng, Pleiku, Gia Lai|15082021`;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('what comes on paper is begun by scanning the card, and the page says what it lacks', async ({ visitor, page, anotherDevice }) => {
      const person = somebody();
      await logInAsOfficer(visitor, officers.deskOfficer);
      await visitor.open('/tiep-nhan/quay');
      await visitor.input('Thẻ căn cước hoặc số định danh').fill(card(person));
      await visitor.leave(() => page.keyboard.press('Enter'));
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Người đến nộp');
      await expect(visitor.input('Họ, chữ đệm và tên')).toHaveValue(person.name);
      await visitor.input('Thủ tục').selectOption('1.001193');
      await visitor.input('Tỉnh, thành phố').selectOption('52');
      await visitor.press('Hiện xã, phường');
      await visitor.input('Xã, phường, đặc khu').selectOption('23563');
      await visitor.fill('Số điện thoại', '0905123456');
      await visitor.press('Bắt đầu hồ sơ');

      await visitor.press('Nộp và tiếp nhận');
      await expect(page.locator('#error-summary')).toContainText('cam đoan');
      await accessible(page);
      await expect(visitor.input('Họ, chữ đệm và tên chủ hồ sơ'), 'what is known is there').toHaveValue(person.name);
      await page.goto('/tiep-nhan/quay');
      await expect(page.getByRole('main')).toContainText(person.name);

      const stranger = new Visitor(await (await anotherDevice()).newPage());
      await stranger.open('/ho-so/nhan');
      await stranger.fill('Mã nhận hồ sơ', '0000-0000-0000-0000');
      await stranger.fill('Số định danh cá nhân', person.identityNumber);
      await stranger.press('Nhận hồ sơ');
      await expect(stranger.page.locator('#error-summary')).toContainText('Mã không đúng');
    });

    test('an officer helps somebody with their account', async ({ visitor, page }) => {
      await logInAsOfficer(visitor, officers.deskOfficer);
      await visitor.open('/tiep-nhan/tai-khoan');
      await visitor.fill('Thẻ căn cước hoặc số định danh', officers.administrator.number);
      await visitor.press('Tìm tài khoản');
      expect(page.url(), 'no number stands in the address').not.toContain(officers.administrator.number);
      await visitor.fill('Lý do', 'quên mật khẩu');
      await visitor.press('Cấp đường dẫn đặt mật khẩu');
      await expect(page.getByRole('main')).toContainText('người vận hành');
    });
  });
}

test.describe('320 px', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test('the counter is narrow and accessible', async ({ visitor, page }) => {
    await logInAsOfficer(visitor, officers.deskOfficer);
    for (const where of ['/tiep-nhan/quay', '/tiep-nhan/tai-khoan', '/ho-so/nhan', '/en/tiep-nhan/quay']) {
      await visitor.open(where);
      await fits(page);
      await accessible(page);
    }
  });
});
