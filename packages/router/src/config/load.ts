/** Finds the config file, reads it and checks it. Relative paths in it are relative to its folder, the "cbdir". */
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { checkConfig, type Checked } from './check.ts'
import type { Environment } from './environment.ts'
import { linesOf } from './lines.ts'
import { fault, warning, type Problem } from './problem.ts'
import { readText } from './read-text.ts'

/** Where to look. */
export interface Search {
  /** `--cbdir`: the folder of the config, or the config file itself. */
  readonly cbdir?: string | undefined
  /** `--config`: the name of the file, relative to the folder. */
  readonly config?: string | undefined
  readonly environment: Environment
  /** The current folder. */
  readonly cwd: string
}

/** A config file that was found. */
export interface ConfigFile {
  readonly cbdir: string
  /** Absolute; undefined where there is none. */
  readonly file: string | undefined
  readonly problems: readonly Problem[]
}

/** A config that was read and checked, with the folder that its paths are relative to. */
export interface Loaded extends Checked {
  readonly cbdir: string
  readonly file: string | undefined
}

/** Finds, reads and checks. Never throws; a file that is missing or unreadable is a problem like any other. */
export async function loadConfig(search: Search): Promise<Loaded> {
  const { cbdir, file, problems } = await findConfig(search)
  if (file === undefined) return { cbdir, file, config: undefined, problems }
  const { config, problems: found } = await readConfig(file, search.environment)
  return { cbdir, file, config, problems: [...problems, ...found] }
}

/** Reads and checks one file. A reload calls it again. */
export async function readConfig(file: string, environment: Environment): Promise<Checked> {
  const text = await readUtf8(file)
  if (typeof text !== 'string') return { config: undefined, problems: [text] }
  const read = readText(text, file)
  if (read.problems.some(({ severity }) => severity === 'error')) return { config: undefined, problems: read.problems }
  const { config, problems } = checkConfig(read.raw, environment)
  return { config, problems: withLines([...read.problems, ...problems], text) }
}

function withLines(problems: readonly Problem[], text: string): readonly Problem[] {
  if (problems.length === 0) return problems
  const lineOf = linesOf(text)
  return problems.map((problem) => {
    const line = lineOf(problem.path)
    return line === undefined ? problem : { ...problem, line }
  })
}

/**
 * Finds the config. Folder: --cbdir, else CROSSBAR_DIR, else ./.crossbar, else the current one. File: config.yaml,
 * else config.json.
 */
export async function findConfig({ cbdir, config, environment, cwd }: Search): Promise<ConfigFile> {
  const asked = cbdir ?? (environment['CROSSBAR_DIR'] || undefined)
  const place = resolve(cwd, asked ?? ((await kindOf(join(cwd, '.crossbar'))) === 'folder' ? '.crossbar' : '.'))
  const isFile = (await kindOf(place)) === 'file'
  const folder = isFile ? dirname(place) : place
  const name = config ?? (isFile ? basename(place) : undefined)
  return name === undefined ? detect(folder) : { cbdir: folder, ...named(resolve(folder, name)) }
}

function named(file: string): Omit<ConfigFile, 'cbdir'> {
  if (/\.(json|yaml)$/.test(file)) return { file, problems: [] }
  return {
    file: undefined,
    problems: [fault([], `${file}: a config file ends in .json or .yaml`)],
  }
}

async function detect(cbdir: string): Promise<ConfigFile> {
  const [yaml, json] = [join(cbdir, 'config.yaml'), join(cbdir, 'config.json')]
  const [hasYaml, hasJson] = [(await kindOf(yaml)) === 'file', (await kindOf(json)) === 'file']
  if (hasYaml && hasJson) {
    const message = `${cbdir} has config.yaml and config.json: config.yaml is used; remove one or name it with --config`
    return { cbdir, file: yaml, problems: [warning([], message)] }
  }
  if (hasYaml || hasJson) return { cbdir, file: hasYaml ? yaml : json, problems: [] }
  const why = await whyNothing(cbdir, yaml, json)
  const message = `${why}: \`wampeter init\` writes a config, --cbdir names another folder`
  return { cbdir, file: undefined, problems: [fault([], message)] }
}

async function whyNothing(cbdir: string, ...files: readonly string[]): Promise<string> {
  if ((await kindOf(cbdir)) === undefined) return `there is no folder ${cbdir}`
  for (const file of files) if ((await kindOf(file)) === 'folder') return `${file} is a folder, not a file`
  const hint = (await kindOf(join(cbdir, 'config.yml'))) === 'file' ? ' (config.yml must be called config.yaml)' : ''
  return `no config.json or config.yaml in ${cbdir}${hint}`
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch {
    return undefined
  }
}

async function readUtf8(file: string): Promise<string | Problem> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    return fault([], `${file}: ${reasonOf(error)}`)
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'there is no such file: `wampeter init` writes one'
  if (code === 'EACCES') return 'this file may not be read'
  if (code === 'EISDIR') return 'this is a folder'
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'this file is not UTF-8 text' : 'this file cannot be read'
}
