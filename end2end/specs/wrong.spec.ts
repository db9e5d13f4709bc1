import type { Page } from '@playwright/test';
import { accessible } from '../harness/axe.ts';
import { steps, answer } from '../harness/birth.ts';
import { beginFiling, expect, test } from '../harness/member.ts';
import { somebody } from '../harness/people.ts';
import { settled } from '../harness/test.ts';

/** The summary of what is wrong has the focus, leads to each field, and each field says what it is. */
async function saysWhatIsWrong(page: Page, sentences: RegExp[]): Promise<void> {
  await settled(page);
  const summary = page.getByRole('main').locator('.error-summary, [role=alert]').first();
  await expect(summary).toBeVisible();
  for (const sentence of sentences) {
    await expect(summary).toContainText(sentence);
    await expect(page.getByRole('main').locator('.field .error, fieldset .error').filter({ hasText: sentence }).first()).toBeVisible();
  }
  for (const link of await summary.getByRole('link').all()) {
    const target = (await link.getAttribute('href'))!.split('#')[1];
    await expect(page.locator(`[id="${target}"]`)).toHaveCount(1);
  }
  const first = summary.getByRole('link').first();
  await first.click();
  const field = page.locator(`[id="${(await first.getAttribute('href'))!.split('#')[1]}"]`);
  await expect(field).toBeFocused();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('registration says what is wrong and loses nothing', async ({ visitor, page }) => {
      const person = somebody();
      await visitor.open('/dang-ky');
      await visitor.provider();
      await visitor.press('Đăng ký tài khoản');
      await visitor.press('Tiếp tục');
      await saysWhatIsWrong(page, [/./]);
      await visitor.choose('Bạn đăng ký tài khoản cho ai?', 'Công dân');
      await visitor.press('Tiếp tục');
      await visitor.choose('Chọn mức độ xác minh', 'Xác minh mức độ trung bình (IAL2)');
      await visitor.press('Tiếp tục');

      for (const [typed, says] of [
        ['06419000123', /phải có đủ 12 chữ số\. Bạn mới nhập 11\./],
        ['064190abc234', /chữ số/],
        ['231234567', /9 số|9 chữ số|chứng minh/i],
      ] as const) {
        await visitor.fill('Số CMND/CCCD', typed);
        await page.getByRole('main').getByRole('button', { name: 'Tiến hành đăng ký' }).click();
        await expect(page.getByRole('main').locator('.error').first()).toContainText(says);
        await saysWhatIsWrong(page, [says]);
        await expect(visitor.input('Số CMND/CCCD')).toHaveValue(typed);
      }
      await accessible(page);
      await visitor.fill('Số CMND/CCCD', person.identityNumber);
      await visitor.press('Tiến hành đăng ký');

      await visitor.details({ ...person, name: 'Nguyễn Văn 4n', birthDate: '31/02/1990', phone: '0269382440', email: 'lan@vidu', password: '12345' });
      await visitor.leave(() => page.getByRole('main').getByRole('button', { name: 'Đăng ký', exact: true }).click());
      await saysWhatIsWrong(page, [/./]);
      for (const [label, typed] of [['Họ, chữ đệm và tên', 'Nguyễn Văn 4n'], ['Ngày sinh', '31/02/1990'], ['Số điện thoại di động', '0269382440'], ['Email', 'lan@vidu']]) {
        await expect(visitor.input(label)).toHaveValue(typed);
        await expect(visitor.input(label)).toHaveAttribute('aria-invalid', 'true');
      }
      await expect(visitor.input('Mật khẩu')).toHaveAttribute('aria-invalid', 'true');
      await accessible(page);
    });

    test('wrong login says neither what was wrong nor who has an account', async ({ visitor, person, page }) => {
      const said: string[] = [];
      for (const identityNumber of [person.identityNumber, somebody().identityNumber]) {
        await visitor.open('/dang-nhap/tinh');
        await visitor.fill('Số CMND/CCCD', identityNumber);
        await visitor.fill('Mật khẩu', 'không phải mật khẩu này');
        await page.getByRole('main').getByRole('button', { name: 'Đăng nhập', exact: true }).click();
        const alert = page.getByRole('main').locator('.error-summary, [role=alert]').first();
        await expect(alert).toBeVisible();
        said.push(await alert.innerText());
        await expect(visitor.input('Mật khẩu')).toHaveValue('');
      }
      expect(said[0]).toBe(said[1]);
      await accessible(page);
    });

    test('filing says what is wrong and loses nothing', async ({ member, page }) => {
      await beginFiling(member, 'child');
      await member.fill('Họ, chữ đệm, tên người được khai sinh', 'An 2');
      await member.fill('Ngày, tháng, năm sinh', '01/01/2090');
      await member.fill('Nơi sinh', 'x'.repeat(301));
      await member.leave(() => page.getByRole('main').getByRole('button', { name: 'Tiếp tục' }).click());
      await saysWhatIsWrong(page, [/./]);
      await expect(member.input('Họ, chữ đệm, tên người được khai sinh')).toHaveValue('An 2');
      await expect(member.input('Ngày, tháng, năm sinh')).toHaveValue('01/01/2090');
      await expect(member.input('Nơi sinh')).toHaveValue('x'.repeat(301));
      await accessible(page);
    });

    test('a file that is none of the kinds taken is refused with the reason', async ({ member, page }) => {
      await beginFiling(member, 'thanh-phan-ho-so');
      const place = member.files(page.getByRole('region', { name: 'Giấy chứng sinh', exact: true }));
      for (const [name, mimeType, content, says] of [
        ['phim.mp4', 'video/mp4', '\0\0\0\x18ftypmp42\0\0\0\0', /video/],
        ['rong.pdf', 'application/pdf', '', /trống|rỗng/],
        ['doi ten.pdf', 'application/pdf', 'MZ\x90\0\x03\0\0\0', /Không nhận được chương trình/],
      ] as const) {
        await place.setInputFiles({ name, mimeType, buffer: Buffer.from(content, 'latin1') });
        if (!javaScriptEnabled) await page.getByRole('main').getByRole('button', { name: /^Tải lên/ }).first().click();
        await expect(page.getByRole('main').getByText(says).first()).toBeVisible();
        if (javaScriptEnabled) {
          await expect(page.getByRole('main').getByRole('status').filter({ hasText: name })).toContainText(/^Chưa nhận/);
        }
      }
    });

    test('every question that was left out is named', async ({ member, page }) => {
      await beginFiling(member, 'thanh-phan-ho-so');
      const main = page.getByRole('main');
      const questions = main.getByRole('group').filter({ has: page.getByRole('radio') });
      const asked = await questions.locator('legend').allInnerTexts();
      expect(asked.length).toBeGreaterThan(1);
      await main.getByRole('button', { name: 'Tiếp tục', exact: true }).click();
      for (const question of asked) {
        await expect(page.locator('#error-summary')).toContainText(`Hãy trả lời: ${question.trim()}`);
      }
    });

    test('a mistyped code gets a helpful answer', async ({ visitor, page }) => {
      for (const typed of ['H21.65-990231-0001', '1.001193', 'abc', '']) {
        await visitor.open('/tra-cuu');
        await visitor.fill('Mã hồ sơ', typed);
        await page.getByRole('main').getByRole('textbox').last().fill('1234');
        await page.getByRole('main').getByRole('button', { name: 'Tra cứu' }).click();
        await expect(page.getByRole('main').locator('.error, [role=alert]').first()).toBeVisible();
        await expect(visitor.input('Mã hồ sơ')).toHaveValue(typed);
      }
    });
  });
}

