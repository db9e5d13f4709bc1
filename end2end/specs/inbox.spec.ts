import { readFile } from 'node:fs/promises';

import { accessible } from '../harness/axe.ts';
import { fileAtDesk } from '../harness/desk.ts';
import { fits } from '../harness/fits.ts';
import { Visitor } from '../harness/journey.ts';
import { expect, test } from '../harness/member.ts';
import { agency, logInAsOfficer, officers } from '../harness/officer.ts';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('an officer finds, narrows, takes and exports dossiers', async ({ member, anotherDevice }) => {
      const code = await fileAtDesk(member);
      const page = await (await anotherDevice()).newPage();
      const visitor = new Visitor(page);
      await logInAsOfficer(visitor, officers.deskOfficer);
      await visitor.open('/tiep-nhan?xem=cho-tiep-nhan');
      const main = page.getByRole('main');
      await expect(main.getByRole('heading', { level: 1 })).toHaveText('Chờ tiếp nhận');
      await accessible(page);
      await fits(page);

      await main.getByRole('searchbox').fill(code.toLowerCase().replaceAll('-', ' '));
      await main.getByRole('searchbox').press('Enter');
      const row = main.getByRole('row').filter({ hasText: code.replaceAll('-', '\u2011') });
      await expect(row).toHaveCount(1);
      await expect(row).toContainText('Chưa ai nhận');
      await row.getByRole('checkbox').focus();
      await page.keyboard.press('Space');
      await visitor.press('Nhận làm', main);
      await expect(main).toContainText('Xong 1 hồ sơ.');
      await expect(row).not.toContainText('Chưa ai nhận');

      await visitor.open('/tiep-nhan?xem=cua-toi');
      await expect(main.getByRole('link', { name: code.replaceAll('-', '\u2011') })).toBeVisible();
      await visitor.open('/tiep-nhan?xem=cua-toi&tu=32/13/2026');
      await expect(main).toContainText('không đọc được');

      await visitor.open('/tiep-nhan?xem=cua-toi');
      await main.getByText('Xuất danh sách này').click();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        main.getByRole('link', { name: 'Tải CSV' }).click(),
      ]);
      expect(await readFile(await file.path(), 'utf8')).toContain(code);

      await main.getByText('Lưu danh sách').first().click();
      await visitor.fill('Tên danh sách', 'Việc của tôi');
      await visitor.press('Lưu danh sách', main);
      await expect(main.getByRole('link', { name: 'Việc của tôi' })).toBeVisible();
      await accessible(page);
    });

    test('everybody reads how dossiers fare', async ({ visitor, page }) => {
      await visitor.open('/thong-ke');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tình hình giải quyết hồ sơ');
      await accessible(page);
      await fits(page);
    });
  });
}
