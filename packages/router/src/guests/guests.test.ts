/** Guests as real processes. Nothing here asserts how long something takes. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { LogFields, LogLevel } from '../session/log.ts'
import { Guests } from './guests.ts'
import type { GuestOptions } from './options.ts'
import { isGroupAlive } from './process-group.ts'
import type { LeftGuest } from './records.ts'
import { testGuest } from './test-guest.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'wampeter-guests-')))
after(() => rmSync(folder, { recursive: true }))

interface Line {
  readonly level: LogLevel
  readonly text: string
  readonly fields: LogFields
}

/** The guests of a node whose log and records are kept in memory. */
class Stage implements AsyncDisposable {
  readonly lines: Line[] = []
  readonly running = new Map<number, string>()
  readonly guests: Guests
  #changed: (() => void)[] = []

  constructor(left: readonly LeftGuest[] = []) {
    this.guests = new Guests({
      log: { isDebug: false, write: (level, text, fields = {}) => this.#write({ level, text, fields }) },
      clock: { now: () => Date.now() },
      environment: { PATH: process.env['PATH'] },
      nodeFolder: dirname(process.execPath),
      backOff: { firstMs: 5, longestMs: 20, stableMs: 60_000 },
      records: {
        left: () => left,
        started: ({ name, pid }) => void this.running.set(pid, name),
        ended: (pid) => void this.running.delete(pid),
      },
    })
  }

  #write(line: Line): void {
    this.lines.push(line)
    for (const tell of this.#changed) tell()
  }

  /** The logged texts with these fields, in order. */
  texts(stream?: string): readonly string[] {
    return this.lines.filter(({ fields }) => fields['stream'] === stream).map(({ text }) => text)
  }

  count(text: string): number {
    return this.lines.filter((line) => line.text.includes(text)).length
  }

  /** Resolves with the first line that has the text, once it has come so often. */
  says(text: string, times = 1): Promise<Line> {
    return new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => {
        reject(new Error(`never said ${times} times: ${text}\n${this.lines.map((line) => line.text).join('\n')}`))
      }, 60_000)
      const look = (): void => {
        const line = this.lines.find((said) => said.text.includes(text))
        if (line === undefined || this.count(text) < times) return
        clearTimeout(giveUp)
        resolve(line)
      }
      this.#changed.push(look)
      look()
    })
  }

  /** The pid behind the guest's first line with the text. */
  async pid(text: string): Promise<number> {
    const { fields } = await this.says(text)
    assert.ok(typeof fields['pid'] === 'number')
    return fields['pid']
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.guests.stop()
  }
}

async function running(...options: readonly GuestOptions[]): Promise<Stage> {
  const stage = new Stage()
  await stage.guests.update(options)
  return stage
}

test('a guest gets its arguments, folder, environment and input, and is relayed line by line under its name', async () => {
  const environment = { inherit: true, vars: new Map([['WORD', 'hello']]) }
  const stdin = { value: { a: [1, 'zwei'] }, isClosedAfter: true }
  await using stage = await running(testGuest('talks', { name: 'bot', workdir: folder, environment, stdin }))
  const { level, fields } = await stage.says('input')
  await stage.says('ended with exit code 0')
  assert.deepEqual(stage.texts('stdout'), [
    'one line',
    'unbuffered=1 word=hello',
    `in ${folder}`,
    'input {"a":[1,"zwei"]}',
  ])
  assert.deepEqual(stage.texts('stderr'), ['a complaint'])
  assert.deepEqual([level, fields['guest'], fields['stream']], ['info', 'bot', 'stdout'])
})

test('closed input ends at once; a dropped output stream is not logged, and the other one is', async () => {
  await using stage = await running(testGuest('talks', { stdin: 'close', stdout: 'drop' }))
  await stage.says('ended with exit code 0')
  assert.deepEqual(stage.texts('stdout'), [])
  assert.deepEqual(stage.texts('stderr'), ['a complaint'])
})

test('a guest whose output is closed gets an error when it prints', async () => {
  await using stage = await running(testGuest('flood', { stdout: 'close', stderr: 'drop', restart: 'never' }))
  const { text } = await stage.says('it is not started again')
  assert.match(text, /exit code [1-9]|SIGPIPE/)
})

