import type { FileMetaData } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { InputError } from "../model/errors.js";

/** Unpacked bytes a page can hold; writers make pages of about 1 MB. */
const LARGEST_PAGE = 2 ** 30;
/** Rows a file can have here: they index Int32Arrays. */
const MOST_ROWS = 2 ** 31 - 1;

/**
 * Walks the pages of a Parquet file without unpacking them and checks that their sizes and numbers of rows agree with the footer:
 * the decoder trusts them, and a flipped bit would have it allocate or count for minutes.
 * @throws InputError naming the column whose pages do not agree.
 */
export function refuseDamagedPages(bytes: Uint8Array, metadata: FileMetaData, source: string): void {
  const damaged = (what: string) => new InputError(`${source}: the Parquet file is cut short or damaged (${what})`);
  const total = Number(metadata.num_rows);
  const sum = metadata.row_groups.reduce((rows, group) => rows + Number(group.num_rows), 0);
  if (!(total >= 0 && total <= MOST_ROWS) || sum !== total) throw damaged(`${total} rows, but its groups have ${sum}`);

  for (const group of metadata.row_groups)
    for (const { meta_data: chunk } of group.columns) {
      if (!chunk) throw damaged("a column without a description");
      const name = chunk.path_in_schema.join(".");
      const rows = Number(group.num_rows);
      const values = Number(chunk.num_values);
      const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
      const first = Number(chunk.data_page_offset);
      const offset = start > 0 && start < first ? start : first;
      const end = offset + Number(chunk.total_compressed_size);
      if (!(rows >= 0 && values >= 0 && offset >= 4 && end <= bytes.length))
        throw damaged(`column "${name}" lies outside it`);
      if (chunk.path_in_schema.length > 1) continue;
      const view = new DataView(bytes.buffer, bytes.byteOffset, end);
      const reader = { view, offset };
      let seen = 0;
      while (seen < values) {
        if (reader.offset >= end) throw damaged(`column "${name}" has ${seen} of ${values} entries`);
        const header = parquetHeader(reader);
        const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
        if (!(packed >= 0 && reader.offset + packed <= end && unpacked >= 0 && unpacked <= LARGEST_PAGE))
          throw damaged(`a page of column "${name}" has a wrong size`);
        reader.offset += packed;
        const page = header.data_page_header ?? header.data_page_header_v2;
        const entries = page?.num_values ?? header.dictionary_page_header?.num_values ?? 0;
        if (!(entries >= 0 && entries <= Math.max(values, 8 * unpacked)))
          throw damaged(`a page of column "${name}" has too many entries`);
        if (page) seen += entries;
      }
      if (seen !== values || (values !== rows && !isRepeated(metadata, name)))
        throw damaged(`column "${name}" has ${seen} entries in ${rows} rows`);
    }
}

/** A repeated column can have more entries than rows. */
const isRepeated = (metadata: FileMetaData, name: string): boolean =>
  metadata.schema.some((element) => element.name === name && element.repetition_type === "REPEATED");
