import type { Locator, Page } from '@playwright/test';
import { accessible } from '../harness/axe.ts';
import { atWork, fileAtDesk, move } from '../harness/desk.ts';
import { Visitor } from '../harness/journey.ts';
import { expect, test } from '../harness/member.ts';
import { agency, officers } from '../harness/officer.ts';
import { readLetter, sealIsGenuine, tight, type Letter } from '../harness/letter.ts';
import { mails } from '../harness/outbox.ts';
import { pdf } from '../harness/papers.ts';
import { somebody } from '../harness/people.ts';

const certificate = 'Giấy chứng sinh';

/** Opens a form that a page offers, as other programs read it. */
async function formOf(page: Page, name: string): Promise<Letter> {
  const link = page.getByRole('link', { name: new RegExp(`^${name}`), includeHidden: true });
  const answer = await page.request.get((await link.first().getAttribute('href'))!);
  expect(answer.headers()['content-type']).toBe('application/pdf');
  return readLetter(await answer.body());
}

/** The code on a form leads a stranger to what the portal knows of it; its seal is checked without the portal's help. */
async function checks(page: Page, letter: Letter, code: string): Promise<void> {
  expect(tight(letter.pages.join(' '))).toContain(code);
  const link = new URL(letter.link!);
  const keys = await (await page.request.get('/xac-minh/khoa.json')).json();
  const sealed = link.searchParams.get('s')!;
  expect(sealIsGenuine(sealed, keys)).toBe(true);
  expect(sealIsGenuine(sealed.replace(/^(.{20})(.)/, (_, head, sign) => head + (sign === '7' ? '8' : '7')), keys)).toBe(false);
  const said = await (await page.request.get(link.pathname + link.search)).text();
  expect(said).toContain('Giấy thật');
  expect(said).toContain(code.replaceAll('-', '\u2011'));
}

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

  test('a refusal and an apology are told on their forms, which others can check', async ({ browser, page }) => {
    test.setTimeout(300_000);
    const person = somebody();
    const member = new Visitor(page);
    await member.withAccount(person);
    const refused = await fileAtDesk(member);
    const late = await fileAtDesk(member);
    const officer = await atWork(browser, officers.deskOfficer);

    await officer.open(`/tiep-nhan/ho-so/${refused}`);
    await move(officer, 'Từ chối tiếp nhận', () =>
      officer.page.locator('#moves').getByLabel('Lý do cụ thể').first().fill('Trẻ đã được đăng ký khai sinh tại Quy Nhơn'),
    );
    await member.open(`/ho-so/${refused}`);
    await expect(page.getByRole('main')).toContainText('Trẻ đã được đăng ký khai sinh tại Quy Nhơn');
    const refusal = await formOf(page, 'Phiếu từ chối tiếp nhận giải quyết hồ sơ');
    expect(tight(refusal.pages.join(' '))).toContain(tight('Trẻ đã được đăng ký khai sinh tại Quy Nhơn'));
    await checks(page, refusal, refused);

    await officer.open(`/tiep-nhan/ho-so/${late}`);
    await officer.leave(() => officer.page.getByRole('button', { name: /Đạt tất cả mục chưa xem/ }).click());
    await move(officer, 'Tiếp nhận');
    await move(officer, 'Chuyển xử lý', async () => {
      await officer.page.getByLabel('Đơn vị xử lý').selectOption({ label: agency });
    });
    await member.open(`/ho-so/${late}`);
    const receipt = await formOf(page, 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả');
    expect(tight(receipt.pages.join(' '))).toContain(tight('Giấy chứng sinh'));
    await checks(page, receipt, late);

    const leader = await atWork(browser, officers.leader);
    await leader.open(`/tiep-nhan/ho-so/${late}`);
    const end = new Date(Date.now() + 30 * 86_400_000);
    // A day on which the office is open.
    while ([0, 6].includes(end.getUTCDay())) end.setUTCDate(end.getUTCDate() + 1);
    const [year, month, day] = end.toISOString().slice(0, 10).split('-');
    await move(leader, 'Xin lỗi và gia hạn', async () => {
      const panel = leader.page.locator('#moves');
      await panel.getByLabel('Lý do cụ thể').last().fill('Chờ cơ quan công an xác minh nơi cư trú');
      await panel.getByLabel('Ngày hẹn trả mới').fill(`${day}/${month}/${year}`);
    });
    await member.open(`/ho-so/${late}`);
    await expect(page.getByRole('main')).toContainText(`${day}/${month}/${year}`);
    const apology = await formOf(page, 'Phiếu xin lỗi và đề nghị gia hạn');
    expect(tight(apology.pages.join(' '))).toContain(tight('Chờ cơ quan công an xác minh nơi cư trú'));
    await checks(page, apology, late);
    const told = (await mails(page.request, person.email)).map((mail) => mail.subject);
    for (const code of [refused, late]) expect(told.filter((subject) => subject.includes(code)).length).toBeGreaterThan(0);

    // What stays at the desk comes out by itself.
    await leader.open(`/tiep-nhan/ho-so/${late}`);
    const sheet = await formOf(leader.page, 'Phiếu kiểm soát quá trình giải quyết hồ sơ');
    expect(tight(sheet.pages.join(' '))).toContain(tight('Nguyễn Thị Thu Thảo'));
    await officer.open('/tiep-nhan');
    await officer.page.locator('summary', { hasText: 'Sổ theo dõi hồ sơ' }).click();
    const form = officer.page.locator('form[action="/tiep-nhan/so-theo-doi"]');
    const asked = new URLSearchParams({
      agency: await form.getByLabel('Bộ phận một cửa').inputValue(),
      first: await form.getByLabel('Từ ngày').inputValue(),
      last: await form.getByLabel('Đến ngày').inputValue(),
    });
    const register = await officer.page.request.get(`/tiep-nhan/so-theo-doi?${asked}`);
    expect(tight((await readLetter(await register.body())).pages.join(' '))).toContain(late);
  });

  test('from the inbox to a complete request for supplements in nine taps', async ({ browser, page }) => {
    test.setTimeout(120_000);
    const member = new Visitor(page);
    await member.withAccount(somebody());
    const code = await fileAtDesk(member);
    const officer = await atWork(browser, officers.deskOfficer);
    const at = officer.page;
    await officer.open('/tiep-nhan');
    let taps = 0;
    const tap = async (target: Locator): Promise<void> => {
      taps += 1;
      await target.click();
    };
    await tap(at.getByRole('link', { name: code.replaceAll('-', '\u2011') }));
    const paper = at.locator('.desk-item').filter({ has: at.getByRole('heading', { name: certificate }) });
    await tap(paper.locator('summary', { hasText: 'Không đạt' }));
    // Opening the list, and the line of it.
    taps += 2;
    await paper.getByLabel('Lý do').selectOption({ label: 'Mờ, tối hoặc bị cắt' });
    await tap(paper.getByLabel('Giải thích thêm'));
    await at.keyboard.type('Chụp lại trang 2');
    await tap(paper.getByRole('button', { name: 'Ghi không đạt' }));
    await tap(at.getByRole('button', { name: /Đạt tất cả mục chưa xem/ }));
    const panel = at.locator('#moves details').filter({ hasText: 'Yêu cầu bổ sung' }).first();
    await tap(panel.locator('summary'));
    await tap(panel.getByRole('button', { name: 'Yêu cầu bổ sung' }));
    await expect(at.getByRole('main')).toContainText('Yêu cầu bổ sung');
    expect(taps).toBeLessThanOrEqual(9);
    await member.open(`/ho-so/${code}`);
    await expect(page.getByRole('main')).toContainText('Chụp lại trang 2');
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
