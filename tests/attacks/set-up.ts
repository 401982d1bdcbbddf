/** What stands for the browser's own API: each attack puts there what it needs. */
const chrome = {};
Object.assign(globalThis, { chrome });
