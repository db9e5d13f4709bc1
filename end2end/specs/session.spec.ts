import { port } from '../harness/address.ts';
import { beginFiling, expect, test } from '../harness/member.ts';
import { somebody } from '../harness/people.ts';
import { freshDatabase, letSessionsRunOut } from '../harness/postgres.ts';
import { startPortal } from '../harness/server.ts';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    const ownPort = port + (javaScriptEnabled ? 6 : 7);
    test.use({ javaScriptEnabled, baseURL: `http://localhost:${ownPort}` });

    test('a session that runs out in the middle of filing costs nothing', async ({ visitor, page }) => {
      // On a portal of its own, so that nobody else's session runs out.
      const database = await freshDatabase(`motcua_session_${ownPort}`);
      const portal = await startPortal(`session-${ownPort}`, ownPort, { MOTCUA_DATABASE_URL: database });
      try {
        const person = somebody();
        await visitor.register(person);
        await visitor.confirm(person);
        await visitor.logIn(person);
        await beginFiling(visitor, 'child');
        const where = page.url().split('?')[0];
        await visitor.fill('Họ, chữ đệm, tên người được khai sinh', 'Nguyễn Minh Khôi');
        await letSessionsRunOut(database);
        await visitor.fill('Nơi sinh', 'Trạm y tế xã Ia Ly');
        await visitor.leave(() => page.getByRole('main').getByRole('button', { name: 'Tiếp tục' }).click());

        // The portal asks who it is, and leads back to the same page with the same answers.
        await expect(page).toHaveURL(/\/dang-nhap/);
        if (new URL(page.url()).pathname === '/dang-nhap') await visitor.provider();
        await visitor.fill('Số CMND/CCCD', person.identityNumber);
        await visitor.fill('Mật khẩu', person.password);
        await visitor.press('Đăng nhập', page.getByRole('main'));
        await expect(page).toHaveURL(new RegExp(`^${where}`));
        await expect(visitor.input('Nơi sinh')).toHaveValue('Trạm y tế xã Ia Ly');
        await expect(visitor.input('Họ, chữ đệm, tên người được khai sinh')).toHaveValue('Nguyễn Minh Khôi');
      } finally {
        await portal.stop();
      }
    });
  });
}

test('logging out ends the session on the server too', async ({ member, context, request }) => {
  const cookies = await context.cookies();
  const cookie = cookies.map((one) => `${one.name}=${one.value}`).join('; ');
  const before = await request.get('/ho-so', { headers: { Cookie: cookie }, maxRedirects: 0 });
  expect(before.status()).toBe(200);
  await member.logOut();
  const after = await request.get('/ho-so', { headers: { Cookie: cookie }, maxRedirects: 0 });
  expect(after.status()).not.toBe(200);
});

test('what one device has answered the next one goes on with', async ({ member, page, person, anotherDevice }) => {
  await beginFiling(member, 'child');
  await member.fill('Nơi sinh', 'Trạm y tế xã Ia Ly');
  await member.leave(() => page.getByRole('main').getByRole('button', { name: member.say('Tiếp tục') }).click());

  const { Visitor } = await import('../harness/journey.ts');
  const there = new Visitor(await (await anotherDevice()).newPage());
  await there.logIn(person);
  await there.page.goto(page.url().replace(/\/[^/]*$/, '/child'));
  await there.arrived();
  await expect(there.input('Nơi sinh')).toHaveValue('Trạm y tế xã Ia Ly');

  await there.page.goto(page.url().replace(/\/[^/]*$/, ''));
  await there.arrived();
  expect(there.step(), 'the first step at which something is missing').toBe('child');
});

test('pages with personal data are not kept anywhere', async ({ member, page }) => {
  const stored: string[] = [];
  page.on('response', async (response) => {
    if (response.request().resourceType() !== 'document') return;
    if (response.headers()['cache-control'] !== 'no-store') stored.push(response.url());
  });
  await member.open('/');
  await member.open('/ho-so');
  await beginFiling(member, 'requester');
  await member.open('/dang-ky');
  expect(stored).toEqual([]);
});
