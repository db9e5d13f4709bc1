import { defineConfig } from '@playwright/test';
import { address, addressOnPostgres } from './harness/address.ts';
import { launchOptions } from './harness/chromium.ts';

const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 800 };
const vietnamese = { locale: 'vi-VN', language: 'vi' } as const;
const english = { locale: 'en-GB', language: 'en' } as const;
const walk = /walk\.spec\.ts/;

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results/specs',
  globalSetup: './harness/setup.ts',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['html', { open: 'never' }]],
  use: {
    baseURL: address,
    timezoneId: 'Asia/Ho_Chi_Minh',
    trace: process.env.MOTCUA_TEST_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    launchOptions: await launchOptions(),
    viewport: desktop,
    ...vietnamese,
  },
  projects: [
    { name: 'phone', testMatch: walk, use: { viewport: phone, hasTouch: true } },
    { name: 'desktop', testMatch: walk },
    { name: 'phone-without-scripts', testMatch: walk, use: { viewport: phone, hasTouch: true, javaScriptEnabled: false } },
    { name: 'desktop-without-scripts', testMatch: walk, use: { javaScriptEnabled: false } },
    { name: 'english-desktop', testMatch: walk, use: english },
    { name: 'english-phone-without-scripts', testMatch: walk, use: { ...english, viewport: phone, javaScriptEnabled: false } },
    { name: 'postgresql', testMatch: walk, use: { baseURL: addressOnPostgres } },
    {
      name: 'postgresql-without-scripts',
      testMatch: walk,
      use: { baseURL: addressOnPostgres, viewport: phone, hasTouch: true, javaScriptEnabled: false },
    },
    { name: 'details', testIgnore: walk },
  ],
});
