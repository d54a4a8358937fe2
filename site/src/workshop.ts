/**
 * The wiring of `bin/start`: history, routers, pages and control socket, and the order in which they start and stop.
 */
import { basename, join } from 'node:path'
import { ControlServer } from './control/server.ts'
import { findLessons, type Lesson } from './lessons.ts'
import { LogHistory } from './log/history.ts'
import { RestartPolicy } from './programs/restart-policy.ts'
import { Program } from './programs/program.ts'
import { clientCommand, routerCommand, saysThatItIsUp, type Command } from './programs/router-command.ts'
import { SettingsError, type Settings } from './settings.ts'
import { buildAssets } from './web/assets.ts'
import { hostRule } from './web/hosts.ts'
import { LogStreams } from './web/log-stream.ts'
import { routes } from './web/routes.ts'
import { SiteServer } from './web/server.ts'

export interface WorkshopOptions {
  readonly settings: Settings
  readonly controlPath: string
  readonly command?: (cbdir: string) => Command
}

const routerGraceMs = 6_000
const clientGraceMs = 1_000

export class Workshop {
  readonly history = new LogHistory()
  readonly routers: ReadonlyMap<number, Program>
  /** The programs that lessons have beside their routers. */
  readonly clients: ReadonlyMap<number, Program>
  readonly #options: WorkshopOptions
  readonly #lessons: readonly Lesson[]
  readonly #logs = new LogStreams(this.history)
  readonly #site = new SiteServer((error) => this.say(`a page could not be made: ${String(error)}`))
  readonly #control: ControlServer

  constructor(options: WorkshopOptions) {
    this.#options = options
    this.#lessons = findLessons(options.settings.lessonsFolder)
    this.routers = new Map(this.#lessons.flatMap((lesson) => this.#routerOf(lesson)))
    this.clients = new Map(this.#lessons.flatMap((lesson) => this.#clientOf(lesson)))
    if (this.routers.size === 0) throw new SettingsError(noSuchLesson(options.settings, this.#lessons))
    this.#control = new ControlServer({
      url: this.url,
      routers: this.routers,
      clients: this.clients,
      log: this.history,
    })
  }

  get url(): string {
    return `http://localhost:${this.#options.settings.port}/`
  }

  /**
   * The routers start while the pages are bundled; a router that cannot start does not keep the pages from being
   * shown.
   */
  async start(): Promise<void> {
    const { settings, controlPath } = this.#options
    await this.#control.listen(controlPath)
    for (const program of this.#programs()) program.start()
    const site = {
      hosts: hostRule(settings.host),
      routes: routes(this.#lessons, buildAssets()),
      routers: this.routers,
      logs: this.#logs,
    }
    await this.#site.listen(site, settings)
  }

  /** Stops everything, within the time that routers have to end their sessions. */
  async stop(): Promise<void> {
    await Promise.all(this.#programs().map((program) => program.stop()))
    this.#logs.closeAll()
    await this.#site.close()
    await this.#control.close()
  }

  /** Kills all routers. Called however this process ends. */
  kill(): void {
    for (const program of this.#programs()) program.kill()
  }

  say(text: string): void {
    this.history.write({ at: Date.now(), source: 'workshop', level: 'info', text })
  }

  #programs(): readonly Program[] {
    return [...this.routers.values(), ...this.clients.values()]
  }

  #isWanted(lesson: number): boolean {
    const { only } = this.#options.settings
    return only === undefined || only === lesson
  }

  #clientOf({ number, client, shownAs }: Lesson): readonly (readonly [number, Program])[] {
    if (client === undefined || !this.#isWanted(number)) return []
    const program = new Program({
      name: `client ${number}`,
      remedy: `bin/run-client ${number}`,
      isUp: () => true,
      reloadsItself: false,
      configFile: client,
      configShownAs: `${shownAs}/${basename(client)}`,
      command: clientCommand(client),
      history: this.history,
      policy: new RestartPolicy(),
      graceMs: clientGraceMs,
    })
    return [[number, program]]
  }

  #routerOf({ number, cbdir, shownAs }: Lesson): readonly (readonly [number, Program])[] {
    const { command = routerCommand } = this.#options
    if (cbdir === undefined || !this.#isWanted(number)) return []
    const router = new Program({
      name: `router ${number}`,
      remedy: `bin/run-crossbar ${number}`,
      isUp: saysThatItIsUp,
      reloadsItself: true,
      configFile: join(cbdir, 'config.json'),
      configShownAs: `${shownAs}/router/.crossbar/config.json`,
      command: command(cbdir),
      history: this.history,
      policy: new RestartPolicy(),
      graceMs: routerGraceMs,
    })
    return [[number, router]]
  }
}

function noSuchLesson({ only, lessonsFolder }: Settings, lessons: readonly Lesson[]): string {
  const known = lessons.flatMap(({ number, cbdir }) => (cbdir === undefined ? [] : [number]))
  return `There is no router for lesson ${only ?? '1'} in ${lessonsFolder}; the lessons with one are: ${known.join(', ') || 'none'}.`
}
