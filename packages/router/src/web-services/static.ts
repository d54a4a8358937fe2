/**
 * Files of a directory. `send` does ranges and conditional requests, and stays within the directory; only this file
 * imports it.
 */
import { statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import send from 'send'
import { OperatorError } from '../observe/operator-error.ts'
import type { HttpService, RequestVisit } from '../transports/http-service.ts'
import { answer, isReading, notFound } from './answers.ts'
import { listing } from './directory-listing.ts'
import type { StaticOptions } from './options.ts'
import { areWithin } from './within.ts'

/** A served directory that does not exist. */
export class StaticDirectoryError extends OperatorError {
  override readonly name: string = 'StaticDirectoryError'

  constructor(directory: string, cause?: unknown) {
    const why = cause instanceof Error ? cause.message : 'it is not a directory'
    super(`the directory ${directory} of a "static" path cannot be served; create it, or correct the path (${why})`, {
      cause,
    })
  }
}

/**
 * Serves GET and HEAD. Hidden files are not served. Links that lead out of the directory are not followed, unless the
 * config says so.
 * @throws StaticDirectoryError when the directory does not exist now.
 */
export function staticFiles(options: StaticOptions): HttpService {
  checkDirectory(options.directory)
  return {
    serve(visit, response) {
      if (isReading(visit.request, response)) void serveWithin(options, visit, response)
    },
  }
}

function checkDirectory(directory: string): void {
  let isThere: boolean
  try {
    isThere = statSync(directory).isDirectory()
  } catch (cause) {
    throw new StaticDirectoryError(directory, cause)
  }
  if (!isThere) throw new StaticDirectoryError(directory)
}

const INDEX_NAMES = ['index', 'index.html', 'index.htm']

/** Never rejects. */
async function serveWithin(options: StaticOptions, visit: RequestVisit, response: ServerResponse): Promise<void> {
  if (options.followsLinks) return serveFile(options, visit, response)
  const path = decoded(visit.path)
  const names = path === undefined ? [] : isDirectory(path) ? ['', ...INDEX_NAMES] : ['']
  const wanted = names.map((name) => `${path}${name}`)
  if (await areWithin(options.directory, wanted)) return serveFile(options, visit, response)
  notFound(response)
}

function serveFile(options: StaticOptions, visit: RequestVisit, response: ServerResponse): void {
  const { directory, cacheSeconds } = options
  send(visit.request, visit.path, {
    root: directory,
    dotfiles: 'ignore',
    index: INDEX_NAMES,
    cacheControl: cacheSeconds !== undefined,
    maxAge: (cacheSeconds ?? 0) * 1000,
  })
    .on('headers', (headed: ServerResponse, path: string) => setType(headed, options.mimeTypes.get(extname(path))))
    .on('directory', () => redirectToDirectory(visit, response))
    .on('error', (error: { readonly status?: number }) =>
      serveMissing(options, { visit, response, status: error.status ?? 500 }),
    )
    .pipe(response)
}

function setType(response: ServerResponse, type: string | undefined): void {
  response.setHeader('x-content-type-options', 'nosniff')
  if (type !== undefined) response.setHeader('content-type', type)
}

function serveMissing(
  options: StaticOptions,
  { visit, response, status }: { visit: RequestVisit; response: ServerResponse; status: number },
): void {
  const { defaultFile } = options
  if (response.headersSent) {
    response.destroy()
  } else if (status === 404 && isDirectory(visit.path) && options.listsDirectories) {
    serveListing(options, visit, response)
  } else if (status === 404 && defaultFile !== undefined) {
    void serveWithin({ ...options, defaultFile: undefined }, { ...visit, path: `/${defaultFile}` }, response)
  } else if (status === 404 || status === 403) {
    notFound(response)
  } else {
    answer(response, status, `The file cannot be served (${status}).\n`)
  }
}

/** Adds the slash to a directory's path: without it, relative links of its page would point to the parent directory. */
function redirectToDirectory({ request }: RequestVisit, response: ServerResponse): void {
  const [path = '/', query] = (request.url ?? '/').split('?')
  response.writeHead(301, { location: `${path.replace(/^\/+/, '/')}/${query === undefined ? '' : `?${query}`}` })
  response.end()
}

const isDirectory = (path: string): boolean => (path.split('?')[0] ?? '').endsWith('/')

function serveListing({ directory }: StaticOptions, { path }: RequestVisit, response: ServerResponse): void {
  const place = decoded(path.split('?')[0] ?? '/')
  if (place === undefined || place.split('/').some((part) => part.startsWith('.'))) return notFound(response)
  readdir(join(directory, place), { withFileTypes: true }).then(
    (entries) => {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'",
      })
      response.end(
        listing(
          place,
          entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)),
        ),
      )
    },
    () => notFound(response),
  )
}

function decoded(path: string): string | undefined {
  try {
    const text = decodeURIComponent(path)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}
