import { at } from '../harness/birth.ts';
import { home, Visitor } from '../harness/journey.ts';
import { pdf } from '../harness/papers.ts';
import { somebody } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('a representative registers with the enterprise and files for it', async ({ page }) => {
      const person = somebody();
      const visitor = new Visitor(page);
      const main = page.getByRole('main');
      const name = `Công ty TNHH Cà phê ${person.phone}`;

      await visitor.open('/dang-ky/tinh');
      await visitor.press('Đăng ký tài khoản');
      const kind = page.getByRole('group', { name: 'Loại tổ chức' });
      await expect(kind).toBeHidden();
      await visitor.choose('Bạn đăng ký tài khoản cho ai?', 'Doanh nghiệp');
      await kind.getByRole('radio', { name: 'Doanh nghiệp', exact: true }).check();
      await visitor.press('Tiếp tục');
      await visitor.press('Tiếp tục');
      await visitor.fill('Số CMND/CCCD', person.identityNumber);
      await visitor.press('Tiến hành đăng ký');
      await visitor.fill('Tên tổ chức hoặc hộ kinh doanh', name);
      await visitor.fill('Mã số thuế', taxCode());
      await visitor.address('Địa chỉ trụ sở', home);
      await visitor.details(person);
      await visitor.press('Đăng ký', main);
      await visitor.confirm(person);
      await visitor.logIn(person);

      await visitor.open('/dich-vu-cong/1.002338');
      await visitor.begin();
      await at(visitor, 'noi-tiep-nhan');
      await visitor.press('Tiếp tục');
      await visitor.choose('Bạn nộp hồ sơ cho ai?', 'Cho doanh nghiệp, tổ chức tôi đại diện');
      await page.getByRole('group', { name: 'Tổ chức', exact: true }).getByRole('radio').first().check();
      await visitor.press('Tiếp tục');
      await visitor.fill('Nội dung đề nghị', 'Xin kiểm dịch 20 con bò.');
      await visitor.press('Tiếp tục');
      await main.getByRole('radio').first().check();
      await visitor.press('Tiếp tục');
      await at(visitor, 'thanh-phan-ho-so');
      const paper = main.getByRole('region').filter({ hasText: 'Bắt buộc.' }).first();
      await visitor.files(paper).setInputFiles(pdf('đơn.pdf', 'Don'));
      if (scripts) await expect(paper.getByRole('listitem')).toContainText('Đã nhận');
      await visitor.press('Tiếp tục');
      await at(visitor, 'kiem-tra');
      await expect(main).toContainText(name);
      await main.getByRole('checkbox').check();
      await visitor.press('Nộp hồ sơ', main);
      await visitor.code();
    });
  });
}

/** A tax code of ten digits that nobody else in this run has: the last digit checks the nine before it. */
function taxCode(): string {
  const weights = [31, 29, 23, 19, 17, 13, 7, 5, 3];
  for (;;) {
    const digits = [5, 9, ...Array.from({ length: 7 }, () => Math.floor(Math.random() * 10))];
    const check = 10 - (digits.reduce((sum, digit, at) => sum + digit * weights[at], 0) % 11);
    if (check < 10) return [...digits, check].join('');
  }
}
