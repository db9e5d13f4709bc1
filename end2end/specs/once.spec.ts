import { answer } from '../harness/birth.ts';
import { beginFiling, expect, test } from '../harness/member.ts';
import { confirmationCode, confirmationLink, mail, mails } from '../harness/outbox.ts';
import { somebody } from '../harness/people.ts';
import { Visitor } from '../harness/journey.ts';

const code = /H\d\d(?:\.\d+)*[-\u2011]\d{6}[-\u2011]\d{4,}/;

test('pressing twice files one dossier', async ({ member, page }) => {
  await member.open('/ho-so');
  const before = await page.getByRole('main').getByRole('listitem').filter({ hasText: code }).count();
  await beginFiling(member, 'kiem-tra');
  await answer(member, 'kiem-tra');
  await member.leave(() => page.getByRole('main').getByRole('button', { name: member.say('Nộp hồ sơ') }).dblclick());
  await expect(page.getByRole('main')).toContainText(code);
  await member.open('/ho-so');
  await expect(page.getByRole('main').getByRole('listitem').filter({ hasText: code })).toHaveCount(before + 1);
});

test('filing from two tabs makes one dossier and shows the same receipt twice', async ({ member, page, context }) => {
  await beginFiling(member, 'kiem-tra');
  await answer(member, 'kiem-tra');
  const second = new Visitor(await context.newPage());
  await second.page.goto(page.url());
  await second.arrived();
  const agreed = second.page.getByRole('main').getByRole('checkbox');
  if (!(await agreed.isChecked())) await agreed.check();

  const codes: string[] = [];
  for (const visitor of [member, second]) {
    await visitor.press('Nộp hồ sơ', visitor.page.getByRole('main'));
    codes.push(await visitor.code());
  }
  expect(codes[0]).toBe(codes[1]);
});

test('fetching the link of the mail confirms nothing; its button does, and only once', async ({ visitor, page, request }) => {
  const person = somebody();
  await visitor.register(person);
  const link = confirmationLink(await mail(request, person.email));
  for (let scan = 0; scan < 3; scan += 1) {
    expect((await request.get(link)).status()).toBe(200);
    expect((await request.head(link)).status()).toBeLessThan(400);
  }
  await visitor.open('/dang-nhap');
  await visitor.provider();
  await visitor.fill('Số CMND/CCCD', person.identityNumber);
  await visitor.fill('Mật khẩu', person.password);
  await visitor.press('Đăng nhập', page.getByRole('main'));
  await expect(page.getByRole('main')).toContainText('Số CMND/CCCD hoặc mật khẩu không đúng');

  await visitor.confirm(person);
  await page.goto(link);
  await visitor.arrived();
  await expect(page.getByRole('button', { name: 'Xác nhận' })).toHaveCount(0);
  await visitor.logIn(person);
  await expect(page.getByRole('banner')).toContainText(person.name);
});

test('the code of the mail confirms too', async ({ visitor, page, request }) => {
  const person = somebody();
  await visitor.register(person);
  const digits = confirmationCode(await mail(request, person.email));
  const wrong = digits === '123456' ? '654321' : '123456';
  const press = () => page.getByRole('main').getByRole('button', { name: 'Xác nhận', exact: true }).click();
  await visitor.fill('Mã 6 chữ số trong thư', wrong);
  await press();
  await expect(page.getByRole('main')).toContainText('Mã này chưa đúng');
  await visitor.fill('Mã 6 chữ số trong thư', digits);
  await visitor.leave(press);
  await visitor.logIn(person);
  await expect(page.getByRole('banner')).toContainText(person.name);
});

test('registering a number that has an account says nothing about it', async ({ visitor, person, request, anotherDevice }) => {
  const stranger = { ...somebody(), identityNumber: person.identityNumber };
  await visitor.register(stranger);
  const said = async (visitor: Visitor, email: string) =>
    (await visitor.page.getByRole('main').innerText()).replaceAll(email, '').replace(/\d\d:\d\d:\d\d/, '');
  const page = await said(visitor, stranger.email);
  const fresh = somebody();
  const other = new Visitor(await (await anotherDevice()).newPage());
  await other.register(fresh);
  expect(page).toBe(await said(other, fresh.email));
  const [toStranger, toFresh] = [await mail(request, stranger.email), await mail(request, fresh.email)];
  expect(toStranger.subject).toBe(toFresh.subject);
  expect((await mails(request, person.email)).length).toBeGreaterThan(0);
});
