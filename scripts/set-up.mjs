// Brings what a job needs and the machine lacks. Plain JavaScript for Node 20 without packages.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's directory. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the packages' programs are. */
export const bin = join(root, 'node_modules', '.bin');

const OLDEST_NODE = 22;
const OLDEST_JAVA = 17;
const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
let started = () => undefined;

/**
 * Makes ready what a job needs; ends this process with 1 and says why where it cannot.
 * @param {string[]} needs of `chromium`, `firefox`, `screen`, `keycloak` (the project's version), `keycloaks` (all that the project is held
 * against by `npm test`), `keycloaksBeside` (more of them, for `npm run test:matrix`), beside the packages.
 * @param {(child: import('node:child_process').ChildProcess | undefined) => void} onStarted is told what runs now, so
 * that it can be ended.
 */
export async function setUp(needs, onStarted) {
  started = onStarted;
  await packages();
  await types();
  for (const need of needs) await NEEDS[need]();
  started(undefined);
}

const NEEDS = {
  chromium: () =>
    program(
      'Chromium',
      () => Boolean(process.env.CHROME_PATH) || CHROMIUM_NAMES.some(isInPath),
      ['chromium'],
      'or set CHROME_PATH to it',
    ),
  firefox: () =>
    program(
      'Firefox',
      () => Boolean(process.env.FIREFOX_PATH) || ['firefox-esr', 'firefox'].some(isInPath),
      ['firefox-esr'],
      'or set FIREFOX_PATH to it',
    ),
  // For the tests that answer the browser's own question.
  screen: async () => {
    for (const name of ['Xvfb', 'xdotool']) await program(name, () => isInPath(name), [name.toLowerCase()]);
  },
  keycloak: async () => keycloak((await config()).keycloak),
  keycloaks: async () => {
    const { keycloak: own, keycloakAlso } = await config();
    for (const version of [own, ...keycloakAlso]) await keycloak(version);
  },
  keycloaksBeside: async () => {
    for (const version of (await config()).keycloakBeside) await keycloak(version);
  },
};

async function config() {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).config;
}

async function packages() {
  if (!(await lockfileIsInstalled())) {
    say('Installing the packages (npm ci)');
    await run('npm', ['ci', '--no-audit', '--no-fund']);
  }
  if (major(join(bin, 'node'), ['--version'], /v(\d+)/) >= OLDEST_NODE) return;
  // The package's install script, which brings the program itself, may have been kept from running.
  say('Bringing Node 24 (npm rebuild node)');
  await run('npm', ['rebuild', 'node']);
}

/** What WXT makes of the project, which its configuration for TypeScript stands on, also where nothing is built. */
async function types() {
  if (existsSync(join(root, '.wxt', 'tsconfig.json'))) return;
  await run(join(bin, 'node'), [join(root, 'node_modules', 'wxt', 'bin', 'wxt.mjs'), 'prepare']);
}

/** Compares contents, not times: a checkout or `npm install` may date the files in either order. */
async function lockfileIsInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const [wanted, present] = await Promise.all([join(root, 'package-lock.json'), installed].map(readPackages));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

async function readPackages(file) {
  return JSON.parse(await readFile(file, 'utf8')).packages;
}

/** Leaves the one download complete or not at all: it is unpacked beside its place and then renamed. */
async function keycloak(version) {
  await program('a Java runtime, 17 or newer', hasJava, ['default-jre-headless', 'openjdk-17-jre-headless']);
  const name = `keycloak-${version}`;
  const home = join(root, '.cache', name);
  if (existsSync(home)) return;
  await program('Maven', () => isInPath('mvn'), ['maven']);
  say(`Bringing Keycloak ${version} (mvn)`);
  await mkdir(dirname(home), { recursive: true });
  const unpacked = await mkdtemp(join(dirname(home), 'unpack-'));
  try {
    await unpack(`org.keycloak:keycloak-quarkus-dist:${version}:zip`, unpacked);
    await chmod(join(unpacked, name, 'bin', 'kc.sh'), 0o755);
    if (!existsSync(home)) await rename(join(unpacked, name), home);
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}

async function unpack(artifact, directory) {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack';
  const markers = `-DmarkersDirectory=${join(directory, 'markers')}`;
  await run(
    'mvn',
    ['-q', '-B', goal, `-Dartifact=${artifact}`, `-DoutputDirectory=${directory}`, markers],
    directory,
  );
}

/** Installs one of the named Debian packages where this may be done; elsewhere it asks for it. */
async function program(what, isThere, debianPackages, otherwise = '') {
  if (isThere()) return;
  if (process.getuid?.() !== 0 || !isInPath('apt-get'))
    fail(`Please install ${what}${otherwise && `, ${otherwise}`}.`);
  say(`Installing ${what} (apt-get)`);
  await run('apt-get', ['update']);
  for (const one of debianPackages) {
    const { status, output } = await attempt('apt-get', ['install', '-y', '--no-install-recommends', one]);
    if (status === 0 && isThere()) return;
    process.stderr.write(output);
  }
  fail(`Please install ${what}: apt-get could not.`);
}

function hasJava() {
  const program = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  return major(program, ['-version'], /version "(\d+)/) >= OLDEST_JAVA;
}

function major(program, args, pattern) {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return Number(pattern.exec(`${stdout}${stderr}`)?.[1] ?? 0);
}

function isInPath(program) {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;
}

async function run(program, args, cwd = root) {
  const { status, output } = await attempt(program, args, cwd);
  if (status === 0) return;
  process.stderr.write(output);
  fail(`${program} ${args[0]} failed.`);
}

/** Runs quietly. A child that a signal has ended ends this process too. */
function attempt(program, args, cwd = root) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  started(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  return new Promise((done) => {
    child.on('error', (error) => done({ status: 1, output: `${error.message}\n` }));
    child.on('close', (status, signal) =>
      signal ? process.exit(128 + constants.signals[signal]) : done({ status, output }),
    );
  });
}

function say(text) {
  process.stdout.write(`${text} …\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
