import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvReader, defaultMissing, parseCsv } from "../../src/format/csv.js";
import { InputError } from "../../src/model/errors.js";
import type { Column, Table } from "../../src/model/table.js";

/** Entries as they would be written: numbers, texts, null where missing. */
const entries = (column: Column): (number | string | null)[] =>
  column.kind === "number"
    ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
    : Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code]));
const contents = (table: Table) => Object.fromEntries(table.columns.map((column) => [column.name, entries(column)]));

describe("what a CSV file holds", () => {
  test("numbers are float64 and texts are categories in order of appearance", () => {
    const table = parseCsv("size,colour,y\n1.5,red,1\n-2e3,blue,2\n.5,red,3\n");
    expect(contents(table)).toEqual({ size: [1.5, -2000, 0.5], colour: ["red", "blue", "red"], y: [1, 2, 3] });
    const [, colour] = table.columns;
    expect(colour.kind === "text" && colour.categories).toEqual(["red", "blue"]);
    expect(table.rows).toBe(3);
  });

  test("quoted fields hold delimiters, line ends and doubled quotes", () => {
    const table = parseCsv('name,y\n"a, ""b""\nc",1\nplain,2\n');
    expect(contents(table).name).toEqual(['a, "b"\nc', "plain"]);
  });

  test.each([
    ["CRLF", "\r\n"],
    ["CR", "\r"],
    ["LF", "\n"],
  ])("%s ends a line, and a byte order mark is no part of the first name", (_, end) => {
    const table = parseCsv(`\ufeffa,b${end}1,2${end}3,4${end}`);
    expect(contents(table)).toEqual({ a: [1, 3], b: [2, 4] });
  });

  test("blank lines are skipped, cells are trimmed, and the last line needs no end", () => {
    expect(contents(parseCsv("a , b\n\n 1 ,\t2\n   \n3,4"))).toEqual({ a: [1, 3], b: [2, 4] });
  });

  test.each(defaultMissing.map((text) => [text]))('"%s" is a missing entry, of numbers and of texts', (text) => {
    const table = parseCsv(`a,b,y\n1,u,1\n${text},${text},2\n3,v,3\n`);
    expect(contents(table)).toEqual({ a: [1, null, 3], b: ["u", null, "v"], y: [1, 2, 3] });
  });

  test("the user's own missing texts take the place of the default ones, numbers among them", () => {
    const table = parseCsv("a,b,y\n1,NA,1\n-999,none,2\n3,v,3\n", { missing: ["-999", "none"] });
    expect(contents(table)).toEqual({ a: [1, null, 3], b: ["NA", null, "v"], y: [1, 2, 3] });
  });

  test("hexadecimal numbers, underscores and units are texts, not numbers", () => {
    for (const text of ["0x10", "0b1", "12 kg", "1_000"])
      expect(parseCsv(`a,y\n${text},1\n${text},2\n`).columns[0].kind).toBe("text");
  });

  test("a column of which fewer than half the entries are numbers is categorical, numbers as they were written", () => {
    expect(contents(parseCsv("a,y\nA1,1\n007,2\nB2,3\n")).a).toEqual(["A1", "007", "B2"]);
  });

  test("a column of numbers can be read as categories", () => {
    expect(contents(parseCsv("zip,y\n007,1\n010,2\n007,3\n", { categorical: ["zip"] })).zip).toEqual([
      "007",
      "010",
      "007",
    ]);
  });

  test("labels that are numbers are texts when the task is classification", () => {
    const table = parseCsv("a,y\n1,0\n2,1\n3,0\n", { task: "classification" });
    expect(contents(table)).toEqual({ a: [1, 2, 3], y: ["0", "1", "0"] });
  });

  test("limit reads the first rows and does not look at later ones", () => {
    expect(parseCsv("a,b\n1,2\n3,4\n5,oops,6\n", { limit: 1, header: true }).rows).toBe(1);
  });

  test("an empty column of names or entries has a name and only missing entries", () => {
    expect(contents(parseCsv("a,,y\n1,,2\n3,,4\n"))).toEqual({ a: [1, 3], column2: [null, null], y: [2, 4] });
  });
});

