import { beginFiling, expect, test } from '../harness/member.ts';
import { pdf } from '../harness/papers.ts';

const certificate = 'Giấy chứng sinh';

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('whichever button sends the page of the papers, nothing on it is lost', async ({ member, page }) => {
    await beginFiling(member, 'thanh-phan-ho-so');
    const main = page.getByRole('main');
    const questions = main.getByRole('group').filter({ has: page.getByRole('radio') });
    const no = questions.getByRole('radio', { name: 'Không', exact: true });
    const card = page.getByRole('region', { name: certificate, exact: true });

    await no.first().check();
    await member.upload(certificate, pdf('mặt trước.pdf', 'Giay chung sinh'));
    await expect(no.first()).toBeChecked();

    for (const one of await no.all()) await one.check();
    await member.files(card).setInputFiles([pdf('mặt sau.pdf', 'Giay chung sinh'), pdf('trang ba.pdf', 'Giay chung sinh')]);
    await card.getByRole('button', { name: /^Xóa\s+mặt trước/ }).click();
    await expect(card.getByRole('listitem')).toHaveText([/mặt sau\.pdf/, /trang ba\.pdf/]);
    for (const one of await no.all()) await expect(one).toBeChecked();

    await member.files(card).setInputFiles({ name: 'phim.mp4', mimeType: 'video/mp4', buffer: Buffer.from('phim') });
    await main.getByRole('button', { name: 'Tiếp tục' }).click();
    await expect(card.getByRole('listitem').filter({ hasText: 'phim.mp4' })).toContainText('Không nhận được');

    await member.files(card).setInputFiles(pdf('trang bốn.pdf', 'Giay chung sinh'));
    await member.press('Tiếp tục', main);
    expect(member.step()).toBe('kiem-tra');
    await expect(main).toContainText('trang bốn.pdf');
  });

  test('each file that was refused is named with its reason', async ({ member, page }) => {
    await beginFiling(member, 'thanh-phan-ho-so');
    const card = page.getByRole('region', { name: certificate, exact: true });
    const bad = (name: string) => ({ name, mimeType: 'video/mp4', buffer: Buffer.from('phim') });
    await member.files(card).setInputFiles([bad('một.mp4'), bad('hai.mp4'), pdf('ba.pdf', 'Giay chung sinh')]);
    await card.getByRole('button', { name: /^Tải lên/ }).click();
    await expect(card.getByRole('listitem')).toHaveText([/một\.mp4/, /hai\.mp4/, /ba\.pdf/]);
    await expect(page).toHaveTitle(/^Lỗi: /);
    const links = page.locator('#error-summary').getByRole('link');
    await expect(links).toHaveText([/^một\.mp4: Không nhận được/, /^hai\.mp4: Không nhận được/]);
    await links.first().click();
    await expect(card.getByRole('listitem').first()).toBeFocused();

    await member.files(card).setInputFiles(pdf('bốn.pdf', 'Giay chung sinh'));
    await card.getByRole('button', { name: /^Tải lên/ }).click();
    await expect(card.getByRole('listitem')).toHaveText([/ba\.pdf/, /bốn\.pdf/]);
    await expect(page).not.toHaveTitle(/^Lỗi: /);
  });
});

test('the summary follows what is answered and handed in', async ({ member, page }) => {
  await beginFiling(member, 'thanh-phan-ho-so');
  const main = page.getByRole('main');
  const summary = page.locator('#error-summary');
  const missing = summary.getByRole('link', { name: certificate });
  await main.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(summary).toBeFocused();
  await expect(missing).toBeVisible();

  await member.upload(certificate, pdf('giấy chứng sinh.pdf', 'Giay chung sinh'));
  await expect(missing).toHaveCount(0);
  for (const question of await main.getByRole('group').filter({ has: page.getByRole('radio') }).all()) {
    await expect(summary).toBeVisible();
    await question.getByRole('radio', { name: 'Không', exact: true }).check();
  }
  await expect(summary).toHaveCount(0);
});

test('a form is said to be filled in only when it is', async ({ member, page }) => {
  await member.open('/dich-vu-cong/1.001193');
  await member.begin();
  const papers = new URL(page.url()).pathname.replace(/[^/]*$/, 'thanh-phan-ho-so');
  const main = page.getByRole('main');
  await member.open(papers);
  await expect(main).toContainText('Còn chỗ chưa điền ở các bước trước');
  await beginFiling(member, 'thanh-phan-ho-so');
  await expect(main).toContainText('Đã điền ở các bước trước');
});
