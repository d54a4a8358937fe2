/** Rows as lines with aligned columns. */
type Row = Readonly<Record<string, string | number | null>>

/** Columns are as wide as the widest value of so many rows; memory holds one such page. */
const PAGE = 1_000
const WIDEST = 60

export function* tableLines(rows: Iterable<Row>): Generator<string> {
  let page: Row[] = []
  let isFirst = true
  for (const row of rows) {
    page.push(row)
    if (page.length < PAGE) continue
    yield* pageLines(page, isFirst)
    page = []
    isFirst = false
  }
  if (page.length > 0) yield* pageLines(page, isFirst)
  else if (isFirst) yield '(no rows)'
}

function* pageLines(rows: readonly Row[], withHead: boolean): Generator<string> {
  const columns = Object.keys(rows[0] ?? {})
  const cells = rows.map((row) => columns.map((column) => printable(row[column] ?? '')))
  if (withHead) cells.unshift(columns)
  const widths = columns.map((_, index) => Math.min(WIDEST, Math.max(...cells.map((line) => line[index]?.length ?? 0))))
  for (const line of cells)
    yield line.map((cell, index) => (index === columns.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  ')
}

/** Texts come from users: what would steer a terminal is escaped. */
const printable = (value: string | number): string =>
  String(value).replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  )
