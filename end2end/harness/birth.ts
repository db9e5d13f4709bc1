import { home, type Visitor } from './journey.ts';
import { expect, runsScripts, settled } from './test.ts';
import { pdf, photo } from './papers.ts';

const titles: Record<string, string> = {
  'noi-tiep-nhan': 'Nơi tiếp nhận',
  'chu-ho-so': 'Chủ hồ sơ',
  requester: 'Người yêu cầu',
  child: 'Người được khai sinh',
  mother: 'Người mẹ',
  father: 'Người cha',
  copies: 'Bản sao',
  'nhan-ket-qua': 'Nơi nhận kết quả',
  'thanh-phan-ho-so': 'Thành phần hồ sơ',
  'kiem-tra': 'Kiểm tra và nộp',
};

/** The steps of filing a birth registration, in order. */
export const steps = Object.keys(titles);

/** Waits for the page of a step. */
export async function at(visitor: Visitor, step: string): Promise<void> {
  await expect(visitor.page).toHaveURL(new RegExp(`/${step}([?#]|$)`));
  await expect(visitor.page.getByRole('heading', { level: 1, name: visitor.say(titles[step]) })).toBeVisible();
}

const certificate = 'Giấy chứng sinh';

/** Answers one step of filing a birth registration, as a mother who files for her child. */
export async function answer(visitor: Visitor, step: string): Promise<void> {
  const page = visitor.page;
  switch (step) {
    case 'noi-tiep-nhan':
      // The desk of the commune where she lives is proposed.
      await expect(visitor.input('Nơi tiếp nhận hồ sơ')).not.toHaveValue('');
      break;
    case 'chu-ho-so':
      await visitor.choose('Bạn nộp hồ sơ cho ai?', 'Cho tôi');
      await expect(visitor.input('Họ, chữ đệm và tên chủ hồ sơ')).not.toHaveValue('');
      break;
    case 'requester':
      await visitor.choose('Loại giấy tờ tùy thân của người yêu cầu', 'Thẻ căn cước / căn cước công dân');
      await visitor.choose('Quan hệ với người được khai sinh', 'Mẹ');
      break;
    case 'child':
      await visitor.fill('Họ, chữ đệm, tên người được khai sinh', 'Nguyễn Minh An');
      await visitor.fill('Ngày, tháng, năm sinh', '01/11/2026');
      await visitor.choose('Giới tính', 'Nữ');
      await visitor.fill('Dân tộc', 'Kinh');
      await visitor.fill('Quốc tịch', 'Việt Nam');
      await visitor.fill('Nơi sinh', 'Bệnh viện Đa khoa tỉnh Gia Lai, phường Pleiku, tỉnh Gia Lai');
      await visitor.address('Quê quán', home);
      break;
    case 'mother':
      await visitor.choose('Có thông tin người mẹ không?', 'Có');
      await visitor.fill('Họ, chữ đệm, tên người mẹ', 'Nguyễn Thị Hồng Hạnh');
      await visitor.fill('Năm sinh người mẹ', '1990');
      await visitor.fill('Dân tộc người mẹ', 'Kinh');
      await visitor.fill('Quốc tịch người mẹ', 'Việt Nam');
      await visitor.fill('Nơi cư trú người mẹ', '12 Lê Lợi, phường Pleiku, tỉnh Gia Lai');
      await visitor.choose('Loại giấy tờ tùy thân của người mẹ', 'Hộ chiếu');
      await visitor.fill('Số giấy tờ tùy thân của người mẹ', 'C1234567');
      break;
    case 'father':
      await visitor.choose('Có thông tin người cha không?', 'Không');
      break;
    case 'copies':
      await visitor.choose('Đề nghị cấp bản sao trích lục?', 'Có');
      await visitor.fill('Số lượng bản sao', '2');
      break;
    case 'nhan-ket-qua':
      await visitor.choose('Bạn muốn nhận kết quả ở đâu?', 'Tại bộ phận một cửa');
      break;
    case 'thanh-phan-ho-so':
      for (const question of await page.getByRole('main').getByRole('group').filter({ has: page.getByRole('radio') }).all()) {
        await question.getByRole('radio', { name: visitor.say('Không') }).check();
      }
      if (!runsScripts(page)) {
        await visitor.leave(() => page.getByRole('button', { name: visitor.say('Hiện giấy tờ cần nộp') }).click());
      }
      await visitor.upload(certificate, pdf('giấy chứng sinh.pdf', 'Giay chung sinh'));
      await visitor.upload(certificate, await photo(page, 'ảnh mặt sau.jpg'));
      break;
    case 'kiem-tra':
      await expect(page.getByRole('main')).toContainText('Nguyễn Minh An');
      await expect(page.getByRole('main')).toContainText('giấy chứng sinh.pdf');
      await expect(page.getByRole('main')).toContainText('ảnh mặt sau.jpg');
      await page.getByRole('main').getByRole('checkbox').check();
      break;
  }
  await settled(page);
}

/** From the procedure's page to the step `last`, everything before it answered. */
export async function fileUpTo(visitor: Visitor, last: string): Promise<void> {
  for (const step of steps) {
    await at(visitor, step);
    if (step === last) return;
    await answer(visitor, step);
    await visitor.press('Tiếp tục');
  }
}
