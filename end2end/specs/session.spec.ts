import { beginFiling, expect, test } from '../harness/member.ts';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('who is logged in no more is asked who they are, and led back to the same page', async ({ member, person, context, page }) => {
      await beginFiling(member, 'child');
      const where = page.url();
      if (javaScriptEnabled) {
        const kept = page.waitForResponse((response) => response.url().endsWith('/api/dossier/autosave'));
        await member.fill('Nơi sinh', 'Trạm y tế xã Ia Ly');
        await page.keyboard.press('Tab');
        await kept;
      }
      await context.clearCookies({ name: 'motcua' });
      await member.leave(() => page.getByRole('main').getByRole('button', { name: member.say('Tiếp tục') }).click());

      await expect(page).toHaveURL(/\/dang-nhap/);
      if (new URL(page.url()).pathname === '/dang-nhap') await member.provider();
      await member.fill('Số CMND/CCCD', person.identityNumber);
      await member.fill('Mật khẩu', person.password);
      await member.press('Đăng nhập', page.getByRole('main'));
      await expect(page).toHaveURL(new RegExp(`^${where.split('?')[0]}`));
      if (javaScriptEnabled) await expect(member.input('Nơi sinh')).toHaveValue('Trạm y tế xã Ia Ly');
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
