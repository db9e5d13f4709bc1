import { fileUpTo } from './birth.ts';
import { Visitor } from './journey.ts';
import { somebody, type Person } from './people.ts';
import { test as base, visitorHeaders, withoutScripts } from './test.ts';
import { address } from './address.ts';

export { expect } from './test.ts';

interface Shared {
  /** Somebody with an account, the same in all tests of a worker. */
  person: Person;
}

interface Fixtures {
  /** In front of the portal, not logged in. */
  visitor: Visitor;
  /** The same, logged in as `person`. */
  member: Visitor;
}

export const test = base.extend<Fixtures, Shared>({
  person: [
    async ({ browser }, use) => {
      const context = await browser.newContext({
        javaScriptEnabled: false,
        baseURL: address,
        extraHTTPHeaders: visitorHeaders(),
      });
      withoutScripts(context);
      const person = somebody();
      const visitor = new Visitor(await context.newPage());
      await visitor.register(person);
      await visitor.confirm(person);
      await context.close();
      await use(person);
    },
    { scope: 'worker' },
  ],
  visitor: async ({ page, language }, use) => use(new Visitor(page, language)),
  member: async ({ visitor, person }, use) => {
    await visitor.logIn(person);
    await use(visitor);
  },
});

/** Begins filing a birth registration and answers everything before `step`. */
export async function beginFiling(member: Visitor, step: string): Promise<void> {
  await member.open('/dich-vu-cong/1.001193');
  await member.begin();
  await fileUpTo(member, step);
}
