/**
 * The lines of checks below the practical steps: what a check waits for, what went wrong, and green when it is done.
 */
import { button, required, sentence } from '../dom.ts'
import type { Reading } from '../frames/reading.ts'
import type { Entry, Recorder } from '../frames/recorder.ts'
import { Announcer } from './announcer.ts'
import { findChecks, isTold, show, type Check } from './check-line.ts'
import { isPeerWanted, isWhatIsWanted } from './matching.ts'
import { followRealSystem, type Looked, type Verdict } from './real-system.ts'
import { Silence } from './silence.ts'
import type { PeerSeen } from '../peers/peer-tap.ts'
import type { Progress } from './progress.ts'
import { troubleFor } from './trouble.ts'

export interface ChecksOptions {
  readonly lesson: string
  readonly recorder: Recorder
  readonly progress: Progress
  readonly showFrame: (frame: number) => void
  readonly showLog: () => void
  readonly changed: () => void
}

export class Checks {
  readonly #options: ChecksOptions
  readonly #checks: readonly Check[]
  readonly #announcer = new Announcer(required('#announcer', HTMLElement))
  /** The step whose code was run last. */
  #ranIn = ''
  #toldFault: string | undefined
  /** The checks that cannot be done on this machine. */
  readonly #impossible = new Set<Check>()
  /**
   * When a check was met last before its turn had come. Where two tabs work together, a tab may see what meets a check
   * before it hears that the other one has done the check before.
   */
  readonly #early = new Map<Check, number>()
  readonly #silence = new Silence((text) => this.say(text))
  /** Asks the site about its checks soon. Called when a program of the lesson has printed something, or has ended. */
  readonly lookSoon: () => void