test('a guest that fails is restarted, with growing waits, and the log names its exit code', async () => {
  await using stage = await running(testGuest('ends', { name: 'bot', args: [...testGuest('ends').args, '3'] }))
  await stage.says('was started', 5)
  const told = stage.lines.filter(({ level }) => level === 'error').map(({ text }) => text)
  assert.deepEqual(told.slice(0, 3), [
    'guest "bot" ended with exit code 3; it is started again in 0.005 s (restart: on-failure)',
    'guest "bot" ended with exit code 3; it is started again in 0.01 s (restart: on-failure)',
    'guest "bot" ended with exit code 3; it is started again in 0.02 s (restart: on-failure)',
  ])
  assert.ok(stage.guests.status.restarts >= 3)
})

test('after exit code 0 a guest is restarted only with `always`', async () => {
  await using stage = await running(
    testGuest('ends', { name: 'once' }),
    testGuest('ends', { name: 'ever', restart: 'always' }),
  )
  await stage.says('guest "ever" was started', 3)
  await stage.says('guest "once" ended with exit code 0; it is not started again (restart: on-failure)')
  assert.equal(stage.count('guest "once" was started'), 1)
})

test('a signal is a failure', async () => {
  await using stage = await running(testGuest('waits'))
  process.kill(await stage.pid('waiting'), 'SIGKILL')
  await stage.says('was ended by SIGKILL; it is started again')
  await stage.says('was started', 2)
})

test('for a guest that cannot be executed the log names file and folder, and it is tried again', async () => {
  const script = join(folder, 'not-a-program')
  writeFileSync(script, '#!/no/such/interpreter', { mode: 0o755 })
  await using stage = await running(
    testGuest('waits', { name: 'missing', executable: 'no-such-program', workdir: folder }),
    testGuest('waits', { name: 'nowhere', workdir: join(folder, 'no-such-folder') }),
    testGuest('waits', { name: 'broken', executable: script, restart: 'never' }),
    testGuest('waits', { name: 'good' }),
  )
  const { level } = await stage.says(
    `guest "missing" cannot be executed: there is no executable file "no-such-program" in ${folder} or on the PATH; it is started again in`,
    2,
  )
  assert.equal(level, 'error')
  await stage.says(
    `guest "nowhere" cannot be executed: ${process.execPath}, in the folder ${join(folder, 'no-such-folder')}`,
  )
  await stage.says(`guest "broken" cannot be executed: ${script}`)
  await stage.says('waiting')
  assert.equal(stage.guests.status.running, 1)
})

test('a megabyte without a line end arrives in bounded pieces', async () => {
  await using stage = await running(testGuest('endless-line'))
  await stage.says('ended with exit code 0')
  const pieces = stage.texts('stdout')
  assert.ok(pieces.every(({ length }) => length <= 16 * 1024 + 4))
  assert.equal(pieces.join('').replaceAll(/[… ]/g, '').length, 1024 * 1024)
})

test('a guest that floods its output is slowed down, with one log line, and others are still read', async () => {
  await using stage = await running(testGuest('flood'), testGuest('talks', { stdin: 'close' }))
  await stage.says('prints faster than the log may grow (stdout) and is slowed down')
  await stage.says('guest "talks" ended with exit code 0')
  await stage.says('a line of a flood', 2_000)
  assert.equal(stage.count('slowed down'), 1)
})

test('the last output of a guest that obeys SIGTERM is logged, and no record of it remains', async () => {
  const stage = await running(testGuest('waits'))
  await stage.says('waiting')
  assert.equal(stage.running.size, 1)
  await stage.guests.stop()
  assert.deepEqual(stage.texts('stdout'), ['waiting', 'goodbye'])
  assert.deepEqual([stage.running.size, stage.guests.status.running], [0, 0])
  assert.equal(stage.lines.at(-1)?.text, 'guest "waits" was stopped: it ended with exit code 0')
})

test('a guest that ignores SIGTERM is killed after its time and named', async () => {
  const stage = await running(testGuest('deaf', { graceMs: 50 }))
  const pid = await stage.pid('waiting')
  await stage.guests.stop()
  assert.equal(stage.count('guest "deaf" did not end within 0.05 s of SIGTERM and was killed'), 1)
  assert.equal(isGroupAlive(pid), false)
})