describe("delimiters and headers are found", () => {
  const cells = [
    ["a", "b", "y"],
    ["1", "2", "3"],
    ["4", "5", "6"],
  ];
  test.each([",", "\t", ";", "|", " ", "   "])("delimiter %j", (delimiter) => {
    const table = parseCsv(cells.map((row) => row.join(delimiter)).join("\n"));
    expect(contents(table)).toEqual({ a: [1, 4], b: [2, 5], y: [3, 6] });
  });

  test("semicolons win over commas that stand inside fields", () => {
    expect(contents(parseCsv("a;y\nu, v;1\nw, x;2\n")).a).toEqual(["u, v", "w, x"]);
  });

  test("a delimiter can be given by name or character", () => {
    for (const delimiter of [";", "semicolon"])
      expect(contents(parseCsv("a;b\n1;2\n", { delimiter }))).toEqual({ a: [1], b: [2] });
    expect(() => parseCsv("a;b\n1;2\n", { delimiter: "::" })).toThrow(/delimiter: expected one character/);
  });

  test("a first row with a number and no column that it contradicts is data, and columns go by number", () => {
    const table = parseCsv("1,2,u\n3,4,v\n", { targets: ["1"] });
    expect(contents(table)).toEqual({ column1: [1, 3], column2: [2, 4], column3: ["u", "v"] });
    expect(table.targets).toEqual(["column1"]);
    expect(table.notes.join(" ")).toContain("first row was read as data");
  });

  test("a text over numbers makes the first row names, even beside numbers", () => {
    const table = parseCsv("0,1,label\n3,4,5\n6,7,8\n");
    expect(table.columns.map((column) => column.name)).toEqual(["0", "1", "label"]);
    expect(table.notes.join(" ")).toContain("first row was read as the columns' names");
  });

  test("header: true and false are obeyed", () => {
    expect(parseCsv("1,2\n3,4\n", { header: true }).rows).toBe(1);
    expect(parseCsv("a,b\nc,d\n", { header: false }).rows).toBe(2);
  });

  test("without targets the last column is the target, and a note says so", () => {
    const table = parseCsv("a,b\n1,2\n3,4\n");
    expect(table.targets).toEqual(["b"]);
    expect(table.notes).toEqual(['No target was named: the last column, "b", is the one to predict.']);
  });
});

describe("bad CSV ends with one line that says where and what to do", () => {
  const thousand = Array.from({ length: 1000 }, (_, i) => (i === 776 ? "abc,1" : `${i},1`)).join("\n");
  test.each<[string, string, RegExp, Parameters<typeof parseCsv>[1]?]>([
    ["an empty file", "", /the file is empty/],
    ["only blank lines", "\n \n", /the file is empty/],
    ["a header only", "a,b\n", /line 1 names the columns \(a, b\), but no row/],
    ["a short row", "a,b\n1,2\n3\n", /line 3: 1 fields, but line 1 has 2/],
    ["a long row after embedded line ends", 'a,b\n"u\nv",2\nw,4,5\n', /line 4: 3 fields/],
    ["two columns of one name", "a,b,a\n1,2,3\n", /line 1: columns 1 and 3 are both called "a"/],
    ["a text among numbers", `a,y\n${thousand}`, /line 778, column "a": "abc" is not a number.*"a" as categorical/],
    ["an infinite number", "a,y\n1,2\ninf,3\n4,4\n", /line 3, column "a": "inf" is not a finite number/],
    ["a number that overflows", "a,y\n1,2\n1e999,3\n", /line 3, column "a": "1e999" is not a finite/],
    [
      "an absent target",
      "age,size\n1,2\n",
      /no column "sizes" to predict; did you mean "size"\?/,
      { targets: ["sizes"] },
    ],
    ["an absent target by number", "1,2\n3,4\n", /no column "3" to predict; the columns are/, { targets: ["3"] }],
    ["a target named twice", "a,b\n1,2\n", /"a" to predict is named twice/, { targets: ["a", "a"] }],
    ["an absent categorical column", "a,b\n1,2\n", /no column "c" to read as categories/, { categorical: ["c"] }],
    ["an open quote", 'a,b\n"1,2\n3,4\n', /line 2: a quote is opened and never closed/],
    ["text after a quote", 'a,b\n"1"x,2\n3,4\n', /line 2: text after a closing quote/],
    ["decimal commas", "a;y\n1,5;2\n2,5;3\n", /column "a" has numbers with commas \("1,5"\)/],
    ["commas between thousands", 'a,y\n"1,234,567.8",2\n"2,000",3\n', /has numbers with commas \("1,234,567.8"\)/],
    ["zero bytes", "a,b\n1,\0\n", /not a text file/],
    ["a limit below 1", "a,b\n1,2\n", /limit: expected a number of rows, at least 1, got 0/, { limit: 0 }],
    [
      "an identifier forced to be categorical",
      `id,y\n${Array.from({ length: 9 }, (_, i) => `u${i},${i}`).join("\n")}`,
      /column "id" has 9 different values in 9 rows, too many/,
      { categorical: ["id"] },
    ],
  ])("%s", (_, text, message, options = {}) => {
    const read = () => parseCsv(text, { source: "mine.csv", ...options });
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^[^\n]*$/);
  });

  test("an identifier of more than 10,000 texts is not kept, and a note says so", () => {
    const rows = Array.from({ length: 10_002 }, (_, i) => `id-${i},${i}`).join("\n");
    const table = parseCsv(`id,y\n${rows}`);
    expect(table.columns.map((column) => column.name)).toEqual(["y"]);
    expect(table.notes.join(" ")).toContain('more than 10000 different texts: "id"');
  });
});

