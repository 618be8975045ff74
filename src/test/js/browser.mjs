/** What the modules under test take from a browser while they are imported, the same on every machine. Import it first. */
process.env.TZ = 'Europe/Lisbon';
Object.defineProperty(globalThis, 'navigator', { value: { languages: ['de', 'en-GB'] }, configurable: true });
