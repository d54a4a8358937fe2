/** People of the finished chat for browser tests: each has a browser context of their own, or speaks from Node. */
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { connect, wampcra } from '@wampeter/client'
import type { Client } from '@wampeter/client'

/** Where the chat's page is, and a browser to open it. */
export interface Site {
  readonly browser: Browser
  readonly workshop: { readonly url: string }
}

/** The workshop with the chat, or the chat alone. */
export interface Place extends Site {
  readonly workshop: { readonly url: string; readonly env: NodeJS.ProcessEnv }
}

/** How long a busy machine may take. */
const WAIT_MS = 60_000

/** The page of one person. */
export class Person {
  readonly page: Page
  readonly name: string
  readonly password: string

  private constructor(page: Page, name: string, password: string) {
    this.page = page
    this.name = name
    this.password = password
  }

  /** Registers a new name, and goes to the chat. */
  static async come(
    stage: Site,
    name: string,
    { before = '', ...options }: BrowserContextOptions & { before?: string } = {},
  ): Promise<Person> {
    const context = await stage.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    if (before !== '') await context.addInitScript(before)
    return Person.comeIn(stage, name, context)
  }

  /** The same in a context that is there already. */
  static async comeIn(stage: Site, name: string, context: BrowserContext): Promise<Person> {
    context.setDefaultTimeout(WAIT_MS)
    const page = await context.newPage()
    await page.goto(`${stage.workshop.url}/chat/`)
    await page.getByRole('button', { name: 'I am new here' }).click()
    await page.getByLabel('Name').fill(name)
    await page.getByRole('button', { name: 'Register' }).click()
    const password = (await page.locator('code.password').textContent()) ?? ''
    const person = new Person(page, name, password)
    await page.getByRole('button', { name: 'Go to the chat' }).click()
    await person.isConnected()
    return person
  }

  /** The same person on another page. */
  on(page: Page): Person {
    return new Person(page, this.name, this.password)
  }

  async logIn(): Promise<void> {
    await this.page.getByLabel('Name').fill(this.name)
    await this.page.getByLabel('Password').fill(this.password)
    await this.page.getByRole('button', { name: 'Log in' }).click()
    await this.isConnected()
  }

  isConnected(): Promise<void> {
    return this.page.getByText('connected', { exact: true }).waitFor()
  }

  /** Makes a thread, or joins an open one. */
  async open(title: string, { isPrivate }: { isPrivate: boolean } = { isPrivate: false }): Promise<void> {
    await this.page.getByLabel('Make or join a thread').fill(title)
    await this.page.getByLabel('private: only you add members').setChecked(isPrivate)
    await this.page.getByRole('button', { name: 'Make or join' }).click()
    await this.isIn(title)
  }

  async follow(title: string): Promise<void> {
    await this.page.getByRole('link', { name: title }).click()
    await this.isIn(title)
  }

  async isIn(title: string): Promise<void> {
    await this.page.getByRole('heading', { name: title, level: 1 }).waitFor()
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text)
    await this.field.press('Enter')
  }

  get field(): Locator {
    return this.page.getByLabel(/^Message to/)
  }

  message(text: string): Locator {
    return this.page.locator('.message .text').getByText(text, { exact: true })
  }

  sees(text: string): Promise<void> {
    return this.page.getByText(text).first().waitFor()
  }
}

/** A user who speaks from Node by any WAMP client. */
interface NodeUser {
  readonly client: Client
  readonly token: string
}

/** A new user who speaks from Node. */
export async function nodeUser(stage: Place, name: string): Promise<NodeUser> {
  return speaker(stage, name, (await asked(stage, 'APP_PORT_4', '/user', { name })) as { token: string })
}

/** A user who has a page, and speaks from Node too. */
export async function loggedIn(stage: Place, name: string, password: string): Promise<NodeUser> {
  return speaker(stage, name, (await asked(stage, 'APP_PORT_4', '/login', { name, password })) as { token: string })
}

function speaker({ workshop }: Place, name: string, { token }: { readonly token: string }): NodeUser {
  const url = `ws://localhost:${workshop.env['CHAT_PORT']}/ws`
  return { client: connect(url, { realm: 'ws-workshop', auth: wampcra(name, token) }), token }
}

/** The app's answer to a POST. */
export async function asked(stage: Place, port: string, path: string, body: object, token = ''): Promise<unknown> {
  const response = await fetch(`http://localhost:${stage.workshop.env[port]}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== '' && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}
