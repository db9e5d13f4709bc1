// Photographs the pages of officers into target/screenshots.
import { join, resolve } from 'node:path';
import { test, type Page } from '@playwright/test';
import { atWork, fileAtDesk, move } from '../harness/desk.ts';
import { Visitor } from '../harness/journey.ts';
import { agency, officers } from '../harness/officer.ts';
import { somebody } from '../harness/people.ts';

const folder = resolve(import.meta.dirname, '../../target/screenshots');

async function photograph(page: Page, name: string): Promise<void> {
  for (const [width, height] of [
    [360, 740],
    [1366, 768],
  ]) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: join(folder, `officers-${name}-${width}.png`), fullPage: true });
    await page.screenshot({ path: join(folder, `officers-${name}-${width}-first.png`) });
  }
}

test('officers', async ({ browser, page }) => {
  const member = new Visitor(page);
  await member.withAccount(somebody());
  const codes = [await fileAtDesk(member), await fileAtDesk(member), await fileAtDesk(member)];
  const officer = await atWork(browser, officers.deskOfficer);
  for (const [name, where] of Object.entries({
    inbox: '/tiep-nhan',
    'inbox-en': '/en/tiep-nhan',
    'inbox-empty': '/tiep-nhan?danh-sach=qua-han',
    counter: '/tiep-nhan/quay',
    help: '/tiep-nhan/tai-khoan',
    absence: '/tiep-nhan/vang-mat',
    dossier: `/tiep-nhan/ho-so/${codes[0]}`,
    'dossier-en': `/en/tiep-nhan/ho-so/${codes[0]}`,
  })) {
    await officer.open(where);
    await photograph(officer.page, name);
  }
  await officer.open(`/tiep-nhan/ho-so/${codes[0]}`);
  const main = officer.page.getByRole('main');
  await officer.page.locator('.desk-item').first().locator('summary', { hasText: 'Không đạt' }).click();
  await photograph(officer.page, 'dossier-refusing');
  await officer.page.getByLabel('Lý do').first().selectOption({ label: 'Mờ, tối hoặc bị cắt' });
  await officer.leave(() => main.getByRole('button', { name: 'Ghi không đạt' }).first().click());
  await officer.leave(() => main.getByRole('button', { name: /Đạt tất cả mục chưa xem/ }).click());
  await photograph(officer.page, 'dossier-judged');
  await move(officer, 'Yêu cầu bổ sung');
  await photograph(officer.page, 'dossier-paused');
  await member.open(`/ho-so/${codes[0]}`);
  await photograph(page, 'citizen-asked');
  await member.open(`/ho-so/${codes[0]}/bo-sung`);
  await photograph(page, 'citizen-supplement');
  await officer.open(`/tiep-nhan/ho-so/${codes[1]}`);
  await officer.leave(() => main.getByRole('button', { name: /Đạt tất cả mục chưa xem/ }).click());
  await officer.page.locator('#moves details').first().locator('summary').click();
  await photograph(officer.page, 'dossier-moving');
  await officer.open(`/tiep-nhan/ho-so/${codes[1]}`);
  await move(officer, 'Tiếp nhận');
  await photograph(officer.page, 'dossier-received');
  await move(officer, 'Chuyển xử lý', async () => {
    await officer.page.getByLabel('Đơn vị xử lý').selectOption({ label: agency });
  });
  await member.open(`/ho-so/${codes[1]}`);
  await photograph(page, 'citizen-processing');
  await member.open(`/thong-ke`);
  await photograph(page, 'statistics');
  await member.open(`/xac-minh`);
  await photograph(page, 'verify');
  const administrator = await atWork(browser, officers.administrator);
  for (const [name, where] of Object.entries({
    members: '/quan-tri/nhan-su',
    systems: '/quan-tri/he-thong',
    templates: '/quan-tri/mau-tin',
    agencies: '/quan-tri/co-quan',
    agency: '/quan-tri/co-quan/sua?ma=H21.01',
    procedures: '/quan-tri/thu-tuc',
    words: '/quan-tri/tu-tim',
  })) {
    const answer = await administrator.page.goto(where);
    if (answer?.ok()) await photograph(administrator.page, name);
    else console.log(`${where}: ${answer?.status()}`);
  }
});
