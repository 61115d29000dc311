import type { EvalCase } from "../eval-case.ts";

export const parsing: readonly EvalCase[] = [
  {
    id: "csv-semicolons",
    tags: ["parsing"],
    request:
      "Our ERP exports csv with semicolons, first line is the header. Input is `text`, give me back `rows` as a list of objects. Values in double quotes may contain semicolons. Everything stays text.",
    tests: [
      { name: "plain", inputs: { text: "a;b\n1;2" }, expected: { rows: [{ a: "1", b: "2" }] } },
      {
        name: "quoted",
        inputs: { text: 'a;b\n"x;y";2' },
        expected: { rows: [{ a: "x;y", b: "2" }] },
      },
      {
        name: "windows lines",
        inputs: { text: "a;b\r\n1;2\r\n" },
        expected: { rows: [{ a: "1", b: "2" }] },
      },
      { name: "header only", inputs: { text: "a;b" }, expected: { rows: [] } },
    ],
  },
  {
    id: "german-number",
    tags: ["parsing"],
    request:
      "Turn numbers written the German way (1.234,56) into real numbers. Input `text`, output `value`. If it is no such number, throw an error that names the input.",
    tests: [
      { name: "grouped", inputs: { text: "1.234,56" }, expected: { value: 1234.56 } },
      { name: "negative", inputs: { text: "-0,5" }, expected: { value: -0.5 } },
      { name: "spaces around", inputs: { text: " 7 " }, expected: { value: 7 } },
      { name: "no number", inputs: { text: "zwölf" }, error: { matches: "text" } },
    ],
  },
  {
    id: "duration-minutes",
    tags: ["parsing", "beginner"],
    request:
      "People enter times like '1h 30m', '45m' or '2h'. I need the number of minutes. Input: text. Output: minutes.",
    context: { complexity: "beginner" },
    tests: [
      { name: "both", inputs: { text: "1h 30m" }, expected: { minutes: 90 } },
      { name: "minutes", inputs: { text: "45m" }, expected: { minutes: 45 } },
      { name: "hours", inputs: { text: "2h" }, expected: { minutes: 120 } },
      { name: "nonsense", inputs: { text: "soon" }, error: { matches: "text" } },
    ],
  },
  {
    id: "query-string",
    tags: ["parsing"],
    request:
      "parse a query string like ?a=1&b=two&a=3 into an object. input: query, output: params. a key that comes more than once becomes an array of its values, all others stay text",
    tests: [
      {
        name: "single",
        inputs: { query: "?a=1&b=two" },
        expected: { params: { a: "1", b: "two" } },
      },
      { name: "repeated", inputs: { query: "a=1&a=3" }, expected: { params: { a: ["1", "3"] } } },
      { name: "encoded", inputs: { query: "q=a%20b+c" }, expected: { params: { q: "a b c" } } },
      { name: "empty", inputs: { query: "" }, expected: { params: {} } },
    ],
  },
  {
    id: "log-line",
    tags: ["parsing", "advanced"],
    request:
      "Take one line of an nginx access log (`line`) in the combined format and return `ip`, `method`, `path` and `status` (a number). Lines of another shape are an error that names the input.",
    context: { complexity: "advanced" },
    tests: [
      {
        name: "get",
        inputs: {
          line: '10.0.0.7 - - [12/Mar/2026:10:01:02 +0000] "GET /a?b=1 HTTP/1.1" 404 153 "-" "curl/8"',
        },
        expected: { ip: "10.0.0.7", method: "GET", path: "/a?b=1", status: 404 },
      },
      {
        name: "user and post",
        inputs: {
          line: '2001:db8::1 - ada [12/Mar/2026:10:01:02 +0000] "POST / HTTP/2.0" 201 0 "-" "-"',
        },
        expected: { ip: "2001:db8::1", method: "POST", path: "/", status: 201 },
      },
      { name: "another shape", inputs: { line: "hello" }, error: { matches: "line" } },
    ],
  },
  {
    id: "settings-lines",
    tags: ["parsing"],
    request:
      "Read settings from text, one KEY=value per line. Lines that start with # and empty lines are skipped. A value may hold more = signs. Input `text`, output `settings`.",
    tests: [
      { name: "two", inputs: { text: "A=1\nB=x" }, expected: { settings: { A: "1", B: "x" } } },
      { name: "comment", inputs: { text: "# no\n\nA=1" }, expected: { settings: { A: "1" } } },
      {
        name: "more signs",
        inputs: { text: "URL=a?b=c" },
        expected: { settings: { URL: "a?b=c" } },
      },
      { name: "spaces", inputs: { text: " A = 1 " }, expected: { settings: { A: "1" } } },
    ],
  },
  {
    id: "german-date",
    tags: ["parsing"],
    request:
      "date like 24.12.2026 to 2026-12-24. input date, output iso. dates that do not exist must give an error",
    tests: [
      { name: "christmas", inputs: { date: "24.12.2026" }, expected: { iso: "2026-12-24" } },
      { name: "short", inputs: { date: "1.2.2026" }, expected: { iso: "2026-02-01" } },
      { name: "leap day", inputs: { date: "29.02.2024" }, expected: { iso: "2024-02-29" } },
      { name: "no such day", inputs: { date: "31.02.2026" }, error: { matches: "date" } },
    ],
  },
];