test('processes that a guest leaves behind are ended with it, and it is named', async () => {
  await using stage = await running(testGuest('parent'))
  const pid = await stage.pid('child')
  await stage.says('guest "parent" left processes behind; they are ended with it')
  await stage.says('ended with exit code 0')
  assert.equal(isGroupAlive(pid), false)
})

test('stopping a guest stops the processes that it started', async () => {
  const stage = await running(testGuest('parent', { args: [...testGuest('parent').args, 'stay'] }))
  const pid = await stage.pid('child')
  await stage.guests.stop()
  assert.equal(isGroupAlive(pid), false)
})

test('a guest that waits for its restart can be stopped without a restart', async () => {
  const stage = await running(testGuest('waits', { executable: 'no-such-program' }))
  await stage.says('cannot be executed')
  await stage.guests.stop()
  const said = stage.lines.length
  await pause(60)
  assert.equal(stage.lines.length, said)
})

test('stopping while a guest is being started leaves nothing running', async () => {
  const stage = await running(testGuest('waits'))
  await stage.guests.stop()
  assert.deepEqual([stage.running.size, stage.guests.status.running], [0, 0])
})

test('when a watched file changes the guest is restarted, even one that had ended', async () => {
  const watched = mkdtempSync(join(folder, 'watched-'))
  const watch = { paths: [watched], quietMs: 20 }
  await using stage = await running(testGuest('waits', { watch }), testGuest('ends', { watch, restart: 'never' }))
  await stage.says('waiting')
  await stage.says('it is not started again')
  writeFileSync(join(watched, 'script.js'), 'changed')
  await stage.says('guest "waits" is started again: ')
  await stage.says('goodbye')
  await stage.says('waiting', 2)
  await stage.says('guest "ends" was started', 2)
})

test('an update does not touch equal guests, even at another position, and restarts the others', async () => {
  await using stage = await running(
    testGuest('waits', { name: 'worker001' }),
    testGuest('waits', { name: 'bot', id: 'bot' }),
    testGuest('waits', { name: 'gone', id: 'gone' }),
  )
  await stage.says('waiting', 3)
  const pidOf = (name: string): number | undefined => [...stage.running].find(([, found]) => found === name)?.[0]
  const [first, bot] = [pidOf('worker001'), pidOf('bot')]
  await stage.guests.update([
    testGuest('deaf', { name: 'worker001', graceMs: 50 }),
    testGuest('waits', { name: 'worker002' }),
    testGuest('deaf', { name: 'bot', id: 'bot', graceMs: 50 }),
  ])
  await stage.says('waiting', 5)
  assert.equal(pidOf('gone'), undefined)
  assert.equal(stage.running.get(first ?? 0), 'worker001')
  assert.notEqual(pidOf('bot'), bot)
  assert.deepEqual([stage.guests.status.configured, stage.guests.status.running], [3, 3])
})

test('a change while all guests are being stopped starts none', async () => {
  const stage = await running(testGuest('waits'))
  await stage.says('waiting')
  await Promise.all([stage.guests.stop(), stage.guests.update([testGuest('waits', { id: 'late' })])])
  assert.deepEqual([stage.running.size, stage.guests.status.configured], [0, 0])
})

test('two guests that are alike are two guests', async () => {
  await using stage = await running(testGuest('waits'), testGuest('waits'))
  await stage.says('waiting', 2)
  await stage.guests.update([testGuest('waits')])
  assert.equal(stage.running.size, 1)
})

test('a guest that a killed router left running is ended first', async () => {
  await using killed = await running(testGuest('waits', { restart: 'never' }))
  const pid = await killed.pid('waiting')
  const next = new Stage([{ name: 'bot', pid }])
  await next.guests.endLeft()
  assert.equal(isGroupAlive(pid), false)
  assert.match(next.lines[0]?.text ?? '', /guest "bot" was left running by a router that was killed; it is ended/)
})

test('the fixtures are there', () => {
  for (const script of ['talks', 'waits', 'ends', 'deaf', 'parent', 'endless-line', 'flood'])
    assert.ok(testGuest(script).args.every(existsSync), script)
})
