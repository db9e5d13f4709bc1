import { at } from '../harness/birth.ts';
import { home } from '../harness/journey.ts';
import { expect, test } from '../harness/member.ts';
import { pdf } from '../harness/papers.ts';

test('on somebody’s behalf one files with their authorisation', async ({ member, page }) => {
  // A procedure without a form of its own: it says so and asks for the request in words.
  await member.open('/dich-vu-cong/1.005090');
  await member.begin();
  await at(member, 'noi-tiep-nhan');
  await member.press('Tiếp tục');
  await member.choose('Bạn nộp hồ sơ cho ai?', 'Thay mặt người khác, có giấy ủy quyền');
  await member.fill('Họ, chữ đệm và tên chủ hồ sơ', 'Siu Bia');
  await member.fill('Số định danh cá nhân của chủ hồ sơ', '064182000123');
  await member.address('Nơi cư trú của chủ hồ sơ', home);
  await member.press('Tiếp tục');
  await expect(page.getByRole('main')).toContainText('Thủ tục này chưa có biểu mẫu riêng trên cổng.');
  await member.fill('Nội dung đề nghị', 'Xin xét tuyển vào lớp 6.');
  await member.press('Tiếp tục');
  await page.getByRole('main').getByRole('radio').first().check();
  await member.press('Tiếp tục');

  await at(member, 'thanh-phan-ho-so');
  const main = page.getByRole('main');
  const authorisation = main.getByRole('region', { name: 'Giấy ủy quyền', exact: true });
  await expect(authorisation).toContainText('Bắt buộc.');
  for (const question of await main.getByRole('group').filter({ has: page.getByRole('radio') }).all()) {
    await question.getByRole('radio', { name: 'Không', exact: true }).check();
  }
  for (const card of await main.getByRole('region').filter({ hasText: 'Bắt buộc.' }).filter({ hasNotText: 'Giấy ủy quyền' }).all()) {
    await member.files(card).setInputFiles(pdf('giấy tờ.pdf', 'Giay to'));
    await expect(card.getByRole('listitem')).toContainText('Đã nhận');
  }
  await main.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(page.locator('#error-summary').getByRole('link')).toHaveText([/Giấy ủy quyền/]);

  await member.upload('Giấy ủy quyền', pdf('uỷ quyền.pdf', 'Uy quyen'));
  await member.press('Tiếp tục');
  await at(member, 'kiem-tra');
  await expect(main).toContainText('Siu Bia');
  await main.getByRole('checkbox').check();
  await member.press('Nộp hồ sơ', main);
  await member.code();
});
