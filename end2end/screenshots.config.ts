import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

/** Photographs instead of tests. */
export default defineConfig({ ...base, testDir: 'screenshots', timeout: 600_000, reporter: 'list', projects: [{ name: 'screenshots' }] });
