/** `autobahn.log`. */

/** Prints a value to the console where the page has set the global `AUTOBAHN_DEBUG`. */
export function debug(value: unknown, ...more: readonly unknown[]): void {
  if ((globalThis as { readonly AUTOBAHN_DEBUG?: unknown }).AUTOBAHN_DEBUG) console.log(value, ...more)
}

/** Prints a warning to the console. */
export const warn = (...items: readonly unknown[]): void => console.warn(...items)
