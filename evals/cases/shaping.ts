import type { EvalCase } from "../eval-case.ts";

export const shaping: readonly EvalCase[] = [
  {
    id: "count-by-city",
    tags: ["shaping"],
    request:
      "How many customers per city? Input `customers` (objects with a `city`), output `counts`, an object of city to number. Customers without a city count as 'unknown'.",
    tests: [
      {
        name: "two cities",
        inputs: { customers: [{ city: "Ulm" }, { city: "Bonn" }, { city: "Ulm" }] },
        expected: { counts: { Ulm: 2, Bonn: 1 } },
      },
      { name: "none", inputs: { customers: [] }, expected: { counts: {} } },
      { name: "unknown", inputs: { customers: [{}] }, expected: { counts: { unknown: 1 } } },
      { name: "no list", inputs: { customers: "Ulm" }, error: { matches: "customers" } },
    ],
  },
  {
    id: "pivot-sales",
    tags: ["shaping", "advanced"],
    request:
      "Pivot `sales` (objects with region, month, amount) into `table`: one object per region with its `region` and one property per month with the summed amount. Regions in the order in which they first come.",
    context: { complexity: "advanced" },
    tests: [
      {
        name: "sums",
        inputs: {
          sales: [
            { region: "N", month: "Jan", amount: 1 },
            { region: "S", month: "Jan", amount: 5 },
            { region: "N", month: "Jan", amount: 2 },
            { region: "N", month: "Feb", amount: 4 },
          ],
        },
        expected: {
          table: [
            { region: "N", Jan: 3, Feb: 4 },
            { region: "S", Jan: 5 },
          ],
        },
      },
      { name: "none", inputs: { sales: [] }, expected: { table: [] } },
    ],
  },
  {
    id: "top-products",
    tags: ["shaping"],
    request:
      "give me the n best selling products. input products (each has name and sold) and n (default 3), output names: just the names, best first. equal ones keep their order",
    tests: [
      {
        name: "ties keep order",
        inputs: {
          products: [
            { name: "a", sold: 1 },
            { name: "b", sold: 9 },
            { name: "c", sold: 9 },
          ],
          n: 2,
        },
        expected: { names: ["b", "c"] },
      },
      {
        name: "fewer than n",
        inputs: { products: [{ name: "a", sold: 1 }] },
        expected: { names: ["a"] },
      },
      { name: "bad n", inputs: { products: [], n: -1 }, error: { matches: "n" } },
    ],
  },
  {
    id: "rename-keys",
    tags: ["shaping"],
    request:
      "Rename the keys of an object. Input `record` and `names`, an object of old name to new name; output `record`. Keys that are not named stay as they are.",
    tests: [
      {
        name: "one",
        inputs: { record: { a: 1, b: 2 }, names: { a: "x" } },
        expected: { record: { x: 1, b: 2 } },
      },
      { name: "none", inputs: { record: {}, names: { a: "x" } }, expected: { record: {} } },
      { name: "no object", inputs: { record: 3, names: {} }, error: { matches: "record" } },
    ],
  },
  {
    id: "merge-by-id",
    tags: ["shaping"],
    request:
      "I have two lists, `orders` and `payments`. Every payment has an orderId that is the id of an order. Add to each order `paid`, the sum of its payments' amount (0 if none). Output `orders`.",
    tests: [
      {
        name: "sums",
        inputs: {
          orders: [{ id: 1 }, { id: 2 }],
          payments: [
            { orderId: 1, amount: 3 },
            { orderId: 1, amount: 4 },
          ],
        },
        expected: {
          orders: [
            { id: 1, paid: 7 },
            { id: 2, paid: 0 },
          ],
        },
      },
      { name: "no orders", inputs: { orders: [], payments: [] }, expected: { orders: [] } },
    ],
  },
  {
    id: "unique-contacts",
    tags: ["shaping"],
    request:
      "Remove contacts with the same email from `contacts`, keep the first. Ada@x.org and ada@X.org are the same person. Output `contacts`.",
    tests: [
      {
        name: "same in other case",
        inputs: { contacts: [{ email: "Ada@x.org" }, { email: "ada@X.org" }] },
        expected: { contacts: [{ email: "Ada@x.org" }] },
      },
      {
        name: "different",
        inputs: { contacts: [{ email: "a@x.org" }, { email: "b@x.org" }] },
        expected: { contacts: [{ email: "a@x.org" }, { email: "b@x.org" }] },
      },
    ],
  },
  {
    id: "deep-value",
    tags: ["shaping"],
    request:
      "read a value by path from nested data. inputs: data, path like 'order.items.0.sku'. outputs: found (true/false) and value (null if not found)",
    tests: [
      {
        name: "there",
        inputs: { data: { order: { items: [{ sku: "A1" }] } }, path: "order.items.0.sku" },
        expected: { found: true, value: "A1" },
      },
      {
        name: "missing",
        inputs: { data: {}, path: "a.b" },
        expected: { found: false, value: null },
      },
      { name: "zero", inputs: { data: { a: 0 }, path: "a" }, expected: { found: true, value: 0 } },
    ],
  },
];
