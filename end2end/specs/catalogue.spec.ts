import { accessible } from '../harness/axe.ts';
import { expect, test } from '../harness/member.ts';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('one browses by field, by audience and by level', async ({ visitor, page }) => {
      await visitor.open('/dich-vu-cong');
      const main = page.getByRole('main');
      const all = Number(/^(\d+)/.exec(await main.getByRole('status').innerText())![1]);
      for (const choice of [/^Hộ tịch \(\d+\)$/, 'Công dân', 'Cấp xã']) {
        const filters = main.locator('details').filter({ hasText: 'Lọc' });
        if ((await filters.getAttribute('open')) === null) await filters.locator('summary').click();
        await visitor.leave(() => main.getByRole('navigation').getByRole('link', { name: choice, exact: true }).click());
      }
      const fewer = Number(/^(\d+)/.exec(await main.getByRole('status').innerText())![1]);
      expect(fewer).toBeGreaterThan(0);
      expect(fewer).toBeLessThan(all);
      await expect(main.getByRole('link', { name: 'Đăng ký khai sinh', exact: true })).toBeVisible();
      await accessible(page);
    });

    test('the page of a procedure says what one must know', async ({ visitor, page }) => {
      await visitor.open('/dich-vu-cong/1.001193');
      const main = page.getByRole('main');
      for (const words of ['Toàn trình', 'Công dân', '1.001193', 'Nộp tại quầy', 'Nộp trực tuyến', 'Giấy tờ cần có',
        'Giấy chứng sinh', 'Thời hạn giải quyết', 'Kết quả', 'Căn cứ', 'Luật Hộ tịch', 'Miễn']) {
        await expect(main).toContainText(words);
      }
      await expect(main.getByRole('link', { name: 'Nộp hồ sơ' })).toBeVisible();
      await accessible(page);
    });

    test('search asks back when several procedures fit', async ({ visitor, page }) => {
      await visitor.open('/dich-vu-cong?tim=ket+hon');
      const ways = page.getByRole('main').locator('.ways').getByRole('link');
      expect(await ways.count()).toBeGreaterThan(1);
      await visitor.leave(() => ways.first().click());
      await expect(page).toHaveURL(/\/dich-vu-cong\/\d\.\d{6}/);
    });

    test('what cannot be filed online says what to do instead', async ({ visitor, page }) => {
      await visitor.open('/dich-vu-cong/2.001019');
      const main = page.getByRole('main');
      await expect(main.getByRole('heading', { name: 'Không nộp trực tuyến được' })).toBeVisible();
      await expect(main.getByRole('link', { name: 'Nộp hồ sơ' })).toHaveCount(0);
      await accessible(page);
    });

    test('one finds the receiving desk of a commune', async ({ visitor, page }) => {
      await visitor.open('/noi-tiep-nhan?tim=pleiku');
      const main = page.getByRole('main');
      await expect(main.getByRole('heading', { level: 2 })).toHaveText(['Trung tâm Phục vụ hành chính công phường Pleiku']);
      await expect(main).toContainText('07:30–11:30');
      await accessible(page);
    });

    test('nothing found says what to try', async ({ visitor, page }) => {
      await visitor.open('/dich-vu-cong?tim=xyzzy+qwrt');
      await expect(page.getByRole('main')).toContainText('Chưa tìm thấy “xyzzy qwrt”');
      await expect(page.getByRole('main')).toContainText('1022');
      await accessible(page);
    });
  });
}