test('the last gate leads back to the first step that lacks something', async ({ member, page }) => {
  await beginFiling(member, 'child');
  await page.goto(page.url().replace(/\/child.*$/, '/kiem-tra'));
  await member.arrived();
  const agree = page.getByRole('main').getByRole('checkbox');
  if (await agree.isVisible()) {
    await agree.check();
    await member.press('Nộp hồ sơ', page.getByRole('main'));
  }
  await expect(page.getByRole('main').getByRole('link', { name: /Người được khai sinh/ }).or(page.getByRole('heading', { name: 'Người được khai sinh' })).first()).toBeVisible();
});

test('strange answers are kept as they are or refused, never a 500', async ({ member, page }) => {
  await beginFiling(member, 'child');
  for (const typed of ['Nguyễn'.normalize('NFD'), '<b>x</b>', '=1+1', 'A\u202EB', '😀'.repeat(20), 'ư'.repeat(5000), '${7*7}', "'; DROP TABLE draft;--"]) {
    await member.fill('Nơi sinh', typed);
    await member.leave(() => page.getByRole('main').getByRole('button', { name: 'Tiếp tục' }).click());
    await page.goto(page.url().replace(/\/[^/]*$/, '/child'));
    await settled(page);
    await expect(member.input('Nơi sinh')).toHaveValue(typed);
  }
  expect(steps).toContain(member.step());
  await answer(member, 'child');
});
