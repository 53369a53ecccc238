import type { ColumnMetaData, FileMetaData, PageHeader, SchemaElement } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { checkRuns } from "./parquet-runs.js";

// The decoder trusts the sizes and counts that it reads: one flipped bit would have it count to 2^31 or fill the memory. So pages
// are walked before it sees them, and their runs are counted once they are unpacked.

/** Unpacked bytes that a page can hold; writers make pages of about 1 MB. */
const LARGEST_PAGE = 2 ** 28;
/** Rows that a table can have: they index Int32Arrays. */
const MOST_ROWS = 2 ** 31 - 1;
/** What a byte can unpack to at most, where the codec has such a bound. */
const bestRatio: Readonly<Record<string, number>> = { UNCOMPRESSED: 1, SNAPPY: 22, GZIP: 1032 };

/** A check of a page's values, to be made when they are unpacked. */
export type PageCheck = (values: Uint8Array) => void;

/**
 * Walks the pages of the flat (not nested) columns and compares their sizes and counts with the footer.
 * @returns the checks still to be made, by the offset in the file at which the packed values start.
 * @throws Error naming what does not agree.
 */
export function checkPages(
  bytes: Uint8Array,
  metadata: FileMetaData,
  flat: readonly SchemaElement[],
): ReadonlyMap<number, PageCheck> {
  const total = Number(metadata.num_rows);
  const sum = metadata.row_groups.reduce((rows, group) => rows + Number(group.num_rows), 0);
  if (!(total >= 0 && total <= MOST_ROWS) || sum !== total)
    throw new Error(`${total} rows, but its groups have ${sum}`);
  const checks = new Map<number, PageCheck>();
  const elements = new Map(flat.map((element) => [element.name, element]));
  for (const group of metadata.row_groups) {
    const left = new Map(elements);
    for (const { meta_data: chunk } of group.columns) {
      if (!chunk) throw new Error("a column without a description");
      const [name, ...inner] = chunk.path_in_schema;
      const element = elements.get(name);
      if (!element) continue;
      // Of two chunks of one column the decoder reads both and takes one: the other's error would be nobody's.
      if (inner.length > 0 || !left.delete(name)) throw new Error(`column "${name}" is twice in one group of rows`);
      checkChunk(bytes, chunk, element, Number(group.num_rows), checks);
    }
    for (const name of left.keys()) throw new Error(`column "${name}" is missing in a group of rows`);
  }
  return checks;
}

function checkChunk(
  bytes: Uint8Array,
  chunk: ColumnMetaData,
  element: SchemaElement,
  rows: number,
  checks: Map<number, PageCheck>,
): void {
  const wrong = (what: string) => new Error(`column "${element.name}" ${what}`);
  const first = Number(chunk.data_page_offset);
  const dictionary = Number(chunk.dictionary_page_offset ?? first);
  const start = dictionary > 0 && dictionary < first ? dictionary : first;
  const end = start + Number(chunk.total_compressed_size);
  if (!(rows >= 0 && Number(chunk.num_values) === rows)) throw wrong(`has ${chunk.num_values} entries in ${rows} rows`);
  if (!(start >= 4 && end >= start && end <= bytes.length)) throw wrong("lies outside it");
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, end), offset: start };
  for (let seen = 0; seen < rows; ) {
    if (reader.offset >= end) throw wrong(`has ${seen} of ${rows} entries`);
    const header = parquetHeader(reader);
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
    const largest = Math.min(LARGEST_PAGE, (bestRatio[chunk.codec] ?? LARGEST_PAGE) * packed + 64);
    if (!(packed >= 0 && reader.offset + packed <= end && unpacked >= 0 && unpacked <= largest))
      throw wrong("has a page of a wrong size");
    const body = bytes.subarray(reader.offset, reader.offset + packed);
    const { entries, skipped, check } = pageCheck(header, element, body, unpacked);
    if (!(entries >= 0 && seen + entries <= rows)) throw wrong(`has more than its ${rows} entries`);
    const isPacked = chunk.codec !== "UNCOMPRESSED" && header.data_page_header_v2?.is_compressed !== false;
    if (check && isPacked) checks.set(reader.offset + skipped, check);
    else check?.(body.subarray(skipped));
    reader.offset += packed;
    seen += entries;
  }
}

/** How many entries a page has, how many bytes of levels stand unpacked before its values, and the check of the values. */
function pageCheck(
  header: PageHeader,
  element: SchemaElement,
  body: Uint8Array,
  unpacked: number,
): { entries: number; skipped: number; check?: PageCheck } {
  const optional = element.repetition_type === "OPTIONAL";
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  if (header.type === "DATA_PAGE" && first) {
    const entries = first.num_values;
    const check = (page: Uint8Array) => {
      let at = 0;
      let values = entries;
      if (optional) {
        const levels = prefixed(page, 0);
        values = checkRuns(levels, 1, entries);
        at = 4 + levels.length;
      }
      checkValues(page.subarray(at), first.encoding, element, values);
    };
    return { entries, skipped: 0, check };
  }
  if (header.type === "DATA_PAGE_V2" && second) {
    const { num_values: entries, num_nulls: nulls, num_rows: rows } = second;
    const repetition = second.repetition_levels_byte_length;
    const definition = second.definition_levels_byte_length;
    if (
      !(
        rows === entries &&
        nulls >= 0 &&
        nulls <= entries &&
        repetition === 0 &&
        definition >= 0 &&
        definition <= body.length
      )
    )
      throw new Error(`column "${element.name}" has a page of wrong counts`);
    if (optional && checkRuns(body.subarray(0, definition), 1, entries) !== entries - nulls)
      throw new Error(`column "${element.name}" has a page with a wrong number of nulls`);
    const check = (values: Uint8Array) => checkValues(values, second.encoding, element, entries - nulls);
    return { entries, skipped: definition, check };
  }
  if (header.type === "DICTIONARY_PAGE" && dictionary) {
    const { num_values: entries } = dictionary;
    if (!(entries >= 0 && entries <= 8 * unpacked)) throw new Error(`column "${element.name}" has a wrong dictionary`);
    return { entries: 0, skipped: 0 };
  }
  throw new Error(`column "${element.name}" has a page of an unknown kind`);
}

function checkValues(page: Uint8Array, encoding: string, element: SchemaElement, values: number): void {
  if (values === 0) return;
  if (encoding === "RLE") checkRuns(prefixed(page, 0), 1, values);
  else if (encoding.endsWith("_DICTIONARY")) {
    // Of width 0 there is nothing to read: all values are the dictionary's first.
    if (page.length === 0 || page[0] > 32) throw new Error(`column "${element.name}" has a page of a wrong width`);
    if (page[0] > 0) checkRuns(page.subarray(1), page[0], values);
  } else if (encoding === "PLAIN" && values > 8 * page.length)
    throw new Error(`column "${element.name}" has a page that is too short`);
}

/** The bytes that a four-byte length at the start announces. */
function prefixed(page: Uint8Array, at: number): Uint8Array {
  if (page.length < at + 4) throw new Error("a page ends before its levels");
  const length = new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(at, true);
  if (at + 4 + length > page.length) throw new Error("a page ends before its levels");
  return page.subarray(at + 4, at + 4 + length);
}
