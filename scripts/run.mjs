// The first step of `npm test`, the demo, the browser tests, the scores and the bench: makes a fresh machine ready, then runs the job.
// It runs before anything is installed, so it is plain JavaScript for Node 20 without packages.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { bin, root, setUp } from './set-up.mjs';

/** Each job's script, and what it needs beside the packages. */
const JOBS = {
  demo: {
    script: 'scripts/demo.ts',
    needs: (args) => [browserOf(args), ...(args.includes('--keycloak') ? ['keycloak'] : [])],
  },
  faults: {
    script: 'scripts/faults.ts',
    needs: (args) => (/--part[= ]virtual/.test(args.join(' ')) ? [] : [browserOf(args), 'keycloak']),
  },
  attacks: { script: 'scripts/attacks.ts', needs: () => [] },
  test: {
    script: 'scripts/test.ts',
    needs: (args) =>
      args.includes('--quick') ? ['chromium'] : ['keycloaks', 'chromium', 'firefox', 'screen'],
  },
  'score-setup': { script: 'scripts/score-setup.ts', needs: (args) => [browserOf(args), 'keycloak'] },
  'score-full': { script: 'scripts/score-full.ts', needs: (args) => [browserOf(args), 'keycloak'] },
  'score-true': { script: 'scripts/score-true.ts', needs: () => ['keycloaks', 'chromium', 'firefox'] },
  screenshots: { script: 'scripts/screenshots.ts', needs: () => ['keycloak', 'chromium'] },
  bench: { script: 'bench/bench.ts', needs: () => ['keycloak', 'chromium'] },
  e2e: { script: 'scripts/e2e.ts', needs: e2eNeeds },
  matrix: {
    script: 'scripts/matrix.ts',
    needs: (args) => [...browsersOf(args), 'keycloaks', 'keycloaksBeside'],
  },
};

const [name = '', ...args] = process.argv.slice(2);
const job = JOBS[name];
if (!job) throw new Error(`usage: node scripts/run.mjs ${Object.keys(JOBS).join('|')}`);

let running;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => (running ? running.kill(signal) : process.exit(128 + constants.signals[signal])));
}
// npm and the shell between it and us end by a signal without passing it on.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 200).unref();
await setUp(job.needs(args), (child) => {
  running = child;
});
runJob();

function e2eNeeds(given) {
  const onKeycloak = /--op[= ]keycloak/.test(given.join(' '));
  return [browserOf(given), ...(onKeycloak ? ['keycloak', 'screen'] : [])];
}

function browsersOf(given) {
  return /--browser/.test(given.join(' ')) ? [browserOf(given)] : ['chromium', 'firefox'];
}

function browserOf(given) {
  return /--browser[= ]firefox/.test(given.join(' ')) ? 'firefox' : 'chromium';
}

function runJob() {
  // Browser profiles and servers' data go here, so that they go with the job however it ends.
  const scratch = mkdtempSync(join(tmpdir(), 'full-signout-'));
  // By its full path: a shell on the way may still remember another `node`.
  running = spawn(join(bin, 'node'), [join(root, job.script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, TMPDIR: scratch },
  });
  running.on('exit', (code, signal) => {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    process.exit(code ?? 128 + constants.signals[signal]);
  });
}
