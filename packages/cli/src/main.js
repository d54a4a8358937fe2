#!/usr/bin/env node
/**
 * The command `wampeter`. It first tells Node to keep what it compiles, which halves the time until a killed router
 * listens again; imports are run before anything else, so the command itself is imported after that. And it is plain
 * JavaScript: for this file alone, which no cache can hold, Node would load its compiler of TypeScript.
 */
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

const { NODE_COMPILE_CACHE, XDG_CACHE_HOME } = process.env

/** In a folder of the user's own: what lies in the system's common one, anybody could have put there. */
enableCompileCache(NODE_COMPILE_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'wampeter'))

await import('./command-line.ts')
