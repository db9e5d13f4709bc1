import { accessible } from '../harness/axe.ts';
import { sealIsGenuine } from '../harness/letter.ts';
import { expect, test } from '../harness/member.ts';

test('a code that no paper has, and one that was mistyped, are told apart', async ({ visitor, page }) => {
  await visitor.open('/xac-minh');
  const main = page.getByRole('main');
  await accessible(page);
  for (const [typed, said] of [
    ['', 'Hãy gõ mã xác minh in trên giấy.'],
    ['10PN-4XWW', 'Mã có mười sáu chữ và số; bạn đã gõ 8.'],
    ['10PN-4XWW-R7K0-PC28', 'Có một chữ hoặc số chưa đúng'],
    ['UUUU-4XWW-R7K0-PC29', 'không có chữ U'],
    ['io pn 4xww r7ko pc29', 'Không có giấy nào với mã này'],
  ] as const) {
    await main.getByRole('textbox').fill(typed);
    await visitor.leave(() => main.getByRole('button').click());
    await expect(main.getByText(said).first()).toBeVisible();
    await expect(main.getByRole('textbox')).toHaveValue(typed);
  }
  await accessible(page);
});

test('a seal that the portal did not make is called altered', async ({ visitor, page }) => {
  for (const seal of ['0', '0'.repeat(200), '<script>', 'x'.repeat(3000)]) {
    await visitor.open(`/xac-minh?s=${encodeURIComponent(seal)}`);
    await expect(page.getByRole('main').getByText('Mã trên giấy đã bị sửa')).toBeVisible();
  }
});

test('the public keys are there for whoever checks seals without the portal', async ({ request }) => {
  const answer = await request.get('/xac-minh/khoa.json');
  expect(answer.headers()['content-type']).toContain('application/jwk-set+json');
  const published = await answer.json();
  expect(published.keys.length).toBeGreaterThan(0);
  for (const key of published.keys) {
    expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  }
  expect(sealIsGenuine('0'.repeat(200), published)).toBe(false);
});
