/** The folder of the checkout, however the program was started. */
import { fileURLToPath } from 'node:url'

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '')
