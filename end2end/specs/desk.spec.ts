import { accessible } from '../harness/axe.ts';
import { atWork, fileAtDesk, move } from '../harness/desk.ts';
import { Visitor } from '../harness/journey.ts';
import { expect, test } from '../harness/member.ts';
import { agency, officers } from '../harness/officer.ts';
import { mails } from '../harness/outbox.ts';
import { pdf } from '../harness/papers.ts';
import { somebody } from '../harness/people.ts';

const certificate = 'Giấy chứng sinh';

test.describe('the desk without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a citizen and two officers bring a dossier from filing to its result', async ({ browser, page }) => {
    test.setTimeout(300_000);
    const person = somebody();
    const member = new Visitor(page);
    await member.withAccount(person);
    const code = await fileAtDesk(member);
    const sheet = `/tiep-nhan/ho-so/${code}`;

    const officer = await atWork(browser, officers.deskOfficer);
    const main = officer.page.getByRole('main');
    await officer.open(sheet);
    await accessible(officer.page);
    await expect(main).toContainText('Nguyễn Minh An');
    // The paper is a picture that the server made.
    const picture = await officer.page.request.get((await main.locator('.desk-picture img').first().getAttribute('src'))!);
    expect(picture.headers()['content-type']).toBe('image/jpeg');

    const paper = main.locator('.desk-item').filter({ has: officer.page.getByRole('heading', { name: certificate }) });
    await paper.locator('summary', { hasText: 'Không đạt' }).click();
    await paper.getByLabel('Lý do').selectOption({ label: 'Mờ, tối hoặc bị cắt' });
    await paper.getByLabel('Giải thích thêm').fill('Chụp lại trang 2');
    await officer.leave(() => paper.getByRole('button', { name: 'Ghi không đạt' }).click());
    await officer.leave(() => main.getByRole('button', { name: /Đạt tất cả mục chưa xem/ }).click());
    await move(officer, 'Yêu cầu bổ sung');
    await expect(main).toContainText('Yêu cầu bổ sung');

    await member.open(`/ho-so/${code}`);
    await expect(page.getByRole('main')).toContainText('Chụp lại trang 2');
    await member.press('Bổ sung ngay');
    await accessible(page);
    await page.getByLabel(new RegExp(`Tệp thay thế: ${certificate}`)).setInputFiles(pdf('giấy mới.pdf', 'Giay chung sinh'));
    await member.press('Gửi bổ sung', page.getByRole('main'));
    await expect(page.getByRole('main')).toContainText('Đã gửi phần bổ sung');

    // Two officers see the same; one is too late.
    await officer.open(sheet);
    const other = await atWork(browser, officers.deskOfficer);
    await other.open(sheet);
    await officer.leave(() => main.getByRole('button', { name: /Đạt tất cả mục chưa xem/ }).click());
    await move(officer, 'Tiếp nhận');
    await move(other, 'Từ chối tiếp nhận', () => other.page.locator('#moves').getByLabel('Lý do cụ thể').first().fill('Nộp sai nơi'));
    await expect(other.page.getByRole('main')).toContainText('Người khác vừa chuyển hồ sơ này');

    await move(officer, 'Chuyển xử lý', async () => {
      await officer.page.getByLabel('Đơn vị xử lý').selectOption({ label: agency });
    });
    const specialist = await atWork(browser, officers.specialist);
    await specialist.open(sheet);
    await specialist.page.getByLabel('Tệp').setInputFiles(pdf('trích lục.pdf', 'Trich luc khai sinh'));
    await specialist.leave(() => specialist.page.getByRole('button', { name: 'Thêm tài liệu' }).click());
    await move(specialist, 'Hoàn thành');
    await officer.open(sheet);
    await move(officer, 'Trả kết quả', () => officer.page.getByLabel('Người nhận đã ký nhận tại quầy').check());

    await member.open(`/ho-so/${code}`);
    const result = page.getByRole('main').getByRole('link', { name: /trích lục/ });
    const content = await page.request.get((await result.getAttribute('href'))!);
    expect((await content.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.getByLabel('Rất hài lòng').check();
    await member.press('Gửi đánh giá');
    await expect(page.getByRole('main')).toContainText('Cảm ơn bạn');
    const told = (await mails(page.request, person.email)).map((mail) => mail.subject);
    for (const words of ['cần bổ sung', 'đã được tiếp nhận', 'đã có kết quả', 'Đã trả kết quả']) {
      expect(told.some((subject) => subject.includes(words)), words).toBe(true);
    }
  });

  test('a dossier is withdrawn by whoever filed it', async ({ page }) => {
    test.setTimeout(120_000);
    const member = new Visitor(page);
    await member.withAccount(somebody());
    const code = await fileAtDesk(member);
    await member.open(`/ho-so/${code}`);
    await member.press('Rút hồ sơ');
    await accessible(page);
    await member.press('Rút hồ sơ', page.getByRole('main'));
    await expect(page.getByRole('main')).toContainText('Đã rút hồ sơ');
  });
});
