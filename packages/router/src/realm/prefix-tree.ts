/**
 * A map from keys to values, which finds the keys that are a prefix of a text. The keys form a radix tree. A look-up
 * reads the text once, whatever the number of keys, and stops where no key continues.
 */
interface Node<Value> {
  /** The characters between the parent and this node. Empty only at the root. */
  edge: string
  value: Value | undefined
  /** By the first character of their edges; made when first needed. */
  children: Map<number, Node<Value>> | undefined
}

const node = <Value>(edge: string): Node<Value> => ({ edge, value: undefined, children: undefined })

/** A map that finds the keys that are a prefix of a text. */
export class PrefixTree<Value extends object> {
  readonly #root = node<Value>('')
  #size = 0

  /** The number of keys. */
  get size(): number {
    return this.#size
  }

  get(key: string): Value | undefined {
    return this.#pathTo(key)?.at(-1)?.value
  }

  set(key: string, value: Value): void {
    const found = this.#reach(key)
    if (found.value === undefined) this.#size++
    found.value = value
  }

  /** Removes a key, and the nodes that only led to it. */
  delete(key: string): void {
    const path = this.#pathTo(key)
    const last = path?.at(-1)
    if (path === undefined || last?.value === undefined) return
    last.value = undefined
    this.#size--
    for (let at = path.length - 1; at > 0; at--) {
      const [parent, child] = [path[at - 1], path[at]]
      if (parent === undefined || child === undefined || child.value !== undefined) return
      if (child.children === undefined) removeChild(parent, child)
      else if (child.children.size === 1) return mergeWithOnlyChild(child)
      else return
    }
  }

  /** The value of the longest key that is a prefix of the text. */
  longest(text: string): Value | undefined {
    let found = this.#root.value
    let end = 0
    for (let at = childAlong(this.#root, text, 0); at !== undefined; at = childAlong(at, text, end)) {
      found = at.value ?? found
      end += at.edge.length
    }
    return found
  }

  /** Appends to `into` the values of all keys that are a prefix of the text, the shortest key first. */
  collect(text: string, into: Value[]): void {
    if (this.#root.value !== undefined) into.push(this.#root.value)
    let end = 0
    for (let at = childAlong(this.#root, text, 0); at !== undefined; at = childAlong(at, text, end)) {
      if (at.value !== undefined) into.push(at.value)
      end += at.edge.length
    }
  }

  /** The nodes from the root to the node of a key; undefined when there is none. */
  #pathTo(key: string): readonly Node<Value>[] | undefined {
    const path = [this.#root]
    let end = 0
    while (end < key.length) {
      const child = childAlong(path.at(-1) ?? this.#root, key, end)
      if (child === undefined) return undefined
      path.push(child)
      end += child.edge.length
    }
    return path
  }

  /** The node of a key. A missing node is made; that may split an edge. */
  #reach(key: string): Node<Value> {
    let current = this.#root
    let from = 0
    while (from < key.length) {
      current.children ??= new Map()
      const child = current.children.get(key.charCodeAt(from))
      if (child === undefined) {
        const leaf = node<Value>(key.slice(from))
        current.children.set(key.charCodeAt(from), leaf)
        return leaf
      }
      const shared = sharedLength(child.edge, key, from)
      if (shared < child.edge.length) split(child, shared)
      current = child
      from += shared
    }
    return current
  }
}

/** The child whose edge continues the text. */
function childAlong<Value>({ children }: Node<Value>, text: string, from: number): Node<Value> | undefined {
  const child = children?.get(text.charCodeAt(from))
  return child !== undefined && text.startsWith(child.edge, from) ? child : undefined
}

/** Shortens a node's edge. Its value and children move to a new child. */
function split<Value>(upper: Node<Value>, length: number): void {
  const lower = { ...upper, edge: upper.edge.slice(length) }
  upper.edge = upper.edge.slice(0, length)
  upper.value = undefined
  upper.children = new Map([[lower.edge.charCodeAt(0), lower]])
}

function removeChild<Value>(parent: Node<Value>, child: Node<Value>): void {
  parent.children?.delete(child.edge.charCodeAt(0))
  if (parent.children?.size === 0) parent.children = undefined
}

function mergeWithOnlyChild<Value>(upper: Node<Value>): void {
  const [lower] = upper.children?.values() ?? []
  if (lower === undefined) return
  upper.edge += lower.edge
  upper.value = lower.value
  upper.children = lower.children
}

function sharedLength(edge: string, key: string, from: number): number {
  let length = 0
  while (length < edge.length && edge.charCodeAt(length) === key.charCodeAt(from + length)) length++
  return length
}