  constructor(options: ChecksOptions) {
    this.#options = options
    this.#checks = findChecks()
    options.recorder.listen((entry) => this.#saw(entry))
    options.progress.whenChanged(() => this.#changedElsewhere())
    this.#refresh()
    this.lookSoon = followRealSystem(options.lesson, {
      isWanted: () => this.#checks.some((check) => !this.#isDone(check)),
      begun: () => options.progress.openedAt([]),
      heard: (looked) => this.#looked(looked),
    })
  }

  /** Called when code of a step is run: what goes wrong from now on is that step's trouble. */
  ranIn(step: string): void {
    this.#ranIn = step
  }

  /** Shows the checks as the progress has them. What is told at an open check stays. */
  #refresh(): void {
    for (const check of this.#checks) {
      const isDone = this.#isDone(check)
      if (isDone === (check.element.dataset['look'] === 'done')) continue
      show(check, isDone ? 'done' : 'waiting', isDone ? sentence(check.element.dataset['done'] ?? '') : check.waiting)
    }
    this.#options.changed()
  }

  /** Called when the router cannot start: the message that a check waits for will not arrive. */
  routerIsDown(why: string): void {
    const next = this.#next()
    if (!next) return
    const link = button('Its log says more', { class: 'quiet' }, this.#options.showLog)
    show(next, 'trouble', [...sentence(`the router ${why} `), link])
  }

  /** Says at the next open check what keeps all of them from being done. A fault in a file says more. */
  say(text: string): void {
    if (this.#toldFault !== undefined) return
    const next = this.#next()
    if (!next || isTold(next, text)) return
    show(next, 'trouble', sentence(text))
    this.#announcer.trouble(`Not yet: ${text.replaceAll('`', '')}`)
  }

  /** What happened to a connection with another browser. */
  sawPeer({ facts, trouble }: PeerSeen): void {
    if (this.#meet((check) => isPeerWanted(check, facts)) || trouble === undefined) return
    const next = this.#next()
    if (next?.kind === 'PEER' || next?.facts['signal'] !== undefined)
      this.say(`${trouble}${/[.?]$/.test(trouble) ? '' : '.'}`)
  }

  routerIsUp(): void {
    this.#toldFault = undefined
    for (const check of this.#checks) {
      if (this.#isOpen(check)) show(check, 'waiting', check.waiting)
    }
  }

  #saw(entry: Entry): void {
    if ('note' in entry) return this.#silence.ended(entry.note.socket)
    if (entry.reading.isProbe) return
    const { reading } = entry
    this.#silence.saw(reading)
    if (this.#meet((check) => isWhatIsWanted(check, reading))) return // what met a check is no trouble for another
    const troubled = this.#nextOpen(reading)
    if (troubled && this.#trouble(troubled, reading) !== undefined) this.#complain(troubled, reading)
  }

  /**
   * The check that a message can be trouble for: the first open one of the step whose code was run last. Where that
   * step is done, it is the first open one of the lesson, unless the message met a check before.
   */
  #nextOpen(reading: Reading): Check | undefined {
    const open = this.#checks.filter((check) => this.#isOpen(check))
    const here = open.find(({ element }) => element.closest('.step')?.id === this.#ranIn)
    if (here) return here
    const wasWanted = this.#checks.some((check) => this.#isDone(check) && isWhatIsWanted(check, reading))
    return wasWanted ? undefined : open[0]
  }

  /** What the site says about checks of its own. A fault is shown at the next open check only. */
  #looked({ verdicts, fault }: Looked): void {
    for (const check of this.#checks) {
      const verdict = verdicts[check.id]
      const isMet = verdict?.isDone && this.#isTimely(check) && !this.#isOld(check, verdict)
      if (isMet && !this.#isDone(check)) this.#finish(check, verdict.at)
      else if (!this.#isDone(check) && this.#isTimely(check)) this.#giveUp(check, verdict?.impossible)
    }
    const next = this.#next()
    if (next === undefined) return
    const verdict = verdicts[next.id]
    const trouble =
      fault ?? verdict?.trouble ?? (this.#isOld(next, verdict) && verdict?.ifOld ? verdict.ifOld : undefined)
    if (trouble === this.#toldFault) return
    this.#toldFault = trouble
    if (trouble === undefined) return show(next, 'waiting', next.waiting)
    show(next, 'trouble', sentence(`${trouble}.`))
    this.#announcer.trouble(`Not yet: ${trouble.replaceAll('`', '')}`)
  }

  /** `why`: undefined where it can be done. */
  #giveUp(check: Check, why: string | undefined): void {
    if (this.#impossible.has(check) === (why !== undefined)) return
    if (why === undefined) this.#impossible.delete(check)
    else this.#impossible.add(check)
    show(check, why === undefined ? 'waiting' : 'impossible', why === undefined ? check.waiting : sentence(`${why}.`))
    this.#options.changed()
  }

  /** Finishes the open checks that something meets. Returns whether there was one whose turn had come. */
  #meet(isMet: (check: Check) => boolean): boolean {
    const met = this.#checks.filter((check) => !this.#isDone(check) && isMet(check))
    const timely = met.filter((check) => this.#isTimely(check))
    for (const check of met) if (!timely.includes(check)) this.#early.set(check, Date.now())
    for (const check of timely) this.#finish(check)
    return timely.length > 0
  }

  /** Another tab has done a check or has started over. What this tab has seen since then counts. */
  #changedElsewhere(): void {
    this.#toldFault = undefined // it may have been told at a check that is done now
    this.#refresh()
    for (const check of this.#checks) {
      const { previous } = check
      const at = this.#early.get(check)
      if (at === undefined || previous === undefined || this.#isDone(check) || !this.#isTimely(check)) continue
      if (at >= this.#options.progress.openedAt([previous.id])) this.#finish(check, at)
    }
  }

  #finish(check: Check, at?: number): void {
    this.#options.progress.add(check.id, at)
    show(check, 'done', sentence(check.element.dataset['done'] ?? ''))
    this.#announcer.done(`Done: ${check.element.dataset['done']?.replaceAll('`', '')}`)
    this.#options.changed()
  }

  #complain(check: Check, reading: Reading): void {
    const text = this.#trouble(check, reading) ?? ''
    const link = button('Show the frame', { class: 'quiet' }, () => this.#options.showFrame(reading.frame.id))
    show(check, 'trouble', [...sentence(`${text}. `), link])
    this.#announcer.trouble(`Not yet: ${text.replaceAll('`', '')}`)
  }

  #trouble(check: Check, reading: Reading): string | undefined {
    const { lesson, recorder } = this.#options
    return troubleFor(check, reading, { lesson, conversation: recorder.conversation(reading.frame.socket) })
  }

  #isDone({ id }: Check): boolean {
    return this.#options.progress.has(id)
  }

  /** Whether it is of an earlier run of the lesson, or was done before its step was open, and does not count. */
  #isOld({ before }: Check, { isDone, at = 0, ifOld }: Verdict = { isDone: false }): boolean {
    return isDone && ifOld !== undefined && at < this.#options.progress.openedAt(before)
  }

  #isTimely({ waitsForPrevious, previous }: Check): boolean {
    if (!waitsForPrevious || previous === undefined || this.#isDone(previous)) return true
    return this.#impossible.has(previous) && this.#isTimely(previous)
  }

  #isOpen(check: Check): boolean {
    return !this.#isDone(check) && !this.#impossible.has(check)
  }

  /** The first check that is still to be done. */
  #next(): Check | undefined {
    return this.#checks.find((check) => this.#isOpen(check))
  }
}
