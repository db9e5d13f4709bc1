import { accessible } from '../harness/axe.ts';
import { answer, at, steps } from '../harness/birth.ts';
import { codeOnPage, Visitor } from '../harness/journey.ts';
import { mail } from '../harness/outbox.ts';
import { somebody } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

test('the guide can be walked from the first page to the result of looking up', async ({ page, language }) => {
  const person = somebody();
  const visitor = new Visitor(page, language, accessible);

  await test.step('register', () => visitor.register(person));
  await test.step('confirm by the button of the mail', () => visitor.confirm(person));
  await test.step('log in', async () => {
    await visitor.logIn(person);
    expect(new URL(page.url()).pathname).toBe(language === 'vi' ? '/' : '/en');
    await expect(page.getByRole('banner')).toContainText(person.name);
  });

  await test.step('find, without diacritics', async () => {
    await visitor.open('/dich-vu-cong');
    await page.getByRole('main').getByRole('searchbox').fill('lam giay khai sinh');
    await visitor.leave(() => page.getByRole('main').getByRole('searchbox').press('Enter'));
    await visitor.press('Đăng ký khai sinh', page.getByRole('main'));
    await visitor.begin();
  });

  for (const step of steps) {
    await test.step(`file: ${step}`, async () => {
      await at(visitor, step);
      await answer(visitor, step);
      await accessible(page);
      await visitor.press(step === 'kiem-tra' ? 'Nộp hồ sơ' : 'Tiếp tục', page.getByRole('main'));
    });
  }

  const code = await test.step('the receipt says who has it, and its code', async () => {
    await expect(page.getByRole('main')).toContainText(visitor.part('Hồ sơ đã chuyển đến bộ phận tiếp nhận hồ sơ'));
    await expect(page.getByRole('main').getByRole('img', { name: /QR/ })).toBeVisible();
    return visitor.code();
  });
  const message = await mail(page.request, person.email, 1);
  expect(message.text).toContain(code);

  await test.step('my dossiers', async () => {
    await visitor.open('/ho-so');
    const entry = page.getByRole('main').getByRole('listitem').filter({ hasText: codeOnPage(code) });
    await visitor.leave(() => entry.getByRole('link').first().click());
    expect(await visitor.code()).toBe(code);
  });

  await test.step('log out', async () => {
    await visitor.logOut();
    await expect(page.getByRole('banner')).not.toContainText(person.name);
  });

  await test.step('look up without an account', async () => {
    await visitor.open('/tra-cuu');
    await visitor.fill('Mã hồ sơ', code);
    await visitor.fill('Bốn số cuối', person.identityNumber.slice(-4));
    await visitor.press('Tra cứu', page.getByRole('main'));
    expect(await visitor.code()).toBe(code);
    expect(await page.content()).not.toContain(person.name);
    expect(await page.content()).not.toContain('Nguyễn Minh An');
  });
});
