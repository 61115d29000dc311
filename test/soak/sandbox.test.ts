import { expect, test } from "vitest";
import { askFunction, oneRun } from "../../bench/sandbox/function-process.ts";
import { hostileEnds, hostileRequests } from "./hostile-nodes.ts";

const megabyte = 1 << 20;
const mostMb = 200;
/** Of the last instances of up to 32 MB, some are not collected yet. */
const mostAfterHostileMb = 256;

const benign = oneRun(
  `async function execute(inputs, ctx) {
    const names = inputs.people.map((person) => person.name).sort((a, b) => a.localeCompare(b));
    ctx.log("sorted", names.length);
    return { names, total: (1234.5).toLocaleString("de-DE"), at: new URL("/a?b=1", "https://example.com").search };
  }`,
  { people: [{ name: "Zoë" }, { name: "Ádám" }, { name: "Bo" }] },
);

const benignReply = {
  status: "success",
  output: { names: ["Ádám", "Bo", "Zoë"], total: "1.234,5", at: "?b=1" },
  logs: ["sorted 3"],
};

const median = (values: readonly number[]) =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;

test("5,000 runs in one process take no more memory and time at the end than at the start", async () => {
  const count = 5_000;
  const figures = await askFunction({ requests: [benign], count, isInitialized: true });
  expect(new Set(figures.results)).toEqual(new Set(["success"]));
  expect(figures.last).toMatchObject(benignReply);
  expect(figures.endBytes / megabyte).toBeLessThan(mostMb);
  const slowing = median(figures.times.slice(-1_000)) / median(figures.times.slice(0, 1_000));
  expect(slowing).toBeLessThan(2);
});

test("1,000 hostile runs in a row leave the process as it was, and the next run is right", async () => {
  const rounds = Math.ceil(1_000 / hostileRequests.length);
  const requests = Array.from({ length: rounds }, () => hostileRequests).flat();
  const figures = await askFunction({
    requests: [...requests, benign],
    count: requests.length + 1,
    isInitialized: true,
  });
  const ended = figures.results.slice(0, -1);
  const unexpected = ended.filter(
    (status, index) => hostileEnds[index % hostileEnds.length]?.includes(status) !== true,
  );
  expect(unexpected).toEqual([]);
  expect(figures.last).toMatchObject(benignReply);
  expect(figures.endBytes / megabyte).toBeLessThan(mostAfterHostileMb);
});
