/** Mistakes that learners make in lessons 4 to 6. Each is told on the page, what it is and where, without a look elsewhere. */
import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop([])
const { skip } = stage
const FIVE = '5-caching-and-listening'
const SIX = '6-message-queues'
const CONFIG = 'router/.crossbar/config.json'

let five: LessonPage
let six: LessonPage
let password = ''

async function post(port: string, path: string, body: object): Promise<{ password: string }> {
  const answer = await fetch(`http://127.0.0.1:${stage.workshop.env[port]}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await answer.json()) as { password: string }
}

/** Finishes a lesson's files, so that one mistake is the only one. */
async function finish(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const { workshop } = stage
  for (const [name, to] of Object.entries(files))
    await cp(workshop.file(`${folder}/finished/${name}`), workshop.file(`${folder}/${to}`))
}

const ROUTER = ['authenticator.ts', 'presence.ts', 'recorder.ts']

test('both lessons stand finished, and run', { skip }, async () => {
  const { workshop, browser } = stage
  const inRouter = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `router/${name}`]))
  await finish(FIVE, { ...inRouter(ROUTER), 'config.json': CONFIG })
  await finish(SIX, {
    ...inRouter([...ROUTER, 'broadcaster.ts']),
    'config.json': CONFIG,
    'storage.ts': 'zmq/storage.ts',
  })
  ;({ password } = await post('APP_PORT_4', '/user', { name: 'my user' }))
  await post('APP_PORT_5', '/thread', { name: 'my user', title: 'some thread' })
  const context = await browser.newContext()
  five = await LessonPage.open(context, `${workshop.url}/5/`)
  six = await LessonPage.open(context, `${workshop.url}/6/`)
  await workshop.says(/router 5 .*I know who is here/)
  await workshop.says(/router 6 .*I pull broadcasts/)
})

/** Runs code in the first block of a lesson's page, and waits for what its output must tell. */
async function runs(page: LessonPage, code: string, tells: RegExp): Promise<void> {
  await page.write('begin', code)
  await page.run('begin')
  await page.printed('begin', tells)
}

for (const [slip, code, tells] of [
  ['connect() before a log-in', 'wsWorkshop.connect()', /Who are you\? Call login\(/],
  [
    'a request before connect()',
    "wsWorkshop.sub('some-thread')",
    /There is no connection: this waits until you call connect/,
  ],
  ['login without a password', "login('my user')", /login needs a name and a password/],
  ['a user whom the app does not know', "login('nobody', 'x')", /The app did not log you in: /],
  ['a wrong password', "login('my user', 'wrong')", /The app did not log you in: /],
  ['sub without a thread', 'wsWorkshop.sub()', /a thread's name must come first/],
  ['pub with a list in place of a thread', "wsWorkshop.pub(['hello'])", /a thread's name must come first/],
  ['pub without a message', "wsWorkshop.pub('some-thread')", /a message must come second/],
  ['a method that does not exist', "wsWorkshop.publish('some-thread', 'x')", /publish is not a function/],
  ['a bracket that is missing', "wsWorkshop.pub('some-thread', 'x'", /SyntaxError|missing \)/],
  [
    'a token that is wrong',
    "wsWorkshop.setAuth('my user', 'guessed').connect()",
    /No connection to .*authentication_denied/,
  ],
  ['a name that nobody has', "wsWorkshop.setAuth('nobody', 'x').connect()", /No connection to .*authentication_denied/],
] as const)
  test(`${slip} is told at the block`, { skip }, () => runs(five, code, tells))

test('with the right password, a thread that is not one’s own is told at the block', { skip }, async () => {
  await runs(five, `login('my user', '${password}')`, /Logged in as my user/)
  await runs(five, `wsWorkshop.connect().sub('foreign')`, /Subscribing to workshop\.chat\.foreign was refused/)
})

/** Waits until the next open step tells a fault, and then that it is gone when the file is mended. */
async function broken(page: LessonPage, file: string, spoil: (text: string) => string, tells: RegExp): Promise<void> {
  const path = stage.workshop.file(file)
  const whole = await readFile(path, 'utf8')
  const spoilt = spoil(whole)
  assert.notEqual(spoilt, whole)
  const told = page.page.locator('.check[data-look=trouble]').filter({ hasText: tells })
  await writeFile(path, spoilt)
  try {
    await told.first().waitFor()
  } finally {
    await writeFile(path, whole)
  }
  await told.first().waitFor({ state: 'detached' })
}

const without = (part: string) => (text: string) => text.replace(part, '')
const instead = (part: string, by: string) => (text: string) => text.replace(part, by)

for (const [slip, five_, file, spoil, tells] of [
  [
    'a comma too many in the config',
    true,
    CONFIG,
    instead('"version": 2,', '"version": 2,,'),
    /config\.json is no JSON: .*line 2/,
  ],
  ['half a config', true, CONFIG, (text: string) => text.slice(0, 900), /config\.json is no JSON/],
  [
    'a port that is text',
    true,
    CONFIG,
    instead('"interface"', '"shared": "x", "interface"'),
    /goes on with the config from before: line \d+/,
  ],
  [
    'a key that is missing in the config',
    true,
    CONFIG,
    without('"executable": "node",'),
    /goes on with the config from before: .*executable/,
  ],
  [
    'a bracket that is missing in the authenticator',
    true,
    'router/authenticator.ts',
    instead('watchPresence(client, cache)', 'watchPresence(client, cache'),
    /authenticator\.ts line \d+: Expected "\)"/,
  ],
  [
    'a quote that is missing in the recorder',
    true,
    'router/recorder.ts',
    instead("'I hear every thread'", "'I hear every thread"),
    /recorder\.ts line \d+: Unterminated string/,
  ],
  [
    'a name that is misspelt in the recorder',
    true,
    'router/recorder.ts',
    instead('client.subscribe(', 'cleint.subscribe('),
    /recorder\.ts line \d+: ReferenceError: cleint is not defined/,
  ],
  [
    'an import that does not exist',
    true,
    'router/authenticator.ts',
    instead('{ record }', '{ recrod }'),
    /authenticator\.ts line \d+: SyntaxError: .*recrod/,
  ],
  [
    'a file that is imported under a wrong name',
    true,
    'router/authenticator.ts',
    instead("'./presence.ts'", "'./presense.ts'"),
    /the program "authenticator" ended: .*presense\.ts/,
  ],
  [
    'a procedure that the role may not register',
    true,
    'router/presence.ts',
    instead("'workshop.subscribers'", "'shop.subscribers'"),
    /presence\.ts line \d+: WampError: .*may not register/,
  ],
  [
    'a bracket that is missing in the storage service',
    false,
    'zmq/storage.ts',
    instead('const pull = new Pull()', 'const pull = new Pull('),
    /storage\.ts line \d+: Expected "\)"/,
  ],
  [
    'a name that is misspelt in the storage service',
    false,
    'zmq/storage.ts',
    instead('pull.bind(', 'pul.bind('),
    /storage\.ts line \d+: ReferenceError: pul is not defined/,
  ],
  [
    'an address without a protocol in the broadcaster',
    false,
    'router/broadcaster.ts',
    instead('`tcp://', '`'),
    /the program "broadcaster" ended: .*Invalid argument/,
  ],
] as const)
  test(`${slip} is told at the next open step, until it is mended`, { skip }, () =>
    broken(five_ ? five : six, `${five_ ? FIVE : SIX}/${file}`, spoil, tells),
  )

test(
  'a mistake in app/broadcast.ts is an answer that names its line, and the chat has the message',
  { skip },
  async () => {
    const path = stage.workshop.file(`${SIX}/app/broadcast.ts`)
    await writeFile(path, "import { Push } from 'zeromq'\n\nconst push = new Psuh()\n")
    const answer = await fetch(`http://127.0.0.1:${stage.workshop.env['APP_PORT_6']}/broadcast`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: 'abc123', message: 'hello' }),
    })

    assert.equal(answer.status, 500)
    assert.match(
      await answer.text(),
      /The chat has the broadcast, but .*broadcast\.ts line 3 failed: ReferenceError: Psuh/,
    )
  },
)