describe("streaming", () => {
  test("pieces cut anywhere read as the whole", () => {
    const text = '\ufeffname;y\r\n"a;""b""\r\nc";1\r\nplain;NA\r\n\r\n"";3';
    const whole = parseCsv(text);
    for (let cut = 0; cut <= text.length; cut++) {
      const reader = csvReader({});
      reader.push(text.slice(0, cut));
      reader.push(text.slice(cut));
      expect(reader.finish()).toEqual(whole);
    }
  });

  test("long files cut into odd pieces read as the whole", () => {
    const text = `a,b\n${Array.from({ length: 20_000 }, (_, i) => `${i},"q${i % 7}\r\n,"`).join("\r\n")}`;
    const whole = parseCsv(text);
    expect(whole.rows).toBe(20_000);
    const reader = csvReader({});
    for (let at = 0; at < text.length; at += 7919) reader.push(text.slice(at, at + 7919));
    expect(reader.finish()).toEqual(whole);
  });

  test("a reader is done once it has its rows", () => {
    const reader = csvReader({ limit: 3 });
    for (let i = 0; i < 20_000 && !reader.done; i++) reader.push(`${i},1\n`);
    expect(reader.done).toBe(true);
    expect(reader.finish().rows).toBe(3);
  });
});

describe("round trips", () => {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  // Trimmed, as cells are; never a word for "missing"; carriage returns read as line ends, so none.
  const word = fc
    .string({
      minLength: 1,
      maxLength: 12,
      unit: fc.constantFrom("a", "Z", '"', ",", ";", "\n", "\t", "|", " ", "é", "漢"),
    })
    .map((text) => `w${text}w`);
  const rowsOf = fc.integer({ min: 1, max: 30 }).chain((rows) =>
    fc.record({
      texts: fc.array(fc.option(word), { minLength: rows, maxLength: rows }),
      numbers: fc.array(fc.option(fc.double({ noDefaultInfinity: true, noNaN: true })), {
        minLength: rows,
        maxLength: rows,
      }),
      delimiter: fc.constantFrom(",", ";", "\t", "|"),
      end: fc.constantFrom("\n", "\r\n"),
    }),
  );

  test("any texts and any doubles come back as they were, bit for bit", () => {
    fc.assert(
      fc.property(rowsOf, ({ texts, numbers, delimiter, end }) => {
        const lines = texts.map((text, i) => [text === null ? "" : quote(text), numbers[i] ?? "", "7"].join(delimiter));
        const table = parseCsv(["t", "x", "y"].join(delimiter) + end + lines.join(end) + end, {
          header: true,
          delimiter,
        });
        const { t, x } = contents(table);
        expect(x).toEqual(numbers.map((value) => (Object.is(value, -0) ? 0 : value)));
        // A column without entries counts as numbers.
        expect(t).toEqual(texts);
      }),
      { numRuns: 300 },
    );
  });

  test("no text makes the reader throw anything but an InputError", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: fc.constantFrom(...'ab1.e-,;\t|"\r\n \0é') }), (text) => {
        try {
          parseCsv(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as Error).message).not.toContain("\n");
        }
      }),
      { numRuns: 2000 },
    );
  });
});
