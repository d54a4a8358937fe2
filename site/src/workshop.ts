/**
 * The wiring of `bin/start`: history, routers, the chat, pages and control socket, and the order in which they start
 * and stop.
 */
import { randomUUID } from 'node:crypto'
import { lookAt } from './checks/look.ts'
import { ControlServer } from './control/server.ts'
import { Crowds } from './feed/crowd.ts'
import { FeedService } from './feed/feed-service.ts'
import { findLessons, type Lesson } from './lessons.ts'
import { LogHistory } from './log/history.ts'
import type { Program } from './programs/program.ts'
import type { Command } from './programs/router-command.ts'
import { chatProgram, clientOf, routerOf } from './programs/workshop-programs.ts'
import { SettingsError, type Settings } from './settings.ts'
import { buildAssets } from './web/assets.ts'
import { Sharing } from './teach/sharing.ts'
import { hostRule } from './web/hosts.ts'
import { LogStreams } from './web/log-stream.ts'
import { routes } from './web/routes.ts'
import { SiteServer } from './web/server.ts'

export interface WorkshopOptions {
  readonly settings: Settings
  readonly controlPath: string
  readonly command?: (cbdir: string) => Command
}

/** After this time the workshop counts as up, and its log says what is missing. */
const longestStartMs = 30_000

export class Workshop {
  readonly history = new LogHistory()
  readonly routers: ReadonlyMap<number, Program>
  /** The programs that lessons have beside their routers. */
  readonly clients: ReadonlyMap<number, Program>
  /** The finished chat and its app; absent where it is not wanted. */
  readonly chat: Program | undefined
  readonly #options: WorkshopOptions
  readonly #lessons: readonly Lesson[]
  readonly #logs = new LogStreams(this.history)
  readonly #crowds = new Crowds()
  readonly #site = new SiteServer((error) => this.say(`a page could not be made: ${String(error)}`))
  readonly #control: ControlServer

  constructor(options: WorkshopOptions) {
    const { settings, command } = options
    const { history } = this
    this.#options = options
    this.#lessons = findLessons(settings.lessonsFolder)
    const wanted = this.#lessons.filter(({ number }) => settings.only === undefined || settings.only === number)
    this.routers = programsOf(wanted, (lesson) => routerOf(lesson, { history, command }))
    this.clients = programsOf(wanted, (lesson) => clientOf(lesson, history))
    if (this.routers.size === 0) throw new SettingsError(noSuchLesson(settings, this.#lessons))
    this.chat = settings.hasChat ? chatProgram(history) : undefined
    for (const [number, router] of this.routers) startTogether(router, this.clients.get(number))
    this.#control = new ControlServer({ url: this.url, routers: this.routers, clients: this.clients, log: history })
  }

  get url(): string {
    return `http://localhost:${this.#options.settings.port}/`
  }

  /**
   * The chat, and the routers that are wanted at once, start while the pages are bundled. One that cannot start does
   * not keep the pages from being shown.
   */
  async start(): Promise<void> {
    const { settings, controlPath } = this.#options
    await this.#control.listen(controlPath)
    this.chat?.start()
    if (settings.isEager) for (const program of this.#lessonPrograms()) program.start()
    const token = settings.host === undefined ? randomUUID() : undefined
    const { teacher } = settings
    const sharing = teacher && new Sharing(teacher, (text) => this.say(text))
    const site = {
      token,
      sharing,
      hosts: hostRule(settings.host),
      routes: routes(this.#lessons, buildAssets(), { token, shares: sharing?.name }),
      routers: this.routers,
      clients: this.clients,
      logs: this.#logs,
      feeds: new FeedService(),
      crowds: this.#crowds,
      checks: (lesson: Lesson) => lookAt(lesson, this.history),
    }
    await this.#site.listen(site, settings)
  }

  /** Resolves when everything that was started is up, or cannot start. */
  async settled(): Promise<void> {
    const programs = [...this.#lessonPrograms(), ...(this.chat ? [this.chat] : [])]
    await Promise.all(programs.map((program) => program.settled(longestStartMs)))
  }

  /** Stops everything: first the lessons, whose programs use the app, then the chat with the app. */
  async stop(): Promise<void> {
    await Promise.all(this.#lessonPrograms().map((program) => program.stop()))
    await this.chat?.stop()
    this.#logs.closeAll()
    await this.#crowds.close()
    await this.#site.close()
    await this.#control.close()
  }

  /** Kills all programs. Called however this process ends. */
  kill(): void {
    for (const program of this.#lessonPrograms()) program.kill()
    this.chat?.kill()
  }

  say(text: string): void {
    this.history.write({ at: Date.now(), source: 'workshop', level: 'info', text })
  }

  #lessonPrograms(): readonly Program[] {
    return [...this.routers.values(), ...this.clients.values()]
  }
}

function programsOf(
  lessons: readonly Lesson[],
  programOf: (lesson: Lesson) => Program | undefined,
): ReadonlyMap<number, Program> {
  return new Map(
    lessons.flatMap((lesson) => {
      const program = programOf(lesson)
      return program === undefined ? [] : [[lesson.number, program] as const]
    }),
  )
}

/** A lesson's program needs its router, and shows the learner something only beside it: one wakes the other. */
function startTogether(router: Program, client: Program | undefined): void {
  if (client === undefined) return
  router.watch(({ kind }) => kind === 'starting' && client.wake())
  client.watch(({ kind }) => kind === 'starting' && router.wake())
}

function noSuchLesson({ only, lessonsFolder }: Settings, lessons: readonly Lesson[]): string {
  const known = lessons.flatMap(({ number, cbdir }) => (cbdir === undefined ? [] : [number]))
  return `There is no router for lesson ${only ?? '1'} in ${lessonsFolder}; the lessons with one are: ${known.join(', ') || 'none'}.`
}
