import { describe, expect, it } from "vitest";
import { AddressNotPublic } from "#shared/network/resolve-public.ts";
import { endpointFetch } from "#shared/providers/endpoint-fetch.ts";

const nobody = () => false;

/** A fetch whose names resolve to these answers in order, and which tells what it connects to. */
function guarded(...answers: string[][]) {
  const connected: string[] = [];
  const fetch = endpointFetch({
    isAllowed: nobody,
    resolve: async () => (answers.length > 1 ? answers.shift() : answers[0]) ?? [],
    connect: async (request, address) => {
      connected.push(`${address} ${request.url}`);
      return new Response("ok");
    },
  });
  return { connected, fetch };
}

const refusal = { kind: "network", retryable: false, cause: expect.any(AddressNotPublic) };

describe("a connection to an endpoint that a tenant named", () => {
  it("goes to the address that was checked", async () => {
    const { fetch, connected } = guarded(["93.184.216.34"]);
    await fetch("https://models.example/v1", { method: "POST", body: "{}" });
    expect(connected).toEqual(["93.184.216.34 https://models.example/v1"]);
  });

  it("is checked anew each time, so that a name that turns inward is refused", async () => {
    const { fetch, connected } = guarded(["93.184.216.34"], ["127.0.0.1"]);
    await fetch("https://models.example/");
    await expect(fetch("https://models.example/")).rejects.toMatchObject(refusal);
    expect(connected).toHaveLength(1);
  });

  it.each([
    [["127.0.0.1"]],
    [["93.184.216.34", "10.0.0.1"]],
    [["169.254.169.254"]],
    [["::1"]],
    [["::ffff:127.0.0.1"]],
    [[]],
  ])("is refused where the name leads to %j", async (addresses) => {
    const { fetch, connected } = guarded(addresses);
    await expect(fetch("https://models.example/")).rejects.toMatchObject(refusal);
    expect(connected).toEqual([]);
  });

  it.each(["http://models.example/", "https://127.0.0.1/", "https://[::1]/", "https://[fd00::1]/"])(
    "is refused to %s, whatever names resolve to",
    async (url) => {
      const { fetch, connected } = guarded(["93.184.216.34"]);
      await expect(fetch(url)).rejects.toMatchObject(refusal);
      expect(connected).toEqual([]);
    },
  );

  it("fails as it is where the name is not known", async () => {
    const unknown = Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
    const fetch = endpointFetch({
      isAllowed: nobody,
      resolve: async () => {
        throw unknown;
      },
    });
    await expect(fetch("https://models.example/")).rejects.toBe(unknown);
  });
});
