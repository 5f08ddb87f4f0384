// @ts-check
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Scope } from './scope.mjs';
import { NotMeasured } from './subject.mjs';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');
const SYSTEM_PYTHON = '/usr/bin/python3';
const VERSION_QUESTION = 'import sys; print("%d.%d" % sys.version_info[:2])';

/** @typedef {'node' | 'python' | 'typescript'} Language */

/** One run of the benchmark: where its files are, what runs functions, how much is measured. */
export class Bench {
  /** What is ended when the run is over. */
  scope = new Scope();
  #folder = mkdtempSync(path.join(os.tmpdir(), 'warmpath-bench-'));
  #python = findPython();

  /** @param {import('./plans.mjs').Plans} plans */
  constructor(plans) {
    this.plans = plans;
    this.scope.add(() => rmSync(this.#folder, { recursive: true, force: true }));
  }

  /** The Python of all subjects and of their baseline. Throws NotMeasured. */
  get python() {
    if (this.#python === undefined) throw new NotMeasured('no python3 was found');
    return this.#python;
  }

  /** The Python for a fleet that may not need one. */
  get pythonCommand() {
    return this.#python?.command;
  }

  /**
   * A new empty folder.
   * @param {string} name
   */
  newFolder(name) {
    return mkdtempSync(path.join(this.#folder, `${name}-`));
  }

  /**
   * A new folder with the handlers in these languages: interpreters write beside the code they run.
   * @param {...Language} languages
   */
  newCodeFolder(...languages) {
    const folder = this.newFolder('code');
    for (const language of languages) cpSync(path.join(FIXTURES, language), folder, { recursive: true });
    return folder;
  }

  /**
   * The runtime identifier of the interpreter that runs a language here. Throws NotMeasured.
   * @param {Language} language
   */
  runtimeOf(language) {
    return language === 'python' ? `python${this.python.version}` : `nodejs${process.versions.node.split('.', 1)[0]}.x`;
  }

  /** What the figures depend on. */
  machine() {
    const [processor] = os.cpus();
    return {
      platform: `${os.platform()} ${os.release()} ${os.arch()}`,
      processor: `${os.cpus().length} x ${processor?.model.trim() ?? 'unknown'}`,
      node: process.versions.node,
      python: this.#python?.version,
      loadAverage: os.loadavg()[0] ?? 0,
    };
  }
}

/** The system's own Python starts without the detours of version managers. */
function findPython() {
  const command = existsSync(SYSTEM_PYTHON) ? SYSTEM_PYTHON : 'python3';
  const { status, stdout } = spawnSync(command, ['-c', VERSION_QUESTION], { encoding: 'utf8' });
  return status === 0 ? { command, version: stdout.trim() } : undefined;
}
