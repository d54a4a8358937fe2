/**
 * Lesson 4 exactly by its text: the code of each step is written as the text says, and the step's check turns green.
 */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { after, test } from 'node:test'
import { LessonPage } from './lesson-page.ts'
import { useWorkshop } from './workshop-tests.ts'

const stage = useWorkshop()
const { skip } = stage
const FOLDER = '4-dynamic-authentication'
const CONFIG = `${FOLDER}/router/.crossbar/config.json`

interface Config {
  workers: [
    {
      realms: [{ roles: { name: string; permissions?: object[] }[] }]
      transports: [{ paths: { ws: object } }, ...object[]]
    },
    ...object[],
  ]
}

/** The blocks of a step that belong in a file, in their order. */
async function written(step: string, file: string): Promise<readonly string[]> {
  const text = await readFile(stage.workshop.file(`${FOLDER}/README.md`), 'utf8')
  const [, section = ''] = text.split(`\n## ${step}\n`)
  const [own = ''] = section.split('\n## ')
  return [...own.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)].flatMap(([, name, code = '']) =>
    name === file ? [code] : [],
  )
}

const inConfig = (step: string): Promise<readonly string[]> => written(step, 'router/.crossbar/config.json')
const inProgram = (step: string): Promise<readonly string[]> => written(step, 'router/authenticator.ts')

async function changeConfig(change: (config: Config) => void): Promise<void> {
  const { workshop } = stage
  const { mark } = workshop
  const config: Config = JSON.parse(await readFile(workshop.file(CONFIG), 'utf8'))
  change(config)
  await writeFile(workshop.file(CONFIG), JSON.stringify(config, undefined, 2))
  await workshop.says(/router 4 .*its changes are in force/, mark)
}

let program = ''

async function teach(text: string, says: RegExp): Promise<void> {
  const { workshop } = stage
  const { mark } = workshop
  program = text
  await writeFile(workshop.file(`${FOLDER}/router/authenticator.ts`), program)
  await workshop.says(says, mark)
}

/** Replaces a part of a file, as in an editor. The part must occur exactly once. */
function replaced(text: string, part: RegExp, by: string): string {
  assert.match(text, part)
  return text.replace(part, () => by)
}

let page: LessonPage | undefined

async function tab(): Promise<LessonPage> {
  return (page ??= await LessonPage.open(await stage.browser.newContext(), `${stage.workshop.url}/4/`))
}

after(() => page?.page.context().close())

test('the worker, its transport, and the authenticator are configured', { skip }, async () => {
  const [worker = ''] = await inConfig('A worker')
  const [door = ''] = await inConfig('A door for workers')
  const [auth = '', roles = ''] = await inConfig('Ask, from now on')
  const { mark } = stage.workshop
  await changeConfig(({ workers }) => {
    workers.push(JSON.parse(worker))
    workers[0].transports.push(JSON.parse(door))
    Object.assign(workers[0].transports[0].paths.ws, JSON.parse(`{${auth}}`))
    workers[0].realms[0].roles = JSON.parse(`[${roles}]`)
  })
  await stage.workshop.says(/I am the authenticator, and I know nobody yet/, mark)
  const lesson = await tab()
  await lesson.run('ask-from-now-on')
  await lesson.check('ask-from-now-on')
})

test('all users get in', { skip }, async () => {
  const [first = ''] = await inProgram('Let everybody in')
  await teach(first, /I registered 'workshop\.auth'/)
  const lesson = await tab()
  await lesson.run('let-everybody-in')
  await lesson.check('let-everybody-in')
})

test('Alice gets in, and publishes where her role may', { skip }, async () => {
  const [registration = ''] = await inProgram('Know your users')
  await teach(replaced(program, /\/\/ This one lets[\s\S]*$/, registration), /I registered 'workshop\.auth'/)
  const lesson = await tab()
  await lesson.run('know-your-users', 0)
  await lesson.check('know-your-users', 1)
  await lesson.run('know-your-users', 1)
  await lesson.check('know-your-users', 2)
  await lesson.check('know-your-users', 3)
})

test('the authorizer decides about Bob, and config and program equal those of finished/', { skip }, async () => {
  const [permissions = ''] = await inConfig('Decide each time')
  const [bob = '', procedure = ''] = await inProgram('Decide each time')
  await changeConfig(({ workers }) => {
    const { roles } = workers[0].realms[0]
    const [authenticator, ...others] = roles
    assert.ok(authenticator?.permissions?.[0])
    Object.assign(authenticator.permissions[0], { uri: 'workshop.', match: 'prefix' })
    workers[0].realms[0].roles = [authenticator, ...others, JSON.parse(permissions)]
  })
  const users = replaced(program, /(?<=\['alice'.*\n)/, bob)
  await teach(`${users}\n${procedure}`, /I registered 'workshop\.permissions'/)
  const lesson = await tab()
  await lesson.run('decide-each-time', 0)
  await lesson.check('decide-each-time', 1)
  await lesson.run('decide-each-time', 1)
  await lesson.check('decide-each-time', 2)
  assert.deepEqual(lesson.complaints, [])

  const config: Config = JSON.parse(await readFile(stage.workshop.file(CONFIG), 'utf8'))
  const finished: Config = JSON.parse(await readFile(stage.workshop.file(`${FOLDER}/finished/config.json`), 'utf8'))
  const sorted = ({ workers }: Config): void =>
    void workers[0].realms[0].roles.sort((a, b) => (a.name < b.name ? -1 : 1))
  sorted(config)
  sorted(finished)
  assert.deepEqual(config, finished)
  const end = await readFile(stage.workshop.file(`${FOLDER}/finished/authenticator.ts`), 'utf8')
  for (const line of [...procedure.split('\n'), ...bob.split('\n')]) assert.ok(end.includes(line), line)
})
