import type { Page } from '@playwright/test';
import { accessible } from '../harness/axe.ts';
import { codeOnPage, Visitor } from '../harness/journey.ts';
import { beginFiling, expect, test } from '../harness/member.ts';
import { pdf } from '../harness/papers.ts';
import { somebody } from '../harness/people.ts';

const certificate = 'Giấy chứng sinh';
const file = 'giấy chứng sinh.pdf';
const other = 'mặt sau.pdf';

/** A day so many days from today, as people in Viet Nam write it. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toLocaleDateString('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' });
}

/** The page is accessible, and as wide as the screen. */
async function looksRight(page: Page): Promise<void> {
  await accessible(page);
  const outside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(outside, `${page.url()} scrolls sideways`).toBe(0);
}

/** Presses the button or link that begins with these words, and looks at the page behind it. */
async function press(visitor: Visitor, words: string): Promise<void> {
  const main = visitor.page.getByRole('main');
  const name = visitor.part(words);
  await visitor.leave(() => main.getByRole('button', { name }).or(main.getByRole('link', { name })).first().click());
}

/** What the portal hands out of the file that the page links to. */
async function handedOut(page: Page): Promise<Buffer> {
  const link = page.getByRole('main').getByRole('link', { name: file });
  return (await page.request.get((await link.first().getAttribute('href'))!)).body();
}

/** From the page of the papers to the receipt. */
async function fileIt(visitor: Visitor): Promise<string> {
  const main = visitor.page.getByRole('main');
  await visitor.press('Tiếp tục', main);
  for (const name of [file, other]) await expect(main).toContainText(name);
  await main.getByRole('checkbox').check();
  await visitor.press('Nộp hồ sơ', main);
  return visitor.code();
}

for (const [javaScriptEnabled, language] of [[true, 'vi'], [false, 'en']] as const) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts, in English', () => {
    test.use({ javaScriptEnabled, language, viewport: { width: 320, height: 640 } });

    test('a paper is kept, taken for the next dossier, and deleted', async ({ page }) => {
      test.setTimeout(180_000);
      const visitor = new Visitor(page, language);
      const main = page.getByRole('main');
      const rows = main.locator('.rows').getByRole('listitem').filter({ has: page.getByText(visitor.say(certificate)) });
      await visitor.withAccount(somebody());
      await visitor.open('/tai-khoan/giay-to');
      await expect(main).toContainText(visitor.part('Kho chưa có giấy tờ nào'));
      await looksRight(page);

      await beginFiling(visitor, 'thanh-phan-ho-so');
      const card = page.getByRole('region', { name: visitor.say(certificate) });
      const fromStore = card.getByRole('button', { name: visitor.part('Lấy từ kho giấy tờ') });
      await expect(fromStore).toHaveCount(0);
      const no = main.getByRole('radio', { name: visitor.say('Không') });
      for (const one of await no.all()) await one.check();
      await visitor.upload(certificate, pdf(file, 'Giay chung sinh'));
      await visitor.upload(certificate, pdf(other, 'Mat sau'));
      const first = await fileIt(visitor);

      await test.step('keep it, by consent', async () => {
        await press(visitor, 'Giữ giấy tờ để dùng lại');
        await looksRight(page);
        await expect(main.getByRole('checkbox')).not.toBeChecked();
        await press(visitor, 'Giữ giấy đã chọn');
        await expect(page.locator('#error-summary')).toContainText(visitor.part('Hãy chọn ít nhất một giấy để giữ.'));
        await expect(main.getByRole('checkbox')).toHaveAttribute('aria-invalid', 'true');
        await expect(main.getByRole('checkbox')).toHaveAccessibleDescription(visitor.part('Hãy chọn ít nhất một giấy để giữ.'));
        await main.getByRole('checkbox').check();
        await visitor.fill('Ngày hết hạn', '31/02/2099');
        await press(visitor, 'Giữ giấy đã chọn');
        await expect(main.getByRole('checkbox')).toBeChecked();
        await expect(visitor.input('Ngày hết hạn')).toHaveValue('31/02/2099');
        await expect(visitor.input('Ngày hết hạn')).toHaveAttribute('aria-invalid', 'true');
        await looksRight(page);
        await visitor.fill('Ngày hết hạn', '28/02/2099');
        await press(visitor, 'Giữ giấy đã chọn');
        expect(new URL(page.url()).pathname).toMatch(/\/tai-khoan\/giay-to$/);
        await expect(rows).toContainText('28/02/2099');
        await expect(rows).toContainText(codeOnPage(first));
        await looksRight(page);
        expect(await handedOut(page)).toEqual(pdf(file, 'Giay chung sinh').buffer);
      });

      await test.step('change until when it is good', async () => {
        await press(visitor, 'Đổi hạn');
        await expect(visitor.input('Ngày hết hạn')).toHaveValue('28/02/2099');
        await visitor.fill('Ngày hết hạn', inDays(-1));
        await press(visitor, 'Lưu');
        await expect(visitor.input('Ngày hết hạn')).toHaveValue(inDays(-1));
        await expect(page.locator('#error-summary')).toBeVisible();
        await looksRight(page);
        await visitor.fill('Ngày hết hạn', inDays(10));
        await press(visitor, 'Lưu');
        await expect(rows).toContainText(visitor.part('Sắp hết hạn'));
        await looksRight(page);
      });

      await beginFiling(visitor, 'thanh-phan-ho-so');
      const second = await test.step('take it for the next dossier', async () => {
        for (const one of await no.all()) await one.check();
        await visitor.leave(() => fromStore.click());
        await looksRight(page);
        await press(visitor, 'Dùng giấy này');
        await expect(card.locator('.upload')).toHaveText([/giấy chứng sinh\.pdf/, /mặt sau\.pdf/]);
        for (const one of await no.all()) await expect(one).toBeChecked();

        await visitor.leave(() => fromStore.click());
        await expect(main).toContainText(visitor.part('Đã có trong hồ sơ này'));
        await looksRight(page);
        await press(visitor, 'Quay lại');
        return fileIt(visitor);
      });
      await press(visitor, 'Giữ giấy tờ để dùng lại');
      await expect(main).toContainText(visitor.part('Đã có trong kho'));
      await looksRight(page);

      await test.step('delete it, after a question', async () => {
        await visitor.open('/ho-so');
        await press(visitor, 'Mở kho giấy tờ');
        await press(visitor, 'Xóa khỏi kho');
        await looksRight(page);
        await press(visitor, 'Không xóa');
        await expect(rows).toHaveCount(1);
        await press(visitor, 'Xóa khỏi kho');
        await press(visitor, 'Xóa khỏi kho');
        await expect(main).toContainText(visitor.part('Kho chưa có giấy tờ nào'));
        await looksRight(page);
      });
      for (const code of [first, second]) {
        await visitor.open(`/ho-so/${code}`);
        expect(await handedOut(page)).toEqual(pdf(file, 'Giay chung sinh').buffer);
      }
    });
  });
}

test('a paper that is not among your own is not found', async ({ member, page, troubles }) => {
  troubles.expect(/404/);
  const nobodys = '/tai-khoan/giay-to/019ab000-0000-7000-8000-000000000000';
  for (const where of [nobodys, `${nobodys}/xoa`, '/tai-khoan/giay-to/khong-co', '/ho-so/H21.01-261123-9999/giu-giay-to']) {
    const response = await page.goto(where);
    expect(response?.status(), where).toBe(404);
  }
  await member.logOut();
  await page.goto('/tai-khoan/giay-to');
  await expect(page).toHaveURL(/\/dang-nhap\?tiep=\/tai-khoan\/giay-to/);
});
