/** The settings from the environment and the command line, checked. */
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { projectRoot } from './project.ts'
import { readTeacher, type Teacher } from './teach/teacher.ts'

export interface Settings {
  readonly port: number
  /** The address to listen on; undefined: this machine only. */
  readonly host: string | undefined
  readonly lessonsFolder: string
  /** The only lesson to offer, without the chat; undefined: all lessons. */
  readonly only: number | undefined
  /** True: the lessons' routers start at once. False: each starts when its page is opened. */
  readonly isEager: boolean
  /** True: the finished chat and its app run too. */
  readonly hasChat: boolean
  /** The teacher who may see where this learner is; absent: nobody. */
  readonly teacher?: Teacher
}

export class SettingsError extends Error {}

export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const { only, all, chat, ...seen } = options(args)
  const teacher = readTeacher(seen, (why) => new SettingsError(why))
  return {
    port: port(env['SITE_PORT'] || '8081'),
    host: env['SITE_HOST'] || undefined,
    lessonsFolder: realpathSync(env['WAMPETER_LESSONS'] || join(projectRoot, 'lessons')),
    only,
    isEager: all || only !== undefined,
    hasChat: chat && only === undefined,
    ...(teacher !== undefined && { teacher }),
  }
}

export function lessonNumber(text: string | undefined): number {
  if (text === undefined || !/^[1-9]$/.test(text)) {
    throw new SettingsError(`A lesson's number is one digit, for example 1 or 2, not '${text ?? ''}'.`)
  }
  return Number(text)
}

interface Options {
  readonly only: number | undefined
  readonly all: boolean
  readonly chat: boolean
  readonly teacher: string | undefined
  readonly name: string | undefined
}

function options(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        all: { type: 'boolean', default: false },
        chat: { type: 'boolean', default: true },
        teacher: { type: 'string' },
        name: { type: 'string' },
      },
      allowNegative: true,
    })
    const { only, all, chat, teacher, name } = values
    if (only !== undefined && all) throw new SettingsError('--only and --all exclude each other.')
    return { only: only === undefined ? undefined : lessonNumber(only), all, chat, teacher, name }
  } catch (error) {
    if (error instanceof SettingsError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new SettingsError(`${why.replace(/\.?$/, '.')} bin/start --help says what there is.`)
  }
}

function port(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 65_535) return value
  throw new SettingsError(`SITE_PORT is '${text}'; it must be a port number from 1 to 65535.`)
}
